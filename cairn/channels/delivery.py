"""Replies leave as rows: queued -> sending (committed) -> HTTP -> accepted, failed, queued again or unknown.

There is never a second automatic attempt that could reach WhatsApp besides the first: explicit refusals and connections
that never opened are tried again; what may have arrived is `unknown` until a receipt or a person decides.
"""

from __future__ import annotations

import random
import time
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from cairn.channels.clients import client
from cairn.channels.whatsapp.client import Accepted, Outcome, Refused, Unknown, Unreachable
from cairn.channels.whatsapp.errors import Action, classify, explain
from cairn.channels.whatsapp.payloads import Unsendable, payload
from cairn.conversations import ownership, receipts
from cairn.conversations.events import Person, Problem
from cairn.conversations.models import Conversation, Identity, Message
from cairn.journal.record import together
from cairn.lib import clock, logs

log = logs.logger("delivery")
Status = Message.Status
WINDOW_CLOSED = 131047
OURS = -1  # a problem that is not WhatsApp's: Graph itself uses 0
LONGEST_BACKOFF = 300.0  # seconds
GIVE_UP_AFTER = timedelta(hours=23)
STUCK = timedelta(seconds=60)
DECIDE_WITHIN = timedelta(seconds=120)
DOUBT = "It may have arrived; waiting for WhatsApp's receipt"


def deliver(conversation_id: int) -> int:
    """Send what is queued in this conversation, in order. Returns how many attempts were made."""
    attempts, more = 0, True
    while more and (message := claim(conversation_id)):
        attempts += 1
        started = time.perf_counter()
        outcome = attempt(message)
        more = settle(message, outcome)
        took = round((time.perf_counter() - started) * 1000)
        log.info("sent", message=message.pk, outcome=type(outcome).__name__.lower(), ms=took)
    return attempts


def claim(conversation_id: int) -> Message | None:
    """Take the oldest queued message if nothing before it is under way; marks it `sending` and commits."""
    with transaction.atomic():
        locked = Conversation.objects.select_for_update(of=("self",)).select_related("channel")
        conversation = locked.get(pk=conversation_id)
        message = conversation.messages.filter(status__in=[Status.QUEUED, Status.SENDING]).order_by("pk").first()
        if message is None or message.status == Status.SENDING or not due(message):
            return None
        message.conversation = conversation
        if not conversation.window_open and message.type != "template":
            fail(message, Problem(WINDOW_CLOSED, "Re-engagement message"))
            return None
        message.status, message.sending_since, message.attempts = Status.SENDING, clock.now(), message.attempts + 1
        message.save(update_fields=["status", "sending_since", "attempts"])
    return message


def due(message: Message) -> bool:
    return message.next_attempt_at is None or message.next_attempt_at <= clock.now()


def attempt(message: Message) -> Outcome:
    """One HTTP request, outside any transaction."""
    conversation = message.conversation
    try:
        body = payload(
            recipient(conversation),
            type=message.type,
            text=message.text,
            content=message.content,
            reply_to=message.reply_to or None,
            callback=str(message.callback),
        )
    except Unsendable as error:
        return Refused(Problem(OURS, str(error)))
    return client(conversation.channel).send(conversation.channel.number, body)


def recipient(conversation: Conversation) -> Person:
    lines = Identity.objects.filter(contact=conversation.contact_id, channel=conversation.channel_id, retired_at=None)
    known: dict[str, str] = dict(lines.order_by("pk").values_list("kind", "value"))
    return Person(phone=known.get(Identity.Kind.PHONE), user_id=known.get(Identity.Kind.USER_ID))


def settle(message: Message, outcome: Outcome) -> bool:
    """Write down what became of this attempt, unless a receipt or the sweeper already decided.

    Tells whether more is queued: asked under the lock, so that what is queued a moment later finds nothing under way.
    """
    with transaction.atomic(), together():
        stored = receipts.lock(message)
        stored.conversation = message.conversation
        if isinstance(outcome, Accepted):
            accept(stored, outcome)
        elif stored.status == Status.SENDING and stored.attempts == message.attempts:
            decline(stored, outcome)
        return Message.objects.filter(conversation=message.conversation_id, status=Status.QUEUED).exists()


def accept(message: Message, outcome: Accepted) -> None:
    receipts.raise_locked(message, Status.ACCEPTED, wamid=outcome.wamid)
    receipts.apply_waiting(message)
    if message.status == Status.FAILED:
        receipts.tell_failure(message)


def decline(message: Message, outcome: Refused | Unreachable | Unknown) -> None:
    if isinstance(outcome, Unknown):
        doubt(message)
    elif isinstance(outcome, Unreachable):
        again(message, None, "WhatsApp can't be reached")
    elif classify(outcome.error.code).action is Action.RETRY and classify(outcome.error.code).surely_not_sent:
        again(message, outcome.retry_after, explain(outcome.error).means)
    elif classify(outcome.error.code).action is Action.RETRY:
        doubt(message)
    else:
        fail(message, outcome.error)


def again(message: Message, retry_after: float | None, why: str) -> None:
    """Back to the queue, with exponential backoff and jitter; given up when the window is about to close."""
    if clock.now() - message.at > GIVE_UP_AFTER:
        return fail(message, Problem(OURS, f"{why}; given up after 23 hours"))
    backoff = min(LONGEST_BACKOFF, 2.0 ** min(message.attempts, 9)) * random.uniform(0.5, 1.0)
    wait = timedelta(seconds=max(backoff, retry_after or 0))
    change(message, Status.QUEUED, next_attempt_at=clock.now() + wait, sending_since=None, error=why)


def doubt(message: Message) -> None:
    """It may have arrived. A receipt decides, or after two minutes a person; never a second attempt by us."""
    change(message, Status.UNKNOWN, error=DOUBT)


def fail(message: Message, problem: Problem) -> None:
    change(message, Status.FAILED, sending_since=None, error_code=problem.code, error=problem.details or problem.title)
    receipts.tell_failure(message)


def change(message: Message, status: Status, **fields: Any) -> None:
    for name, value in (fields | {"status": status}).items():
        setattr(message, name, value)
    message.save(update_fields=["status", *fields])
    receipts.tell(message)


def stuck() -> int:
    """Messages whose sender died between the commit and the answer: unknown, never sent again by us."""
    marked = 0
    for message in Message.objects.filter(status=Status.SENDING, sending_since__lt=clock.now() - STUCK)[:100]:
        settle(message, Unknown("the sender died"))
        marked += 1
    return marked


def doubtful() -> int:
    """Unknown outcomes that no receipt decided in time: a person is asked to look, once."""
    found = Message.objects.filter(status=Status.UNKNOWN, sending_since__lt=clock.now() - DECIDE_WITHIN)[:100]
    for message in found:
        with transaction.atomic():
            stored = receipts.lock(message)
            if stored.status == Status.UNKNOWN and stored.sending_since:
                Message.objects.filter(pk=stored.pk).update(sending_since=None)
                ownership.call_person(stored.conversation, why=receipts.DOUBTFUL)
    return len(found)


def waiting() -> list[int]:
    """Conversations with something to send that is due."""
    due_now = Q(next_attempt_at=None) | Q(next_attempt_at__lte=clock.now())
    rows = (
        Message.objects.filter(due_now, status=Status.QUEUED).order_by("pk").values_list("conversation_id", flat=True)
    )
    return list(dict.fromkeys(rows[:500]))
