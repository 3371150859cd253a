"""What follows from a change by itself: old prices are kept and flagged, seats make a date full, orders hold a story."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.text import slugify

from cairn.accounts.models import Firm
from cairn.catalog.edit import suspicion
from cairn.catalog.models import Departure, Trip
from cairn.lib import clock


def before(kind: str, row: Model, values: dict[str, Any]) -> dict[str, Any]:
    """Values that come with those that were given."""
    if kind == "trip":
        return of_trip(row, values)  # type: ignore[arg-type]
    if kind == "story":
        return suspicion.of_story(row, values)  # type: ignore[arg-type]
    return {}


def fitting(kind: str, row: Model, values: dict[str, Any]) -> dict[str, Any]:
    """The values with a state that fits them."""
    return of_departure(row, values) if kind == "departure" else values  # type: ignore[arg-type]


def of_trip(trip: Trip, values: dict[str, Any]) -> dict[str, Any]:
    if not trip.pk:
        return {"slug": free_slug(values)} if not values.get("slug") else {}
    found: dict[str, Any] = {}
    if "slug" in values and not values["slug"]:
        found["slug"] = trip.slug
    if values.get("price", trip.price) != trip.price or values.get("advance", trip.advance) != trip.advance:
        found |= new_price(trip, values)
    return found


def new_price(trip: Trip, values: dict[str, Any]) -> dict[str, Any]:
    """The old price goes to the history, with the day it ended, so that it is known and never quoted."""
    today = clock.now().astimezone(Firm.current().zone).date().isoformat()
    old = {"label": trip.price_label or f"Until {today}", "price": trip.price, "advance": trip.advance}
    given = values.get("price_history", trip.price_history)
    kept = [*(given if isinstance(given, list) else []), {**old, "valid_until": today, "expired": True}]
    return {"price_history": kept} | ({"price_expired": False} if trip.price_expired else {})


def free_slug(values: dict[str, Any]) -> str:
    """A short name from the name, with a number behind it where it is taken."""
    stem = slugify(str(values.get("name", "")))[:90].strip("-") or "trip"
    taken = set(Trip.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)


def of_departure(row: Departure, values: dict[str, Any]) -> dict[str, Any]:
    """A date without free seats is full, and one that has some again is open. A cancelled one stays cancelled."""
    total, sold = values.get("seats_total", row.seats_total), values.get("seats_sold", row.seats_sold)
    status = values.get("status", row.status)
    if not isinstance(total, int) or not isinstance(sold, int) or not {"seats_total", "seats_sold"} & values.keys():
        return values
    if status in ("open", "filling") and total and sold == total:
        return {**values, "status": "full"}
    if status == "full" and sold < total and row.pk and row.seats_left == 0:
        return {**values, "status": "open"}
    return values
