"""What the assistant knows: the sources, one trip, one document. Everybody of the firm may look."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cairn.assistant.evaluation import latest
from cairn.catalog.models import Trip
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.knowledge.sources import MOST, NAMES, VIEWS, counts, listed
from cairn.knowledge.models import Comparison, Document, Passage
from cairn.lib.digits import whole

PAGE, KNOWN = "dashboard/knowledge/knowledge.html", "dashboard/knowledge/known.html"
MOST_PASSAGES = 500


@require_safe
@desk
def knowledge(request: DeskRequest) -> HttpResponse:
    """`trip` is taken over into the box to ask in."""
    key = request.GET.get("trip", "")
    trip = Trip.objects.filter(pk=whole(key) or 0).first()
    return render(request, PAGE, {**around(request, trip=trip), **listing(request)})


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, f"{PAGE}#sources", {**listing(request)})


@require_safe
@desk
def trip(request: DeskRequest, pk: int) -> HttpResponse:
    """All that the assistant has about one trip, in the order in which customers ask."""
    one = get_object_or_404(Trip, pk=pk)
    rows = Passage.objects.filter(trip=one).defer("embedding", "words").order_by("kind", "source_id", "id")
    known = {"about": one, "title": one.name, "edit": f"/trips/{one.pk}", "groups": grouped(rows[:MOST_PASSAGES])}
    return render(request, KNOWN, {**around(request, trip=one), **known})


@require_safe
@desk
def document(request: DeskRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Document.objects.select_related("trip", "added_by"), pk=pk)
    rows = Passage.objects.filter(kind="document", source_id=str(pk)).defer("embedding", "words").order_by("position")
    known = {"about": one, "title": one.title, "document": one, "groups": grouped(rows[:MOST_PASSAGES])}
    return render(request, KNOWN, {**around(request), **known})


def grouped(rows: Any) -> list[tuple[Any, list[Passage]]]:
    """Passages by kind, trip facets first."""
    kinds = ("trip", "faq", "policy", "document", "story")
    found = list(rows)
    return [(NAMES[kind], group) for kind in kinds if (group := [row for row in found if row.kind == kind])]


def listing(request: DeskRequest) -> dict[str, Any]:
    view = request.GET.get("view", "trips")
    view = view if view in VIEWS else "trips"
    after = whole(request.GET.get("after", ""), most=999_999) or 0
    rows = listed(view, after)
    tabs = [(key, words, number) for (key, words), number in zip(VIEWS.items(), counts().values(), strict=True)]
    more = after + MOST if len(rows) >= MOST else 0
    return {"view": view, "rows": rows, "tabs": tabs, "after": after, "more": more, "user": request.user}


def around(request: DeskRequest, *, trip: Trip | None = None) -> dict[str, Any]:
    """What every page of knowledge has: the box to ask in, the last evaluation, the form for a document."""
    trips = Trip.objects.filter(active=True).order_by("name").values_list("pk", "name")[:200]
    known = {"here": "knowledge", "trips": list(trips), "trip": trip}
    return {**known, "compared": Comparison.objects.first(), "evaluation": latest.done()}
