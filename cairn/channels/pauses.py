"""A number that can't send: its queue stands still, one notification says why, and a probe ends it by itself.

While `Channel.paused_at` stands, messages stay queued. `free_at` says when the next probe is due; the gaps grow with the
time that the pause has lasted. Who paused twice within a day is told once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cairn.channels.clients import client
from cairn.channels.whatsapp.client import Refused
from cairn.channels.whatsapp.errors import OURS, classify
from cairn.conversations.events import Json, Problem
from cairn.conversations.models import Channel, Message
from cairn.journal import outages
from cairn.journal.record import record
from cairn.lib import clock, later, logs, secrets

log = logs.logger("pauses")
SOONEST, LATEST = timedelta(seconds=30), timedelta(minutes=15)
# Reading the number proves that the token works. It proves less about money and policy: those are asked less often.
SLOW_TO_HEAL = {368, 131031, 131037, 131042, 131044, 131048, 131064, 133010}
SOONEST_SLOW = timedelta(minutes=5)
FIELDS = "status,quality_rating,throughput,health_status"
# WhatsApp itself does not answer (channels/breaker.py). It is asked again soon and often: asking costs little.
AWAY = -2
AWAY_WHY = "WhatsApp does not answer. Messages wait here and go out by themselves as soon as it does; nothing is lost."
SOONEST_AWAY, LATEST_AWAY = timedelta(seconds=5), timedelta(minutes=1)
SHUT = {"BLOCKED", "BANNED", "RESTRICTED", "DISCONNECTED", "UNVERIFIED", "DELETED"}


def pause(channel: Channel, problem: Problem) -> bool:
    """Stop the number's queue and say why. False when it stood already."""
    known = classify(problem.code)
    why = f"{known.means.removeprefix('Not sent: ').capitalize()} {known.advice}"[:300]
    stopped = stop(channel, problem.code, why)
    if stopped:
        tell(channel, f"WhatsApp number {channel} stands still. {why}", key="paused", code=problem.code)
    return stopped


def stop(channel: Channel, code: int, why: str) -> bool:
    now = clock.now()
    rows = Channel.objects.filter(pk=channel.pk, paused_at=None)
    stopped = rows.update(paused_at=now, paused_code=code, paused_why=why, free_at=now + gap(code, now, now))
    if stopped:
        log.warning("number paused", channel=channel.pk, code=code)
    return bool(stopped)


def gap(code: int | None, paused_at: datetime, now: datetime) -> timedelta:
    """As long again as the pause has lasted, within bounds."""
    if code == AWAY:
        return min(max(SOONEST_AWAY, now - paused_at), LATEST_AWAY)
    soonest = SOONEST_SLOW if code in SLOW_TO_HEAL else SOONEST
    return min(max(soonest, now - paused_at), LATEST)


def resume(channel: Channel) -> bool:
    """Let the queue go on after a probe that went well, and say so. False when it was not paused."""
    with transaction.atomic():
        code = end(channel)
        if code is None:
            return False
        if code == AWAY:
            outages.back(away(channel))
        else:
            tell(channel, f"WhatsApp number {channel} sends again.", key="resumed", code=code)
    log.info("number resumed", channel=channel.pk, code=code)
    return True


def end(channel: Channel) -> int | None:
    """End the pause and wake what waits. The code that had caused it (-1 for none); None when there was no pause."""
    paused = Channel.objects.filter(pk=channel.pk, paused_at__isnull=False)
    code = paused.values_list("paused_code", flat=True).first()
    # free_at was the time of the next probe; left there, it would hold the queue back until then.
    if not paused.update(paused_at=None, paused_code=None, paused_why="", free_at=None):
        return None
    queued = Message.objects.filter(channel=channel, status=Message.Status.QUEUED).order_by("pk")
    if code == AWAY:
        queued.filter(error_code=None, attempts__gt=0).update(next_attempt_at=None)  # it waited for this only
    later.wake_each("deliver", "conversation", dict.fromkeys(queued.values_list("conversation_id", flat=True)[:500]))
    return OURS if code is None else code


def away(channel: Channel) -> str:
    """The name of the outage in which WhatsApp does not answer this number."""
    return f"whatsapp-{channel.pk}"


def tell(channel: Channel, why: str, *, key: str, code: int | None) -> None:
    day = clock.now().date().isoformat()
    record(
        "notification", actor="system", key=f"{key}-{channel.pk}-{code}-{day}", why=why, channel=channel.pk, code=code
    )


def due() -> list[int]:
    """Paused numbers whose next probe is due."""
    rows = Channel.objects.filter(paused_at__isnull=False, free_at__lte=clock.now())
    return list(rows.values_list("pk", flat=True))


def probe(channel_id: int) -> bool:
    """Ask Meta about the number; go on when it can send. One of several that ask at once does it."""
    channel, now = Channel.objects.get(pk=channel_id), clock.now()
    if channel.paused_at is None:
        return False
    claimed = Channel.objects.filter(pk=channel.pk, paused_at=channel.paused_at, free_at__lte=now)
    if not claimed.update(free_at=now + gap(channel.paused_code, channel.paused_at, now)):
        return False
    return can_send(channel) and resume(channel)


def can_send(channel: Channel) -> bool:
    try:
        answer = client(channel).get(channel.number, fields=FIELDS)
    except (secrets.Broken, ValueError):
        return False
    if isinstance(answer, Refused) or not isinstance(answer, dict):
        return False
    return healthy(answer)


def healthy(number: Json) -> bool:
    """Whether Meta's own account of the number speaks against sending."""
    health = number.get("health_status")
    said = health.get("can_send_message") if isinstance(health, dict) else None
    return said != "BLOCKED" and number.get("status") not in SHUT
