"""What became of an attempt to send, written down for the message, the number and the customer."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction

from cairn.channels import policies, rates
from cairn.channels.whatsapp.client import Accepted, Outcome, Refused, Unknown, Unreachable
from cairn.channels.whatsapp.errors import OURS, UNSAID, Action, classify, explain
from cairn.conversations import doubts, react, receipts
from cairn.conversations.events import Problem
from cairn.conversations.models import Message
from cairn.journal.record import together
from cairn.lib import clock, hot

Status = Message.Status
LONGEST_BACKOFF = 300.0  # seconds
GIVE_UP_AFTER = timedelta(hours=23)
DOUBT = "It may have arrived; waiting for WhatsApp's receipt"
AWAY = "WhatsApp can't be reached"
# Nobody else decided it yet. What else has to be done is asked under the conversation's lock, in the same breath.
ACCEPT = """
UPDATE conversations_message AS message
SET status = 'accepted', wamid = %(wamid)s::text, sending_since = NULL, error_code = NULL, error = ''
WHERE id = %(message)s::bigint AND status = 'sending' AND wamid IS NULL
RETURNING EXISTS (
    SELECT 1 FROM conversations_message AS later
    WHERE later.conversation_id = message.conversation_id AND later.status = 'queued'
), EXISTS (
    SELECT 1 FROM conversations_waitingreceipt AS early
    WHERE early.channel_id = message.channel_id AND early.wamid = %(wamid)s::text
), EXISTS (
    SELECT 1 FROM conversations_conversation AS talk
    WHERE talk.id = message.conversation_id AND talk.needs_person_why = %(doubt)s::text
)
"""


def settle(message: Message, outcome: Outcome) -> bool:
    """Write down what became of this attempt, unless a receipt or the sweeper already decided.

    Tells whether more is queued: asked under the lock, so that what is queued a moment later finds nothing under way.
    """
    with transaction.atomic(), together():
        receipts.lock_conversation(message.conversation_id)
        if isinstance(outcome, Accepted) and (more := accept_at_once(message, outcome)) is not None:
            return more
        stored = receipts.lock(message)
        stored.conversation = message.conversation
        if isinstance(outcome, Accepted):
            accept(stored, outcome)
        elif stored.status == Status.SENDING and stored.attempts == message.attempts:
            decline(stored, outcome)
        return Message.objects.filter(conversation=message.conversation_id, status=Status.QUEUED).exists()


def refuse_queued(message: Message, outcome: Refused | Unreachable | Unknown, *, tried: bool) -> bool:
    """It can't leave, and nothing was sent: its file was not taken, or it may not go any more. True when others may."""
    with transaction.atomic(), together():
        stored = receipts.lock(message)
        stored.conversation = message.conversation
        if stored.status == Status.QUEUED:
            stored.attempts += tried
            decline(stored, Unreachable("upload") if isinstance(outcome, Unknown) else outcome)
        return stored.status == Status.FAILED


def accept_at_once(message: Message, outcome: Accepted) -> bool | None:
    """The ordinary end, in one statement. Tells whether more is queued; None when it is not that simple."""
    if message.type == "reaction":
        return None
    row = hot.fetch_one(ACCEPT, {"message": message.pk, "wamid": outcome.wamid, "doubt": doubts.DOUBTFUL})
    if row is None:
        return None
    more, early, doubted = row
    message.status, message.wamid = Status.ACCEPTED, outcome.wamid
    message.sending_since, message.error_code, message.error = None, None, ""
    receipts.tell(message)
    receipts.tell_sent(message, doubted=doubted)
    if early:
        news_before(message)
    return bool(more)


def news_before(message: Message) -> None:
    """Receipts that came before the answer."""
    receipts.apply_waiting(message)
    if message.status == Status.FAILED:
        receipts.tell_failure(message)


def accept(message: Message, outcome: Accepted) -> None:
    receipts.raise_locked(message, Status.ACCEPTED, wamid=outcome.wamid)
    news_before(message)
    if message.status != Status.FAILED and message.type == "reaction":
        react.settled(message)


def decline(message: Message, outcome: Refused | Unreachable | Unknown) -> None:
    if isinstance(outcome, Unreachable):
        again(message, AWAY)
    elif isinstance(outcome, Unknown):
        doubt(message)
        if outcome.error:
            policies.note(message.conversation, message, outcome.error)
    else:
        refuse(message, outcome.error, outcome.retry_after)


def refuse(message: Message, problem: Problem, retry_after: float | None) -> None:
    """WhatsApp says no, and took nothing."""
    known = classify(problem.code)
    policies.note(message.conversation, message, problem, retry_after)
    wait = policies.wait(message, problem.code) if known.action is Action.LATER else None
    if known.pauses:
        change(message, Status.QUEUED, next_attempt_at=None, sending_since=None, error=explain(problem).means)
    elif problem.code == policies.PAIR:
        after = rates.hold_pair(message.conversation, message.attempts).total_seconds()
        again(message, known.means, at_least=after, backoff=0)
    elif known.action is Action.RETRY:
        slow = rates.MAINTENANCE.total_seconds() if problem.code in policies.MAINTENANCE else 0
        again(message, known.means, at_least=max(retry_after or 0, slow))
    elif wait:
        put_off(message, problem.code, wait)
    else:
        fail(message, problem)


def again(message: Message, why: str, *, at_least: float = 0, backoff: float | None = None) -> None:
    """Back to the queue, with exponential backoff and jitter; given up when the window is about to close."""
    if clock.now() - message.at > GIVE_UP_AFTER:
        return fail(message, Problem(OURS, f"{why.rstrip('.')}; given up after 23 hours"))
    if backoff is None:
        backoff = min(LONGEST_BACKOFF, 2.0 ** min(message.attempts, 9)) * random.uniform(0.5, 1.0)
    due = clock.now() + timedelta(seconds=max(backoff, at_least))
    change(message, Status.QUEUED, next_attempt_at=due, sending_since=None, error_code=None, error=why)


def put_off(message: Message, code: int, wait: timedelta) -> None:
    """Hours from now. It keeps its code, and with it steps aside for what is said meanwhile."""
    due, why = clock.now() + wait, classify(code).means
    change(message, Status.QUEUED, next_attempt_at=due, sending_since=None, error_code=code, error=why)


def doubt(message: Message) -> None:
    """It may have arrived. A receipt decides, or after two minutes a person; never a second attempt by us."""
    change(message, Status.UNKNOWN, error=DOUBT)


def fail(message: Message, problem: Problem) -> None:
    change(message, Status.FAILED, sending_since=None, error_code=problem.code, error=problem.details or problem.title)
    if message.type != "reaction":
        receipts.tell_failure(message)


def change(message: Message, status: Status, **fields: Any) -> None:
    for name, value in (fields | {"status": status, "attempts": message.attempts}).items():
        setattr(message, name, value)
    message.save(update_fields=["status", "attempts", *fields])
    if message.type == "reaction":
        react.settled(message)
    else:
        receipts.tell(message)


def failed_later(message: Message, problem: Problem | None) -> None:
    """A receipt says that an accepted message failed: the same follows for number and customer, and people are told.

    The number waits for the commit: filing locks many conversations, and whoever claims locks the number after its own.
    """
    if problem and problem != UNSAID:
        policies.note_customer(message.conversation, message, problem)
        transaction.on_commit(partial(policies.note_number, message.conversation.channel, problem))
    if message.type == "reaction":
        react.settled(message)
    else:
        receipts.tell_failure(message)
