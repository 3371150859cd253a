"""All checks of one number, one after the other. What is found so far stands in Channel.health and is shown live."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from cairn.channels.doctor import door, graph, house
from cairn.channels.doctor.finding import Finding, State, unknown
from cairn.channels.doctor.patient import Patient
from cairn.conversations.models import Channel
from cairn.lib import clock, later, live, logs
from cairn.lib.saying import said

log = logs.logger("doctor")
LIVE = "doctor"
HEALTH = "doctor"
Check = Callable[[Patient], Finding]
CHECKS: tuple[Check, ...] = (
    graph.token,
    graph.number,
    graph.subscribed,
    graph.override,
    door.https,
    door.handshake,
    door.signed,
    door.forged,
    house.last_webhook,
    graph.templates,
    graph.quality,
    house.paused,
    house.worker,
    house.spool,
    house.clocks,
    house.disk,
)


def examine(channel: Channel) -> Iterator[Finding]:
    """Each finding as soon as it is known. A check that breaks is itself a finding, and the others go on."""
    patient = Patient(channel)
    for check in CHECKS:
        try:
            yield check(patient)
        except Exception as error:
            log.error("check broke", check=check.__name__, error=type(error).__name__)
            yield unknown(
                check.__name__.replace("_", " ").capitalize(),
                said(_("This check broke (%(error)s)."), error=type(error).__name__),
            )


def ask(channel: Channel) -> str:
    """A person wants it checked: the worker does it. Returns the run's name; an older run stops writing."""
    run = uuid.uuid4().hex
    keep(channel, run, {"run": run, "begun": clock.now().isoformat(), "running": True, "findings": []}, first=True)
    later.wake("doctor", channel=channel.pk, run=run)
    return run


def run(channel_id: int, run: str) -> None:
    """Examine and keep what is found, line by line. Twice at once: only the newest run is kept."""
    channel = Channel.objects.get(pk=channel_id)
    started, findings = time.monotonic(), []
    state = {"run": run, "begun": clock.now().isoformat(), "running": True}
    for finding in examine(channel):
        findings.append(finding.row())
        if not keep(channel, run, {**state, "findings": findings}):
            return
    took = round(time.monotonic() - started, 1)
    keep(channel, run, {**state, "running": False, "took": took, "at": clock.now().isoformat(), "findings": findings})


def remember(channel: Channel, findings: list[Finding]) -> None:
    """What the command found is shown on the page too."""
    now, run = clock.now().isoformat(), uuid.uuid4().hex
    rows = [finding.row() for finding in findings]
    keep(channel, run, {"run": run, "begun": now, "running": False, "at": now, "findings": rows}, first=True)


def keep(channel: Channel, run: str, told: dict[str, Any], *, first: bool = False) -> bool:
    with transaction.atomic():
        row = Channel.objects.select_for_update().get(pk=channel.pk)
        if not first and (row.health.get(HEALTH) or {}).get("run") != run:
            return False
        row.health = {**row.health, HEALTH: told}
        row.save(update_fields=["health"])
        live.announce(LIVE)
    return True


def worst(findings: list[Finding]) -> State:
    order = [State.BAD, State.WARN, State.UNKNOWN]
    found = {finding.state for finding in findings}
    return next((state for state in order if state in found), State.GOOD)
