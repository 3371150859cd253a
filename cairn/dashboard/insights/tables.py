"""The numbers behind every picture, as tables: shown under it, and downloaded as CSV."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cairn.dashboard.insights.charts import Cell, Table
from cairn.dashboard.insights.words import DAYS, source, stage, topic, writer
from cairn.insights import report
from cairn.insights.report import Counted, Period, percent

Rows = list[tuple[Cell, ...]]


def rounded(value: float | None, digits: int = 1) -> Cell:
    return "–" if value is None else round(value, digits)


def stages(found: Counted) -> Table:
    heads = (_("Stage"), _("Reached"), _("Go on, %"), _("Lost from here"), _("Days in it, mean"))
    rows: Rows = [
        (stage(one.key), one.reached, rounded(one.share), one.lost, rounded(one.days, 2))
        for one in report.funnel(found)
    ]
    return Table(_("From first word to paid"), heads, rows)


def human(period: Period) -> Table:
    known = report.by_day(period, "human")
    rows: Rows = []
    for day in period.days:
        count, total = known.get(day, (0, 0.0))
        rows.append((day.isoformat(), count, rounded(total / count / 60 if count else None)))
    return Table(_("First human reply"), (_("Day"), _("Replies"), _("Minutes, mean")), rows)


def messages(period: Period) -> Table:
    came, went = report.by_day(period, "received"), report.by_day(period, "sent")
    rows: Rows = [(day.isoformat(), came.get(day, (0, 0))[0], went.get(day, (0, 0))[0]) for day in period.days]
    return Table(_("Messages"), (_("Day"), _("Came in"), _("Went out")), rows)


def topics(found: Counted) -> Table:
    return named(_("What people ask about"), _("Topic"), {topic(key): n for key, n in found.counts("topic").items()})


def trips(found: Counted) -> Table:
    return named(_("Trips people talk about"), _("Trip"), found.counts("trip"), _("Leads"))


def sources(found: Counted) -> Table:
    counts = {source(key): n for key, n in found.counts("source").items()}
    return named(_("Where leads come from"), _("Source"), counts, _("Leads"))


def named(name: str, what: str, counts: dict[str, int], many: str = "") -> Table:
    whole = sum(counts.values())
    rows: Rows = [(key, count, rounded(percent(count, whole))) for key, count in counts.items()]
    return Table(name, (what, many or _("Times"), "%"), rows)


def busy(period: Period) -> Table:
    week = report.busy(period)
    rows: Rows = [(f"{hour:02d}:00", *(day[hour] for day in week)) for hour in range(24)]
    return Table(_("Busy hours"), (_("Hour"), *map(str, DAYS)), rows)


def answers(found: Counted) -> Table:
    """By who wrote them: how many, how many people rated, how many of those were right."""
    counts, rows = found.counts("answer"), []
    for key in sorted({name.split()[0] for name in counts}):
        good, bad = counts.get(f"{key} good", 0), counts.get(f"{key} bad", 0)
        rows.append((writer(key), counts.get(key, 0) + good + bad, good, bad, rounded(percent(good, good + bad))))
    return Table(_("Answers"), (_("Written by"), _("Answers"), _("Rated right"), _("Rated wrong"), _("Right, %")), rows)


def work(found: Counted) -> Table:
    rows: Rows = [
        (_("Tasks made"), found.one("task", "created")),
        (_("Tasks done"), found.one("task", "done")),
        (_("Tasks that were late"), found.one("task", "late")),
        (_("Automatic moves kept"), found.one("move", "kept")),
        (_("Automatic moves undone"), found.one("move", "undone")),
        (_("Answered by the assistant"), found.one("outcome", "assistant_answered")),
        (_("Handed to a person"), found.one("outcome", "assistant_handed_over")),
        (_("Messages not delivered"), found.one("outcome", "delivery_failed")),
    ]
    return Table(_("Tasks and automation"), (_("What"), _("Times")), rows)
