"""What the product promises about itself, and what it measured: read from minute rows for an hour, from hour rows beyond."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from cairn.accounts.models import Firm
from cairn.insights import report
from cairn.insights.report import Period
from cairn.journal.models import Sample
from cairn.journal.samples import Sums, joined, percentile
from cairn.lib import clock


class Reading(Enum):
    """How sums become one figure."""

    P95 = "p95"
    P99 = "p99"
    ERRORS = "errors"
    WHOLE = "whole"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Promise:
    """`target` is in the unit of the figure: milliseconds, percent or minutes. `names` are the samples it is read from."""

    key: str
    reading: Reading
    target: float
    names: tuple[str, ...] = ()


PROMISES = (
    Promise("lead", Reading.P95, 1000, ("lead",)),
    Promise("reply", Reading.P95, 3000, ("reply",)),
    Promise("screen", Reading.P95, 5000, ("screen",)),
    Promise("human", Reading.MINUTES, 12),
    Promise("became", Reading.WHOLE, 100, ("became",)),
    Promise("errors", Reading.ERRORS, 1, ("request", "became", "failed", "filed")),
    Promise("query", Reading.P99, 500, ("query",)),
)
DONE = ("request", "became")  # what errors are a share of


@dataclass(frozen=True, slots=True)
class Measured:
    """A promise in a range of time. `value` is None when nothing happened; `points` are (time, figure)."""

    promise: Promise
    value: float | None
    count: int
    points: list[tuple[datetime, float | None]]

    @property
    def met(self) -> bool | None:
        if self.value is None:
            return None
        if self.promise.reading is Reading.WHOLE:
            return self.value >= self.promise.target
        return self.value < self.promise.target


RANGES = {
    "hour": (timedelta(hours=1), "minute"),
    "day": (timedelta(days=1), "hour"),
    "week": (timedelta(days=7), "hour"),
}


def measured(past: str = "day") -> list[Measured]:
    """Every promise over the range that ends now: two queries, whatever the range."""
    length, span = RANGES[past]
    step = timedelta(minutes=1) if span == "minute" else timedelta(hours=1)
    now = clock.now()
    first = floored(now - length, step) + step
    rows: dict[str, dict[datetime, Sample]] = defaultdict(dict)
    for row in Sample.objects.filter(span=span, at__gte=first):
        rows[row.name][row.at] = row
    times = [first + n * step for n in range(int(length / step))]
    return [
        people(promise, now) if promise.reading is Reading.MINUTES else over(promise, rows, times)
        for promise in PROMISES
    ]


def floored(at: datetime, step: timedelta) -> datetime:
    at = at.replace(second=0, microsecond=0)
    return at if step < timedelta(hours=1) else at.replace(minute=0)


def over(promise: Promise, rows: dict[str, dict[datetime, Sample]], times: list[datetime]) -> Measured:
    points = [(at, figure(promise, {name: rows[name].get(at) or Sums() for name in promise.names})) for at in times]
    whole = {name: joined(rows[name].values()) for name in promise.names}
    names = DONE if promise.reading is Reading.ERRORS else promise.names
    return Measured(promise, figure(promise, whole), sum(whole[name].count for name in names), points)


def figure(promise: Promise, sums: Mapping[str, Sums | Sample]) -> float | None:
    if promise.reading is Reading.ERRORS:
        return errors(sums)
    one = sums[promise.names[0]]
    if promise.reading is Reading.WHOLE:
        return report.percent(one.count - one.bad, one.count)
    return percentile(one, 0.99 if promise.reading is Reading.P99 else 0.95)


def errors(sums: Mapping[str, Sums | Sample]) -> float | None:
    """Requests and webhooks that failed, of all of them, per cent."""
    failed = sums["failed"].count + sums["filed"].count
    return report.percent(failed, max(failed, sum(sums[name].count for name in DONE)))


def people(promise: Promise, now: datetime, days: int = 14) -> Measured:
    """First human replies by day: too few an hour to say anything. The figure is that of the last seven days."""
    firm = Firm.current()
    today = now.astimezone(firm.zone).date()
    counts = report.by_day(Period(today - timedelta(days=days - 1), today), "human")
    points: list[tuple[datetime, float | None]] = []
    for n in range(days):
        day = today - timedelta(days=days - 1 - n)
        count, total = counts.get(day, (0, 0.0))
        points.append(
            (datetime(day.year, day.month, day.day, 12, tzinfo=firm.zone), total / count / 60 if count else None)
        )
    week = [pair for day, pair in counts.items() if (today - day).days < 7]
    answered = sum(count for count, _ in week)
    return Measured(promise, sum(total for _, total in week) / answered / 60 if answered else None, answered, points)


def failing(found: Iterable[Measured]) -> list[Measured]:
    return [one for one in found if one.met is False]
