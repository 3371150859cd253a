"""Outgoing webhooks wait as rows, leave one by one and come back with a growing pause until they are taken or given up.

The receiver may get one twice, when its answer is lost: the number of the call in `Cairn-Call` stays the same.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit

import httpcore
from django.db import transaction
from django.db.models import F

from cairn.automation.hooks.address import Forbidden
from cairn.automation.hooks.post import post
from cairn.automation.models import Call, Rule
from cairn.automation.rules.facts import Case
from cairn.journal.guards import Guard, many
from cairn.journal.record import record
from cairn.lib import clock, lending, logs
from cairn.lib.breaker import Breaker
from cairn.lib.secrets import Broken

log = logs.logger("hooks")
MOST = 100  # in one run
ATTEMPTS = 8  # over about a day and a half
LEASE = timedelta(seconds=60)  # longer than one call may take
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=12)
Post = Callable[..., int]


def put(rule: Rule, case: Case, *, url: str) -> Call:
    """Write the call down, in the transaction of the rule. No words of customers leave the house, only what happened."""
    event, lead = case.event, case.lead
    body = {
        "event": {"id": event.pk, "type": event.type, "at": event.at.isoformat(), "actor": event.actor},
        "rule": rule.name,
        "lead": {
            "id": lead.pk,
            "stage": lead.stage,
            "priority": lead.priority,
            "score": lead.score,
            "trip": lead.trip_id,
        }
        if lead
        else None,
    }
    return Call.objects.create(rule=rule, event=event.pk, url=url, body=json.dumps(body), due_at=clock.now())


def waits() -> bool:
    return Call.objects.filter(state=Call.State.WAITING, due_at__lte=clock.now()).exists()


def drain(send: Post = post) -> int:
    """Make the calls that are due. Returns how many attempts were made."""
    done = 0
    while done < MOST and (call := claim()):
        attempt(call, send)
        done += 1
    return done


def claim() -> Call | None:
    """Take one, so that no other worker makes it meanwhile; a worker that dies gives it back by time."""
    with transaction.atomic():
        due = Call.objects.filter(state=Call.State.WAITING, due_at__lte=clock.now()).order_by("due_at")
        call = due.select_for_update(skip_locked=True, of=("self",)).select_related("rule").first()
        if call:
            call.attempts, call.due_at = call.attempts + 1, clock.now() + LEASE
            call.save(update_fields=["attempts", "due_at"])
    return call


def attempt(call: Call, send: Post) -> None:
    guard = receiver(urlsplit(call.url).netloc[:60])
    if not guard.allows():
        return put_back(call)
    try:
        lending.give_back()
        at = int(clock.now().timestamp())
        status = send(call.url, call.body.encode(), secret=call.rule.signing_secret, at=at, call=call.pk)
    except (Forbidden, Broken) as refusal:
        return settle(call, None, str(refusal), again=False)
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
        settle(call, None, f"Nobody answered ({type(error).__name__})", again=True)
        return guard.failed()
    guard.answered()
    if 200 <= status < 300:
        Call.objects.filter(pk=call.pk).update(state=Call.State.SENT, answer=status, error="")
        log.info("called", call=call.pk, status=status)
        return None
    settle(call, status, f"It answered {status}", again=status in (408, 425, 429) or status >= 500)


@lru_cache(maxsize=64)
def receiver(host: str) -> Guard:
    """One that is dead holds up no other."""
    breaker = Breaker(failures=3, within=900, rest=60)
    return Guard(f"hook-{host}", who=f"The receiver of webhooks {host}", waits=waiting, breaker=breaker)


def waiting() -> str:
    count = Call.objects.filter(state=Call.State.WAITING)[:1000].count()
    return f"{many(count, 'call', 'calls')} {'waits' if count == 1 else 'wait'}"


def put_back(call: Call) -> None:
    """Its receiver rests: that was no attempt."""
    Call.objects.filter(pk=call.pk).update(attempts=F("attempts") - 1, due_at=clock.now() + FIRST)


def settle(call: Call, status: int | None, why: str, *, again: bool) -> None:
    rows = Call.objects.filter(pk=call.pk)
    if again and call.attempts < ATTEMPTS:
        pause = min(LONGEST, FIRST * 4 ** (call.attempts - 1)) * random.uniform(0.75, 1.25)
        rows.update(answer=status, error=why[:200], due_at=clock.now() + pause)
        return
    with transaction.atomic():
        rows.update(state=Call.State.FAILED, answer=status, error=why[:200])
        words = f"A webhook of the rule “{call.rule.name}” was given up: {why[0].lower()}{why[1:]}"
        record("notification", actor="system", why=words, key=f"call-{call.pk}-failed")
