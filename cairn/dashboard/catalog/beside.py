"""What stands beside a form: the list it came from, and what the row itself has to say."""

from __future__ import annotations

from typing import Any

from cairn.catalog.edit import acts, texts
from cairn.catalog.edit.fields import of
from cairn.catalog.models import Policy, Trip
from cairn.dashboard.catalog import listing, rules
from cairn.dashboard.desk import DeskRequest


def begun(request: DeskRequest, kind: str) -> texts.Texts:
    """What a new form holds already."""
    trip = Trip.objects.filter(pk=listing.number(request, "trip") or 0).first()
    found: texts.Texts = {"language": "en"} if kind in ("faq", "story") else {}
    if trip:
        found["trip_id"] = str(trip.pk)
    if kind == "departure":
        last = trip.departures.order_by("-start").first() if trip else None
        same = {"days": last.days, "seats_total": last.seats_total} if last else {"days": trip.days} if trip else {}
        found |= {"status": "open", **{name: str(value) for name, value in same.items()}}
    if kind == "faq":
        found["question"] = request.GET.get("question", "").replace("\0", "")[:2000]
    return dict.fromkeys(of(kind), "") | found


def rows(request: DeskRequest, kind: str) -> dict[str, Any]:
    """The list at the left."""
    if kind == "faq":
        return {"rows": listing.faqs(request)}
    if kind == "story":
        return {"rows": listing.stories(request)}
    if kind == "policy":
        return {"rows": list(Policy.objects.order_by("title")[: listing.MOST])}
    return {"rows": listing.trips(request)}


def about(kind: str, row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    if kind == "faq":
        return {"similar": acts.similar(row)}
    if kind == "policy":
        return {"unruled": rules.unruled(row)}
    return {}
