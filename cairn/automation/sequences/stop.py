"""Out of a sequence: the customer answered or wants no messages, the lead moved, a person took over.

What the sequence has queued and nobody has begun to send is withdrawn with it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from cairn.accounts.models import User
from cairn.automation.models import Enrolment
from cairn.conversations.models import Message
from cairn.journal.record import record
from cairn.lib import clock, hot

ANSWERED = "the customer answered"

# For every message of a customer, so it is one statement. A sequence that goes on in spite of answers is let go again
# where it was held: the answer opened the window. No one waits for an answer of this lead any more.
HEAR = """
WITH broken AS (DELETE FROM automation_silence WHERE lead_id = %(lead)s::bigint),
heard AS (
    UPDATE automation_enrolment AS enrolment SET
        state = CASE WHEN sequence.stops_on_reply THEN 'stopped' ELSE 'running' END,
        why = CASE WHEN sequence.stops_on_reply THEN %(why)s::text ELSE '' END,
        ended_at = CASE WHEN sequence.stops_on_reply THEN %(now)s::timestamptz END,
        due_at = CASE WHEN sequence.stops_on_reply THEN NULL WHEN state = 'held' THEN %(now)s::timestamptz ELSE due_at END,
        answered = answered OR sent > 0
    FROM automation_sequence AS sequence
    WHERE sequence.id = enrolment.sequence_id AND enrolment.conversation_id = %(conversation)s::bigint
      AND enrolment.state IN ('running', 'held')
    RETURNING enrolment.id, enrolment.state
)
SELECT array_agg(id) FROM heard WHERE state = 'stopped'
"""

RUNNING = """
SELECT array_agg(id) FROM automation_enrolment
WHERE lead_id = %(lead)s::bigint AND state IN ('running', 'held') AND id <> %(but)s::bigint
"""


def customer_wrote(conversation_id: int, lead_id: int | None) -> None:
    """In the transaction that files the message, which holds the conversation."""
    values = {"conversation": conversation_id, "lead": lead_id, "why": ANSWERED, "now": clock.now()}
    row = hot.fetch_one(HEAR, values)
    for pk in (row[0] if row else None) or []:
        finish(Enrolment.objects.select_related("sequence").get(pk=pk), why=ANSWERED)


def lead_moved(lead_id: int, *, but: int, why: str) -> None:
    """End the sequences of this lead except the one that the move itself started; mostly there is none."""
    row = hot.fetch_one(RUNNING, {"lead": lead_id, "but": but})
    if row and row[0]:
        stop(Enrolment.objects.filter(pk__in=row[0]), why=why)


def stop(which: QuerySet[Enrolment], *, why: str, user: User | None = None) -> int:
    """End those that are running or held. A second time changes nothing. Returns how many ended."""
    ended = 0
    for enrolment in which.filter(state__in=["running", "held"]).select_related("sequence"):
        rows = Enrolment.objects.filter(pk=enrolment.pk, state__in=["running", "held"])
        if rows.update(state="stopped", why=why[:200], due_at=None, ended_at=clock.now()):
            finish(enrolment, why=why, user=user)
            ended += 1
    return ended


def finish(enrolment: Enrolment, *, why: str, user: User | None = None) -> None:
    withdraw(enrolment)
    data: dict[str, Any] = {"sequence": enrolment.sequence.name, "enrolment": enrolment.pk, "state": "stopped"}
    record(
        "lead_updated",
        actor="staff" if user else "rule",
        user_id=user.pk if user else None,
        lead_id=enrolment.lead_id,
        conversation_id=enrolment.conversation_id,
        why=why,
        **data,
    )


def withdraw(enrolment: Enrolment) -> None:
    """Take back what nobody has begun to send. Delivery marks a message under the conversation's lock, and so no message
    is both withdrawn and sent."""
    waiting = Message.objects.filter(
        conversation=enrolment.conversation_id,
        status=Message.Status.QUEUED,
        author=Message.Author.RULE,
        idempotency_key__startswith=mark(enrolment),
    )
    if taken := waiting.delete()[0]:
        Enrolment.objects.filter(pk=enrolment.pk).update(sent=F("sent") - taken)


def mark(enrolment: Enrolment) -> str:
    """Begins the key of each of its messages."""
    return f"sequence-{enrolment.pk}-"
