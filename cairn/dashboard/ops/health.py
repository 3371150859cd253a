"""The health page: what each part does now, and whether the product keeps what it promises. Everybody may look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise as Later
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.insights import charts
from cairn.dashboard.insights.charts import Line, Table
from cairn.dashboard.ops import parts
from cairn.insights import promises, state
from cairn.insights.promises import RANGES, Measured, Reading
from cairn.journal.models import Outage, SlowQuery

PAGE = "dashboard/ops/health.html"
SHOWN = 20  # outages, and slow queries
NAMES: dict[str, tuple[str | Later, str | Later]] = {
    "lead": (_("Lead created"), _("under 1 s after the webhook")),
    "reply": (_("Assistant’s reply"), _("with WhatsApp in under 3 s")),
    "screen": (_("Seen on the screen"), _("under 5 s")),
    "human": (_("First human reply"), _("under 12 min on average")),
    "became": (_("Became a lead"), _("every message")),
    "errors": (_("Errors"), _("under 1%")),
    "query": (_("Slowest queries"), _("99 in 100 under 500 ms")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One promise as a tile and a picture."""

    key: str
    name: str | Later
    goal: str | Later
    value: str
    unit: str
    met: bool | None
    count: int
    chart: Line | None
    table: Table


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    return render(request, PAGE, values(request))


@require_safe
@desk
def now_fragment(request: DeskRequest) -> HttpResponse:
    """The parts alone, which the open page asks for every few seconds."""
    return render(request, f"{PAGE}#parts", told())


def told() -> dict[str, Any]:
    found = state.recent()
    rows = parts.lines(found, state.note(found))
    return {"parts": rows, "wrong": sum(row.tone in ("bad", "warn") for row in rows)}


def values(request: DeskRequest) -> dict[str, Any]:
    past = request.GET.get("past", "day")
    past = past if past in RANGES else "day"
    shown = [show(one, past) for one in promises.measured(past)]
    ranges = (("hour", _("Hour")), ("day", _("Day")), ("week", _("Week")))
    slow = list(SlowQuery.objects.order_by("-last_at")[:SHOWN]) if request.user.may_manage else []
    troubles = list(Outage.objects.order_by("-began_at")[:SHOWN]) if request.user.may_manage else []
    base = {"here": "settings", "at": "health", "past": past, "ranges": ranges}
    return {**base, **told(), "shown": shown, "slow": slow, "troubles": troubles}


def show(one: Measured, past: str) -> Shown:
    name, goal = NAMES[one.promise.key]
    value, unit = ("–", "") if one.value is None else figure(one, one.value)
    write = "%-d %b" if one.promise.reading is Reading.MINUTES else "%a %H:%M" if past == "week" else "%H:%M"
    points = [(stamp(at, write), value) for at, value in one.points]
    return Shown(
        one.promise.key, name, goal, value, unit, one.met, one.count, draw(one, points, str(name), str(goal)),
        Table(str(name), (gettext("Time"), str(name)), [(at, "–" if v is None else " ".join(figure(one, v))) for at, v in points]),
    )  # fmt: skip


def draw(one: Measured, points: list[tuple[str, float | None]], name: str, goal: str) -> Line | None:
    target = None if one.promise.reading is Reading.WHOLE else one.promise.target
    label = gettext("%(name)s over time. Now %(value)s; promised: %(goal)s.") % {
        "name": name, "value": " ".join(figure(one, one.value)) if one.value is not None else "–", "goal": goal,
    }  # fmt: skip
    return charts.line(
        points, words=lambda v: " ".join(figure(one, v)), label=label, target=target, target_words=gettext("promised")
    )


def figure(one: Measured, value: float) -> tuple[str, str]:
    """A number and its unit."""
    if one.promise.reading in (Reading.ERRORS, Reading.WHOLE):
        return f"{value:.1f}".removesuffix(".0"), "%"
    if one.promise.reading is Reading.MINUTES:
        return f"{value:.1f}".removesuffix(".0"), "min"
    if one.promise.key == "query" or value < 100:
        return f"{value:.0f}", "ms"
    return f"{value / 1000:.2f}".rstrip("0").rstrip("."), "s"


def stamp(at: datetime, write: str) -> str:
    return timezone.localtime(at).strftime(write)
