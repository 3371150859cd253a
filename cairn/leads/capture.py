"""Every first message makes a lead and a task for a person; every later one keeps the lead up to date."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from cairn.conversations import wordless
from cairn.conversations.models import Conversation, Message
from cairn.journal.record import record
from cairn.leads import assign, scoring
from cairn.leads.merge import merge_leads, unmerge_leads
from cairn.leads.models import CLOSED, Lead, Priority, Task
from cairn.lib import clock, hot

__all__ = ["CLOSED", "arrived", "capture", "create", "current", "merge_leads", "unmerge_leads"]
# When the webhook that is being filed came in. The filer sets it; nothing else knows, least of all the message.
arrived: ContextVar[datetime | None] = ContextVar("arrived", default=None)
FIRST_CONTACT = timedelta(hours=1)


# One statement for the common case: the conversation has an open lead. "Not merged" is spelt so that only the index on the
# conversation fits: before its first statistics a database would take any index of open leads, and read them all.
TOUCH = """
UPDATE leads_lead SET
    newest_message = CASE WHEN %(words)s::text = '' THEN newest_message ELSE %(words)s::text END,
    -- after a silence the score is wrong at once, not only when its time comes
    scored_at = CASE WHEN last_contact_at < %(at)s::timestamptz - interval '1 day' THEN NULL ELSE scored_at END,
    last_contact_at = greatest(last_contact_at, %(at)s::timestamptz)
WHERE conversation_id = %(conversation)s::bigint AND coalesce(merged_into_id, 0) = 0 AND stage NOT IN ('won', 'lost')
RETURNING id
"""


def capture(
    conversation: Conversation, message: Message, *, source: str = "whatsapp", detail: dict[str, Any] | None = None
) -> int:
    """The id of the conversation's lead, brought up to date with this new message; made with its first task if needed."""
    touched = touch(conversation, message)
    if touched:
        return touched
    lead = current(conversation)
    if lead is None:
        return create(conversation, message, source=source, detail=detail or {}).pk
    words, at = message.text[:500] or lead.newest_message, max(lead.last_contact_at, message.at)
    Lead.objects.filter(pk=lead.pk).update(newest_message=words, last_contact_at=at)
    return lead.pk


def touch(conversation: Conversation, message: Message) -> int | None:
    values: dict[str, Any] = {"conversation": conversation.pk, "words": message.text[:500], "at": message.at}
    row = hot.fetch_one(TOUCH, values)
    return int(row[0]) if row else None


def current(conversation: Conversation) -> Lead | None:
    """The open lead of a conversation, else its newest."""
    leads = Lead.objects.filter(conversation=conversation, merged_into=None).select_related("contact").order_by("-pk")
    rows = list(leads[:5])
    return next((lead for lead in rows if lead.stage not in CLOSED), rows[0] if rows else None)


def create(conversation: Conversation, message: Message, *, source: str, detail: dict[str, Any]) -> Lead:
    """Lead, initial task and their events, in the caller's transaction."""
    owner = assign.next_in_turn()
    lead = Lead(
        contact=conversation.contact,
        conversation=conversation,
        owner=owner,
        source=source,
        source_detail=detail,
        first_message=message.text[:500],
        newest_message=message.text[:500],
        last_contact_at=message.at,
    )
    scoring.count(lead)
    lead.save()
    record(
        "lead_created",
        actor="customer",
        lead_id=lead.pk,
        conversation_id=conversation.pk,
        message_id=message.pk,
        source=source,
        ms=since_received(message),
    )
    if owner:
        assign.tell(lead, owner, by="round robin")
    task = Task.objects.create(
        lead=lead,
        type=Task.Type.INITIAL_CONTACT,
        reason="first_message",
        title=first_title(message),
        priority=Priority.MEDIUM,
        due_at=clock.now() + FIRST_CONTACT,
        assignee=owner,
    )
    record(
        "task_created",
        actor="rule",
        lead_id=lead.pk,
        conversation_id=conversation.pk,
        message_id=message.pk,
        task=task.pk,
        title=task.title,
    )
    return lead


def since_received(message: Message) -> int | None:
    """Milliseconds from the webhook's arrival to the lead, where the filer said when that was."""
    received = arrived.get()
    return max(0, round((clock.now() - received).total_seconds() * 1000)) if received else None


def first_title(message: Message) -> str:
    words = message.text
    if not words:
        return f"Follow up on WhatsApp inquiry: {wordless.name(message.type)}"
    return f"Follow up on WhatsApp inquiry: '{words if len(words) <= 120 else words[:119] + '…'}'"
