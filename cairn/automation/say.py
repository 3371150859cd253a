"""One message by the rules' own hand, within the window. Told twice it is said once."""

from __future__ import annotations

from cairn.accounts.models import Firm
from cairn.automation.sequences.words import fill
from cairn.conversations.models import Message
from cairn.conversations.reply import queue
from cairn.conversations.window import window
from cairn.journal.record import record
from cairn.leads.models import Lead
from cairn.lib import later


def say(lead: Lead, text: str, *, key: str) -> Message | None:
    """Queue the text, with its variables filled in. None where the window is closed, or the customer wants no messages."""
    conversation, key = lead.conversation, f"rule-{key}"[:200]
    if not window(conversation).free_text or lead.contact.opted_out_at:
        return None
    if earlier := conversation.messages.filter(idempotency_key=key).first():
        return earlier
    message = queue(conversation, text=fill(text, lead, Firm.current()), author=Message.Author.RULE, key=key)
    record(
        "message_sent",
        actor="rule",
        lead_id=lead.pk,
        conversation_id=conversation.pk,
        message_id=message.pk,
    )
    later.wake("deliver", conversation=conversation.pk)
    return message
