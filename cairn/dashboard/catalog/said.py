"""The lists of FAQs, stories and policies."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.catalog.edit.fields import Spec
from cairn.catalog.edit.written import CHANGED
from cairn.dashboard.catalog import beside, boxes, listing
from cairn.dashboard.catalog.edit import TABS
from cairn.dashboard.catalog.frame import framed, may_change
from cairn.dashboard.desk import DeskRequest, desk
from cairn.journal.models import Event

LIST = "dashboard/catalog/said.html"
TRIP = Spec("trip", "", "trip")
LANGUAGES = ("en", "hi", "kn", "mr", "ta", "te")


@require_safe
@desk
def page(request: DeskRequest, kind: str) -> HttpResponse:
    return render(request, LIST, listed(request, kind))


@require_safe
@desk
def list_fragment(request: DeskRequest, kind: str) -> HttpResponse:
    return render(request, f"{LIST}#rows", listed(request, kind))


def listed(request: DeskRequest, kind: str) -> dict[str, Any]:
    trips = boxes.choices(TRIP) if kind != "policy" else ()
    chosen = {"trip": str(listing.number(request, "trip") or ""), "language": listing.words(request, "language")}
    return {
        **framed(request, TABS[kind]),
        **beside.rows(request, kind),
        **chosen,
        "kind": kind,
        "trips": trips,
        "languages": LANGUAGES,
        "most": listing.MOST,
        "may_change": may_change(request, kind),
        "deleted": deleted(request),
    }


def deleted(request: DeskRequest) -> Event | None:
    """What was just deleted and can be taken back."""
    pk = listing.number(request, "deleted")
    return Event.objects.filter(pk=pk, type=CHANGED, data__act="deleted").first() if pk else None
