"""The figures of a period, read from the daily counts alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Sum

from cairn.journal.models import DailyCount

STAGES = ("inquiry", "contacted", "interested", "qualified", "proposal", "negotiation", "won")
MOST_DAYS = 366
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the funnel. `share` is how many of those who reached it went on, `days` the mean time in it."""

    key: str
    reached: int
    lost: int
    share: float | None
    days: float | None


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def before(self) -> Period:
        """As many days right before it."""
        return Period(self.first - timedelta(days=len(self.days)), self.first - timedelta(days=1))


@dataclass(slots=True)
class Counted:
    """What was counted in a period: name, then key, then (count, total)."""

    sums: dict[str, dict[str, tuple[int, float]]] = field(default_factory=lambda: defaultdict(dict))

    def counts(self, name: str) -> dict[str, int]:
        """Largest first."""
        rows = self.sums.get(name, {})
        return dict(sorted(((key, count) for key, (count, _) in rows.items()), key=lambda row: (-row[1], row[0])))

    def all(self, name: str) -> int:
        return sum(count for count, _ in self.sums.get(name, {}).values())

    def one(self, name: str, key: str) -> int:
        return self.sums.get(name, {}).get(key, (0, 0.0))[0]

    def mean(self, name: str, key: str = "") -> float | None:
        """The mean of what was measured, None without any."""
        count, total = self.sums.get(name, {}).get(key, (0, 0.0))
        return total / count if count else None

    def total(self, name: str) -> float:
        return sum(total for _, total in self.sums.get(name, {}).values())


def read(period: Period) -> Counted:
    """One query; as many rows as there are different things, however long the period."""
    found = Counted()
    rows = DailyCount.objects.filter(day__gte=period.first, day__lte=period.last).values_list("name", "key")
    for name, key, count, total in rows.annotate(Sum("count"), Sum("total")).order_by():
        found.sums[name][key] = (count, total)
    return found


def by_day(period: Period, name: str) -> dict[date, tuple[int, float]]:
    """Each day's count and total of a name; days without any are left out."""
    rows = DailyCount.objects.filter(day__gte=period.first, day__lte=period.last, name=name).values_list("day")
    return {day: (count, total) for day, count, total in rows.annotate(Sum("count"), Sum("total")).order_by("day")}


def busy(period: Period) -> list[list[int]]:
    """Messages by day of the week (Monday first) and hour."""
    week = [[0] * 24 for _ in range(DAYS_A_WEEK)]
    rows = DailyCount.objects.filter(day__gte=period.first, day__lte=period.last, name="hour")
    for weekday, hour, count in rows.values_list("day__iso_week_day", "key").annotate(Sum("count")).order_by():
        week[weekday - 1][int(hour)] = count
    return week


def funnel(found: Counted) -> list[Stage]:
    """New leads, then how many reached each stage in the period, whenever they came."""
    reached = {stage: found.one("reached", stage) for stage in STAGES} | {STAGES[0]: found.all("source")}
    lines = []
    for place, stage in enumerate(STAGES):
        after = reached[STAGES[place + 1]] if place + 1 < len(STAGES) else None
        share = None if after is None or not reached[stage] else min(100.0, 100 * after / reached[stage])
        stayed = found.mean("stayed", stage)
        days = None if stayed is None else stayed / 86400
        lines.append(Stage(stage, reached[stage], found.one("lost", stage), share, days))
    return lines


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
