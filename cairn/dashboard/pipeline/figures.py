"""What the board adds up: counts, sums and weights of a stage, and how long leads stay in it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone

from cairn.accounts.models import User
from cairn.conversations.models import Conversation
from cairn.dashboard.pipeline.filters import Filter, board
from cairn.journal.models import Event
from cairn.leads.gates import OPEN, PLANS
from cairn.leads.models import LeadQuerySet, Stage
from cairn.lib import clock

PARTS = ("count", "sum", "seats", "stale", "this_month")
FRESH = 60.0  # seconds that a median is kept
# The newest moves of the last months; what it costs does not grow with the history.
MEDIANS = """
SELECT moves.data->>'from', percentile_cont(0.5) WITHIN GROUP (ORDER BY (moves.data->>'stayed')::float)
FROM (SELECT data FROM journal_event WHERE type = 'stage_changed' AND at > %s ORDER BY at DESC LIMIT 3000) AS moves
WHERE moves.data ? 'stayed' GROUP BY 1 HAVING count(*) >= 5
"""
_medians: dict[str, timedelta] = {}
_known_since = 0.0
HELD = 30.0  # seconds
MOST_HELD = 50  # filters
_remembered: dict[tuple[Filter, int], tuple[int | None, float, Counted]] = {}


@dataclass(frozen=True, slots=True)
class Figures:
    """One column in numbers. Money in paise."""

    stage: Stage
    count: int = 0
    sum: int = 0
    seats: int = 0
    stale: int = 0
    this_month: int = 0

    @property
    def weighted(self) -> int:
        return self.sum * PLANS[self.stage].chance // 100


Counted = tuple[dict[Stage, Figures], int]  # the columns, and how many leads wait for a person


@dataclass(frozen=True, slots=True)
class Totals:
    """The strip above the board: open leads only, but for what was won this month."""

    open: int
    value: int
    weighted: int
    seats: int
    needs: int
    stale: int
    won: int


def figures(rows: LeadQuerySet, stages: Iterable[Stage] = Stage) -> dict[Stage, Figures]:
    """All stages in one query."""
    since = timezone.localtime(clock.now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    counted = (
        rows.order_by()
        .filter(stage__in=list(stages))
        .values("stage")
        .annotate(
            count=Count("pk"),
            sum=Sum("value"),
            seats=Sum("party_size"),
            stale=Count("pk", filter=late()),
            this_month=Sum("value", filter=Q(stage_since__gte=since)),
        )
    )
    found = {row[0]: [number or 0 for number in row[1:]] for row in counted.values_list("stage", *PARTS)}
    return {stage: Figures(stage, *found.get(stage.value, [])) for stage in stages}


def late() -> Q:
    silent = Q()
    for stage in OPEN:
        silent |= Q(stage=stage, last_contact_at__lt=clock.now() - PLANS[stage].stale)
    return silent


def numbers(user: User, wanted: Filter, stages: Iterable[Stage] = Stage) -> dict[Stage, Figures]:
    """The columns in numbers. All are counted at once and remembered while nothing happens."""
    known, _ = remembered(user, wanted)
    return {stage: known[stage] for stage in stages}


def totals(user: User, wanted: Filter) -> tuple[Totals, dict[Stage, Figures]]:
    found, needs = remembered(user, wanted)
    still = [found[stage] for stage in OPEN]
    whole = Totals(
        open=sum(part.count for part in still),
        value=sum(part.sum for part in still),
        weighted=sum(part.weighted for part in still),
        seats=sum(part.seats for part in still),
        needs=needs,
        stale=sum(part.stale for part in still),
        won=found[Stage.WON].this_month,
    )
    return whole, found


def counted(rows: LeadQuerySet) -> Counted:
    """From those who wait to their leads: they are few, and the leads are many."""
    waiting = Conversation.objects.filter(needs_person_since__isnull=False)
    needy = waiting.filter(Exists(rows.order_by().filter(stage__in=OPEN, conversation=OuterRef("pk"))))
    return figures(rows), needy.count()


def remembered(user: User, wanted: Filter) -> Counted:
    """Everybody sees the whole board, so one count serves all who ask the same after the same Event. What changes without
    one, such as a lead that becomes stale, shows after half a minute."""
    key = (wanted, user.pk if wanted.owner == "me" else 0)
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    at, until, known = _remembered.get(key, (None, 0.0, ({}, 0)))
    if newest is None or at != newest or time.monotonic() > until:
        if len(_remembered) >= MOST_HELD:
            _remembered.clear()
        known = counted(board(user, wanted))
        _remembered[key] = (newest, time.monotonic() + HELD, known)
    return known


def medians() -> dict[str, timedelta]:
    """How long a lead stays in each stage, from the firm's own moves; the plan's norm where there are too few."""
    global _medians, _known_since
    if not _medians or time.monotonic() - _known_since > FRESH:
        with connection.cursor() as cursor:
            cursor.execute(MEDIANS, [clock.now() - timedelta(days=180)])
            known = {stage: timedelta(seconds=seconds) for stage, seconds in cursor.fetchall()}
        _medians = {stage.value: known.get(stage.value, PLANS[stage].norm) for stage in Stage}
        _known_since = time.monotonic()
    return _medians


def forget() -> None:
    """Ask the rows again the next time."""
    _medians.clear()
    _remembered.clear()
