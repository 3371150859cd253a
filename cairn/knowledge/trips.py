"""One trip as short texts, one for each thing that customers ask about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cairn.catalog.models import Departure, Trip

Facet = tuple[str, str, str]


def facets(trip: Trip, departures: Sequence[Departure], today: date) -> Iterator[Facet]:
    """Name, heading and text of each facet; an empty text means that nothing is stated."""
    coming = [d for d in departures if d.start > today] or departures
    yield "overview", "overview", overview(trip)
    yield "price", "price and advance", price(trip)
    yield "dates", "dates and seats", "; ".join(date_line(d) for d in coming)
    yield "inclusions", "what is included", "Included: " + "; ".join(trip.inclusions) if trip.inclusions else ""
    yield "exclusions", "what is not included", "Not included: " + "; ".join(trip.exclusions) if trip.exclusions else ""
    yield "difficulty", "difficulty and fitness", difficulty(trip)
    yield "gear", "packing list, what to bring", "; ".join(trip.gear)
    yield "pickup", "pickup points and times", pickup(trip)
    yield "age", "age limits", age(trip)
    yield "season", "season", trip.season_text
    yield (
        "add-ons",
        "add-ons and rent",
        "; ".join(f"{a['name']} {rupees(a['price'])} per {a['unit']}" for a in trip.add_ons),
    )
    yield "itinerary", "day by day plan", "; ".join(f"Day {d['day']}: {d['title']}" for d in trip.itinerary)
    for day in trip.itinerary:
        yield f"day-{day['day']}", f"Day {day['day']}, {day['title']}", of_day(day)


def rupees(paise: int) -> str:
    return f"₹{paise / 100:,.0f}"


def overview(trip: Trip) -> str:
    parts = [
        trip.special,
        f"{trip.days} days in {trip.region}.",
        trip.duration_note,
        "Highlights: " + ", ".join(trip.highlights),
    ]
    return " ".join(part for part in parts if part)


def price(trip: Trip) -> str:
    return f"{rupees(trip.price)} per person, {rupees(trip.advance)} advance, balance {rupees(trip.balance)}. {trip.price_label}"


def date_line(departure: Departure) -> str:
    """Without the seats left: they change with each sale, and answers read them from the row."""
    note = f", {departure.note}" if departure.note else ""
    off = ", cancelled" if departure.status == Departure.Status.CANCELLED else ""
    return f"{departure.start:%d %B %Y} to {departure.end:%d %B %Y}{off}{note}"


def difficulty(trip: Trip) -> str:
    height = f"Highest point {trip.max_altitude_m} m." if trip.max_altitude_m else ""
    return " ".join(p for p in (f"{trip.difficulty}.", trip.difficulty_note, trip.fitness, trip.requires, height) if p)


def pickup(trip: Trip) -> str:
    points = "; ".join(f"{p['city']}, {p['point']} at {p['time']}" for p in trip.pickups)
    return f"{points}. Meeting point: {trip.meeting_point}. Ends: {trip.end_point}. Nearest railway station: {trip.nearest_railway}."


def age(trip: Trip) -> str:
    return f"From {trip.min_age} to {trip.max_age} years." if trip.min_age else ""


def of_day(day: dict[str, Any]) -> str:
    meals = ", ".join(day.get("meals", [])) or "none"
    return f"{day['text']} {day.get('km', 0)} km on foot, {day.get('hours', 0)} hours. Stay: {day.get('stay', '')}. Meals: {meals}."
