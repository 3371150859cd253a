"""All trips, and one trip with everything that is known of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cairn.catalog.edit.written import history
from cairn.catalog.models import Trip
from cairn.dashboard.catalog import listing
from cairn.dashboard.catalog.frame import framed
from cairn.dashboard.catalog.told import told
from cairn.dashboard.desk import DeskRequest, desk
from cairn.knowledge.models import Passage

LIST, ONE = "dashboard/catalog/trips.html", "dashboard/catalog/trip.html"
FEW = 10  # FAQs and stories that stand on the page of a trip; the rest are one press away
DATES = 60


@require_safe
@desk
def trips(request: DeskRequest) -> HttpResponse:
    return render(request, LIST, listed(request))


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, f"{LIST}#rows", listed(request))


@require_safe
@desk
def trip(request: DeskRequest, pk: int) -> HttpResponse:
    return render(request, ONE, {**listed(request), **about(request, found(pk))})


@require_safe
@desk
def facts_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    return render(request, f"{ONE}#facts", {**framed(request, "trips"), **about(request, found(pk))})


@require_safe
@desk
def known(request: DeskRequest, pk: int) -> HttpResponse:
    """What the assistant can look up about this trip, read only."""
    one = found(pk)
    rows = Passage.objects.filter(trip=one).defer("embedding", "words").order_by("kind", "source_id", "facet")
    return render(request, "dashboard/catalog/known.html", {"trip": one, "passages": list(rows[:100])})


def found(pk: int) -> Trip:
    return get_object_or_404(Trip, pk=pk)


def listed(request: DeskRequest) -> dict[str, Any]:
    return {**framed(request, "trips"), "rows": listing.trips(request), "most": listing.MOST}


def about(request: DeskRequest, one: Trip) -> dict[str, Any]:
    day = listing.today(request)
    rows = list(one.departures.order_by("-start")[:DATES])
    dates = listing.dates(rows, day)
    (shown,) = listing.dressed([one], day)
    return {
        "open": True,
        "on": one.pk,
        "trip": one,
        "shown": shown,
        "upcoming": [row for row in reversed(dates) if not row.past],
        "past": [row for row in dates if row.past][:6],
        "faqs": list(one.faqs.order_by("-stale", "pk")[:FEW]),
        "stories": list(one.stories.order_by("-held", "-pk")[:FEW]),
        "images": list(one.images.all()),
        "history": [told(event) for event in history("trip", one.pk)],
    }
