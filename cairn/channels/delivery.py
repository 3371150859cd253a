"""Replies leave as rows: queued -> sending (committed) -> HTTP -> accepted, failed, queued again or unknown.

There is never a second automatic attempt that could reach WhatsApp besides the first: explicit refusals and connections
that never opened are tried again; what may have arrived is `unknown` until a receipt or a person decides.
"""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from cairn.channels import breaker, media_upload, settling
from cairn.channels.claim import Claim, claim
from cairn.channels.clients import client
from cairn.channels.settling import settle
from cairn.channels.whatsapp.client import Outcome, Refused, Unknown
from cairn.channels.whatsapp.errors import OURS
from cairn.channels.whatsapp.payloads import Unsendable, payload
from cairn.conversations import doubts, ownership, receipts
from cairn.conversations.events import Person, Problem
from cairn.conversations.models import Message
from cairn.lib import clock, failing, lending, logs, secrets

__all__ = ["claim", "client", "deliver", "doubtful", "settle", "stuck", "waiting"]

log = logs.logger("delivery")
Status = Message.Status
STUCK = timedelta(seconds=60)
DECIDE_WITHIN = timedelta(seconds=120)
PATIENCE = 1.0  # seconds that a thread waits for a place in the rates; longer waits are the sweeper's


def deliver(conversation_id: int) -> int:
    """Send what is queued in this conversation, in order. Returns how many attempts were made."""
    attempts, patience, more = 0, PATIENCE, True
    while more:
        found = claim(conversation_id)
        if found.wait is not None and found.wait <= patience:
            patience -= found.wait
            time.sleep(found.wait)
        elif found.message is None:
            more = False
        elif found.upload or found.refused:
            more = prepare(found)
        else:
            attempts += 1
            more = send(found.message, found.to)
    return attempts


def prepare(found: Claim) -> bool:
    """What has to happen before the message can leave, or instead of it. False: nothing more can be done now."""
    assert found.message is not None
    if found.refused:
        return settling.refuse_queued(found.message, Refused(found.refused), tried=False)
    assert found.upload is not None
    failure = media_upload.upload(found.upload, found.message.conversation.channel)
    if failure:
        return settling.refuse_queued(found.message, failure, tried=True)
    return media_upload.missing(found.message) is None


def send(message: Message, to: Person) -> bool:
    started = time.perf_counter()
    failing.point("before sending")
    outcome = attempt(message, to)
    failing.point("after sending")
    more = settle(message, outcome)
    failing.point("after settling")
    breaker.note(message.conversation.channel, outcome)
    took = round((time.perf_counter() - started) * 1000)
    log.info("sent", message=message.pk, outcome=type(outcome).__name__.lower(), ms=took)
    return more


def attempt(message: Message, to: Person) -> Outcome:
    """One HTTP request, outside any transaction."""
    conversation = message.conversation
    try:
        body = payload(
            to,
            type=message.type,
            text=message.text,
            content=message.content,
            reply_to=message.reply_to or None,
            callback=str(message.callback),
            ids=media_upload.ids(message) if message.content else None,
        )
        lending.give_back()
        return client(conversation.channel).send(conversation.channel.number, body)
    except (Unsendable, secrets.Broken) as error:
        return Refused(Problem(OURS, str(error)))


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
                ownership.call_person(stored.conversation, why=doubts.DOUBTFUL)
    return len(found)


def waiting() -> list[int]:
    """Conversations with something to send that is due, from numbers that can."""
    due_now = Q(next_attempt_at=None) | Q(next_attempt_at__lte=clock.now())
    rows = Message.objects.filter(due_now, status=Status.QUEUED, channel__paused_at=None)
    return list(dict.fromkeys(rows.order_by("pk").values_list("conversation_id", flat=True)[:500]))
