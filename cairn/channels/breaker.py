"""WhatsApp does not answer: after five attempts in a row without an answer the number rests, and a probe ends the rest.

Each attempt at a WhatsApp that hangs holds a sender for fifteen seconds and leaves a message that may have arrived and that
somebody has to look at. While the number rests, messages wait in the queue instead, and go by themselves afterwards.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from django.db import transaction

from cairn.channels import pauses
from cairn.channels.whatsapp.client import Outcome, Unknown, Unreachable
from cairn.conversations.models import Attachment, Channel, Message
from cairn.journal import outages
from cairn.journal.guards import Guard, hour, many
from cairn.lib import clock
from cairn.lib.breaker import Breaker

MOST = 1000  # counted
DETAIL = "Number {}. Messages go out by themselves, in order, as soon as it answers; nothing is lost."


@cache
def silence(channel: int) -> Breaker:
    """How often in a row this number got no answer, in this process. Who rests, and until when, stands in its row."""
    return Breaker(failures=5, within=60, rest=1)


def note(channel: Channel, outcome: Outcome) -> None:
    """Count an attempt that brought no answer; any answer, also a refusal, ends the count."""
    if not unanswered(outcome):
        silence(channel.pk).answered()
        return
    seconds = silence(channel.pk).failed_once()
    if seconds is not None:
        silence(channel.pk).answered()  # counted anew after the rest
        rest(channel, seconds)


def unanswered(outcome: Outcome) -> bool:
    """No connection, or time ran out. A connection that was cut says little: the message may be on its way."""
    return isinstance(outcome, Unreachable) or (isinstance(outcome, Unknown) and "Timeout" in outcome.reason)


def rest(channel: Channel, seconds: float) -> None:
    since = clock.now() - timedelta(seconds=seconds)
    with transaction.atomic():
        if pauses.stop(channel, pauses.AWAY, pauses.AWAY_WHY):
            why = f"WhatsApp has not answered since {hour(since)}; {waiting(channel)}"
            over, detail = "WhatsApp answers again", DETAIL.format(channel)
            outages.begin(pauses.away(channel), why=why, over=over, detail=detail, since=since)


def waiting(channel: Channel) -> str:
    queued = Message.objects.filter(channel=channel, status=Message.Status.QUEUED)[:MOST].count()
    return f"{many(queued, 'message', 'messages')} {'waits' if queued == 1 else 'wait'}"


def files() -> str:
    found = Attachment.objects.filter(state=Attachment.State.WAITING)[:MOST].count()
    return f"{many(found, 'file', 'files')} of customers {'waits' if found == 1 else 'wait'}"


media = Guard(
    "media",
    who="The place where WhatsApp keeps files",
    waits=files,
    breaker=Breaker(failures=5, within=120, rest=20),
)


def forget() -> None:
    """Begin to count anew."""
    silence.cache_clear()
    media.breaker.answered()
