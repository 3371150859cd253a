"""The rows of what was said: channels, people, conversations, messages and what belongs to them."""

from cairn.conversations.models.attachment import Attachment
from cairn.conversations.models.channel import Channel
from cairn.conversations.models.consent import Consent
from cairn.conversations.models.conversation import WINDOW, Conversation, ConversationQuerySet, Note
from cairn.conversations.models.message import Message, WaitingReceipt
from cairn.conversations.models.people import Contact, Identity, Merge
from cairn.conversations.models.template import Template, TemplateSync
from cairn.conversations.models.writing import CannedReply, Draft, Presence

__all__ = [
    "WINDOW",
    "Attachment",
    "CannedReply",
    "Channel",
    "Consent",
    "Contact",
    "Conversation",
    "ConversationQuerySet",
    "Draft",
    "Identity",
    "Merge",
    "Message",
    "Note",
    "Presence",
    "Template",
    "TemplateSync",
    "WaitingReceipt",
]
