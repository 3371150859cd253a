"""The tables as pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.dashboard.insights import charts
from cairn.dashboard.insights.charts import Bar, Heat, Line, Table
from cairn.dashboard.insights.words import DAYS, stage
from cairn.insights import report
from cairn.insights.report import Counted, Period

TARGET = 12.0  # minutes to the first human reply
WIDEST = 82.0  # per cent; the number stands behind the bar


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    name: str
    reached: int
    width: float
    share: str
    stay: str


def funnel(found: Counted) -> list[Step]:
    lines = report.funnel(found)
    most = max((line.reached for line in lines), default=0) or 1
    return [
        Step(
            line.key,
            stage(line.key),
            line.reached,
            round(WIDEST * line.reached / most, 1),
            "" if line.share is None else f"{line.share:.0f}%",
            stay(line.days),
        )
        for line in lines
    ]


def stay(days: float | None) -> str:
    """Hours under two days: "2 h", "1.8 d" from then on."""
    if days is None:
        return ""
    if days * 24 < 1:
        return f"{days * 1440:.0f} min"
    return f"{days * 24:.0f} h" if days < 2 else f"{days:.1f} d"


def human(table: Table) -> Line | None:
    label = _("First human reply by day, in minutes; promised are %d on average.") % TARGET
    return charts.line(
        by_day(table, 2), words=lambda v: f"{v:.0f} min", label=label, target=TARGET, target_words=_("target 12 min")
    )


def messages(table: Table) -> Line | None:
    points = by_day(table, 1)
    if not any(value for _, value in points):
        return None
    return charts.line(points, words=lambda v: f"{v:.0f}", label=_("Messages that came in, by day."))


def by_day(table: Table, column: int) -> list[tuple[str, float | None]]:
    return [(short(str(row[0])), None if isinstance(row[column], str) else float(row[column])) for row in table.rows]


def short(day: str) -> str:
    known = date.fromisoformat(day)
    return f"{known.day} {known:%b}"


def bars(table: Table) -> list[Bar]:
    """Shares of a table of (name, count, per cent)."""
    return charts.bars([(str(row[0]), float(row[1]), f"{row[1]}  ·  {row[2]:.0f}%") for row in table.rows if row[1]])


def counts(table: Table) -> list[Bar]:
    return charts.bars([(str(row[0]), float(row[1]), str(row[1])) for row in table.rows if row[1]])


def busy(period: Period) -> Heat | None:
    week = report.busy(period)
    if not any(map(any, week)):
        return None
    most = max((count, day, hour) for day, hours in enumerate(week) for hour, count in enumerate(hours))
    label = _("Messages by day and hour. Busiest on %(day)s at %(hour)d:00.") % {"day": DAYS[most[1]], "hour": most[2]}

    def title(day: str, hour: int, count: int) -> str:
        return f"{day} {hour}:00, " + ngettext("%d message", "%d messages", count) % count

    return charts.heat(week, days=[str(day) for day in DAYS], title=title, label=label)
