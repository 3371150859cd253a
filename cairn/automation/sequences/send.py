"""A step's words become a queued message, by the rule's hand."""

from __future__ import annotations

from cairn.automation.sequences.plan import Moment
from cairn.automation.sequences.words import fill
from cairn.conversations.models import Conversation, Message, Template
from cairn.conversations.reply import queue
from cairn.conversations.templates import send as templates
from cairn.conversations.templates.shape import shape
from cairn.journal.record import record
from cairn.leads.models import Lead


def queue_text(lead: Lead, conversation: Conversation, text: str, *, key: str, at: Moment) -> Message:
    """Free text, for an open window."""
    words = fill(text, lead, at.firm, at.start)
    message = queue(conversation, text=words, author=Message.Author.RULE, key=key)
    tell(lead, message)
    return message


def queue_template(
    lead: Lead, conversation: Conversation, template: Template, *, values: list[str], key: str, at: Moment
) -> Message:
    """A template with its blanks filled in order: the only thing that may go out when the window is closed.

    Raises templates' Refused when WhatsApp would not take it.
    """
    filled = in_order(template, [fill(value, lead, at.firm, at.start) for value in values])
    templates.check(conversation, template, filled)
    message = templates.queue(conversation, template, values=filled, user=None, key=key)
    tell(lead, message)
    return message


def in_order(template: Template, values: list[str]) -> dict[str, str]:
    keys = [slot.key for slot in shape(template.components).slots if slot.part in ("header", "body")]
    return dict(zip(keys, values, strict=False))


def tell(lead: Lead, message: Message) -> None:
    record(
        "message_sent",
        actor="rule",
        lead_id=lead.pk,
        conversation_id=lead.conversation_id,
        message_id=message.pk,
    )
