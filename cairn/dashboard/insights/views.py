"""The insights page and its tables as CSV. Its cost does not grow with history: it reads daily counts."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cairn.dashboard.desk import DeskRequest, desk, refused
from cairn.dashboard.insights import pictures, tables
from cairn.dashboard.insights.charts import Table
from cairn.dashboard.insights.period import CHOICES, Unclear, asked, last
from cairn.insights import report
from cairn.insights.report import Counted, Period, percent
from cairn.journal.models import CountedDay
from cairn.lib import clock

PAGE = "dashboard/insights/insights.html"
TABLES: dict[str, Callable[[Period, Counted], Table]] = {
    "stages": lambda period, found: tables.stages(found),
    "human": lambda period, found: tables.human(period),
    "messages": lambda period, found: tables.messages(period),
    "topics": lambda period, found: tables.topics(found),
    "trips": lambda period, found: tables.trips(found),
    "sources": lambda period, found: tables.sources(found),
    "busy": lambda period, found: tables.busy(period),
    "answers": lambda period, found: tables.answers(found),
    "work": lambda period, found: tables.work(found),
}
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Tile:
    name: str
    value: str
    unit: str
    goal: str
    met: bool | None


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    try:
        period, days = asked(request)
    except Unclear as problem:
        return show(
            request, last(CHOICES[1], clock.now().astimezone(request.firm.zone).date()), CHOICES[1], wrong=str(problem)
        )
    return show(request, period, days)


@require_safe
@desk
def download(request: DeskRequest, name: str) -> HttpResponse:
    """One table as CSV. Cells that a spreadsheet would run are written as text."""
    if name not in TABLES:
        raise Http404
    try:
        period, _days = asked(request)
    except Unclear as problem:
        return refused(problem)
    table = TABLES[name](period, report.read(period))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    file = f"{name}-{period.first}-{period.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response.write("\ufeff")  # without it Excel takes the text for another alphabet
    csv.writer(response).writerows([[safe(cell) for cell in row] for row in (table.heads, *table.rows)])
    return response


def safe(cell: object) -> str:
    text = "" if cell == "–" else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def show(request: DeskRequest, period: Period, days: int, *, wrong: str = "") -> HttpResponse:
    found, before = report.read(period), report.read(period.before())
    made = {name: make(period, found) for name, make in TABLES.items()}
    query = f"days={days}" if days else f"from={period.first}&to={period.last}"
    values: dict[str, Any] = {
        "here": "insights",
        "period": period,
        "days": days,
        "choices": CHOICES,
        "query": query,
        "tables": made,
        "tiles": tiles(found, before),
        "funnel": pictures.funnel(found),
        "leads": found.all("source"),
        "won": percent(found.one("reached", "won"), found.all("source")),
        "human": pictures.human(made["human"]),
        "messages": pictures.messages(made["messages"]),
        "busy": pictures.busy(period),
        "bars": {name: pictures.bars(made[name]) for name in ("topics", "trips", "sources")},
        "work": pictures.counts(made["work"]),
        "empty": not found.sums,
        "counted": CountedDay.objects.filter(day=period.last).first(),
        "wrong": wrong,
    }
    return render(request, PAGE, values, status=422 if wrong else 200)


def tiles(found: Counted, before: Counted) -> list[Tile]:
    minutes = found.mean("human")
    became = percent(found.one("received", "lead"), found.all("received"))
    moves, done = found.all("move"), found.one("task", "done")
    asked = found.all("outcome") and found.one("outcome", "assistant_answered") + found.one(
        "outcome", "assistant_handed_over"
    )
    rated = {end: sum(n for key, n in found.counts("answer").items() if key.endswith(end)) for end in (" good", " bad")}
    return [
        tile(_("New leads"), found.all("source"), "", was(before.all("source"))),
        tile(_("Closed won"), found.one("reached", "won"), "", was(before.one("reached", "won"))),
        tile(_("First human reply"), None if minutes is None else round(minutes / 60, 1), "min", _("under 12 min"), minutes and minutes < 720),
        tile(_("Became a lead"), became, "%", _("%(a)d of %(b)d") % {"a": found.one("received", "lead"), "b": found.all("received")}, became == 100),
        tile(_("Answered alone"), percent(found.one("outcome", "assistant_answered"), asked), "%", _("of %d questions") % asked),
        tile(_("Rated right"), percent(rated[" good"], sum(rated.values())), "%", _("of %d ratings") % sum(rated.values())),
        tile(_("Tasks done"), done, "", _("of %d made") % found.one("task", "created")),
        tile(_("Moves kept"), percent(found.one("move", "kept"), moves), "%", _("of %d automatic") % moves),
    ]  # fmt: skip


def tile(name: str, value: float | None, unit: str, goal: str, met: object = None) -> Tile:
    if value is None:
        return Tile(name, "–", "", _("nothing yet"), None)
    return Tile(name, f"{value:,}".removesuffix(".0"), unit, goal, None if met is None else bool(met))


def was(count: int) -> str:
    return _("%d the time before") % count
