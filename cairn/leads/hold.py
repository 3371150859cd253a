"""A lead in the hands of one transaction: read with its lock, changed as an instance, written once at the end.

So what an answer teaches, its score and the move that follows cost one statement instead of one each.
"""

from __future__ import annotations

from cairn.conversations.models import Conversation
from cairn.leads.models import Lead
from cairn.lib import hot

LEAD = hot.Columns(Lead, "lead")
# The open lead of a conversation, else its newest. Looked at again after the lock: it may have been merged meanwhile.
HOLD = f"""
SELECT {LEAD.sql} FROM leads_lead AS lead WHERE merged_into_id IS NULL AND id = (
    SELECT id FROM leads_lead WHERE conversation_id = %(conversation)s::bigint AND merged_into_id IS NULL
    ORDER BY stage IN ('won', 'lost'), id DESC LIMIT 1
) FOR UPDATE
"""  # noqa: S608  names of our own columns
# All that the assistant and the rules change. Nobody else can have changed it since: the row is locked.
KEPT = (
    "trip_id", "party_size", "budget", "travel_dates", "language", "sentiment", "value", "score", "score_parts", "scored_at",
    "scored_priority", "priority", "stage", "stage_since", "position", "closed_reason",
)  # fmt: skip


def hold(conversation: Conversation) -> Lead | None:
    """The lead that is talked about, locked until the transaction ends. `conversation` has its contact."""
    row = hot.fetch_one(HOLD, {"conversation": conversation.pk})
    lead = LEAD.made(row) if row else None
    if lead:
        lead.conversation = conversation
        if lead.contact_id == conversation.contact_id:
            lead.contact = conversation.contact
    return lead


def keep(lead: Lead) -> None:
    """Write a held lead back."""
    hot.update(lead, KEPT)
