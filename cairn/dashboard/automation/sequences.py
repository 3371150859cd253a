"""Sequences: the list, their steps, and who is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cairn.automation.models import Enrolment, Sequence, Step
from cairn.automation.sequences import edit
from cairn.automation.sequences.words import VARIABLES
from cairn.conversations import inbox as conversations
from cairn.conversations.models import Template
from cairn.dashboard.automation.steps import Fields, fields_of, ideas
from cairn.dashboard.desk import DeskRequest, desk, done, manages, refused
from cairn.leads.models import Stage
from cairn.lib import live

OPEN = ("running", "held")
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Row:
    sequence: Sequence
    steps: list[str]
    inside: int
    ended: int
    answered: int
    booked: int
    next_at: datetime | None
    next_who: str

    @property
    def answer_rate(self) -> str:
        return f"{self.answered * 100 // self.ended}%" if self.ended else "–"

    @property
    def booking_rate(self) -> str:
        return f"{self.booked * 100 // self.ended}%" if self.ended else "–"


@require_safe
@desk
def sequences(request: DeskRequest) -> HttpResponse:
    return render(request, "dashboard/automation/sequences.html", context(request) | {"rows": rows()})


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, "dashboard/automation/sequences.html#list", {"rows": rows()})


def context(request: DeskRequest) -> dict[str, object]:
    return {
        "here": "automation",
        "part": "sequences",
        "counts": conversations.counts(request.user),
    }


def rows() -> list[Row]:
    """All sequences with what became of the last months: three queries."""
    from datetime import timedelta

    recent = Enrolment.objects.filter(started_at__gt=Now() - timedelta(days=90))
    numbers = {
        line["sequence"]: line
        for line in recent.values("sequence").annotate(
            inside=Count("pk", filter=Q(state__in=OPEN)),
            ended=Count("pk", filter=~Q(state__in=OPEN)),
            answered_count=Count("pk", filter=Q(answered=True)),
            booked=Count("pk", filter=~Q(state__in=OPEN) & Q(lead__stage=Stage.WON)),
            next=Min("due_at", filter=Q(state="running")),
        )
    }
    first = Enrolment.objects.filter(sequence=OuterRef("pk"), state="running").order_by("due_at")
    found = Sequence.objects.annotate(next_who=Subquery(first.values("lead__contact__name")[:1])).order_by("name")
    steps: dict[int, list[str]] = {}
    for step in Step.objects.filter(version=F("sequence__version")).order_by("position"):
        steps.setdefault(step.sequence_id, []).append(spoken(step))
    return [row(sequence, steps.get(sequence.pk, []), dict(numbers.get(sequence.pk) or {})) for sequence in found]


def row(sequence: Sequence, steps: list[str], numbers: dict[str, object]) -> Row:
    def number(name: str) -> int:
        value = numbers.get(name, 0)
        return value if isinstance(value, int) else 0

    at = numbers.get("next")
    return Row(
        sequence,
        steps,
        number("inside"),
        number("ended"),
        number("answered_count"),
        number("booked"),
        at if isinstance(at, datetime) else None,
        getattr(sequence, "next_who", "") or "",
    )


def spoken(step: Step) -> str:
    span = length(step.minutes)
    if step.anchor == Step.Anchor.WINDOW:
        return f"{span} before the window closes"
    return f"{span} before departure" if step.anchor == Step.Anchor.DEPARTURE else span if step.minutes else "at once"


def length(minutes: int) -> str:
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size} {unit}"
    return f"{minutes} min"


@require_http_methods(["GET", "POST"])
@desk
def sequence(request: DeskRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Sequence, pk=pk)
    if request.method == "POST":
        return save(request, found)
    steps = fields_of(found.steps.filter(version=found.version))
    return form(request, found, steps, "")


@manages
def save(request: DeskRequest, found: Sequence) -> HttpResponse:
    steps, written = ideas(request.POST)
    try:
        edit.write(found, written)
    except edit.Unusable as problem:
        return form(request, found, steps, str(problem))
    named = {
        "name": request.POST.get("name", "").strip()[:80] or found.name,
        "about": request.POST.get("about", "")[:200],
        "stops_on_reply": "stops_on_reply" in request.POST,
    }
    Sequence.objects.filter(pk=found.pk).update(**named)
    return HttpResponseRedirect(f"/automation/sequences/{found.pk}")


def form(request: DeskRequest, found: Sequence, steps: list[Fields], problem: str) -> HttpResponse:
    templates = list(Template.objects.filter(removed_at=None, status="approved").order_by("name", "language")[:200])
    return render(
        request,
        "dashboard/automation/sequence.html",
        context(request)
        | {
            "sequence": found,
            "steps": steps,
            "problem": problem,
            "templates": templates,
            "approved": {f"{row.name}|{row.language}" for row in templates},
            "conditions": Step.Condition.choices,
            "variables": {name: said for name, (said, _) in VARIABLES.items()},
            "inside": inside(found),
        },
        status=422 if problem else 200,
    )


@require_safe
@desk
def in_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Sequence, pk=pk)
    return render(request, "dashboard/automation/sequence.html#inside", {"sequence": found, "inside": inside(found)})


def inside(found: Sequence) -> list[Enrolment]:
    rows = found.enrolments.filter(state__in=OPEN).select_related("lead__contact", "lead__trip")
    return list(rows.order_by(F("due_at").asc(nulls_first=True))[:SHOWN])


@require_POST
@desk
@manages
def new(request: DeskRequest) -> HttpResponse:
    try:
        made = edit.create(request.POST.get("name", "").strip())
    except edit.Unusable as problem:
        return refused(problem)
    return to(request, f"/automation/sequences/{made.pk}")


@require_POST
@desk
@manages
def active(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Sequence, pk=pk)
    on = request.POST.get("active") == "on"
    if on and not found.steps.filter(version=found.version).exists():
        return refused(_("Write a step first: there is nothing to send yet."))
    Sequence.objects.filter(pk=pk).update(active=on)
    live.announce("automation")
    return done(request, "/automation/sequences")


def to(request: HttpRequest, address: str) -> HttpResponse:
    """To another page, also for a form that htmx sent."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
