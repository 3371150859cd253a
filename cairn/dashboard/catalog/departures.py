"""All departures, by month."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.catalog.edit.fields import Spec
from cairn.dashboard.catalog import boxes, listing
from cairn.dashboard.catalog.frame import framed
from cairn.dashboard.catalog.said import deleted
from cairn.dashboard.desk import DeskRequest, desk

PAGE = "dashboard/catalog/departures.html"
TRIP = Spec("trip", "", "trip")


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    return render(request, PAGE, listed(request))


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, f"{PAGE}#months", listed(request))


def listed(request: DeskRequest) -> dict[str, object]:
    rows = list(listing.departures(request)[: listing.MOST])
    return {
        **framed(request, "departures"),
        "months": listing.by_month(listing.dates(rows, listing.today(request))),
        "more": len(rows) == listing.MOST,
        "most": listing.MOST,
        "trips": boxes.choices(TRIP),
        "trip": str(listing.number(request, "trip") or ""),
        "month": listing.words(request, "month"),
        "deleted": deleted(request),
    }
