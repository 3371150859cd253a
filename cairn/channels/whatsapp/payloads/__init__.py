"""The bodies we post to Graph. Meta: "Messages API". What may stand in them is checked by `conversations.outgoing`."""

from cairn.channels.whatsapp.payloads.address import addressed
from cairn.channels.whatsapp.payloads.message import payload
from cairn.channels.whatsapp.payloads.text import LONGEST_TEXT, text_payload
from cairn.conversations.outgoing.refusal import Unsendable, units

__all__ = ["LONGEST_TEXT", "Unsendable", "addressed", "payload", "text_payload", "units"]
