"""A trip as a message: what a customer asks first, out of the rows as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cairn.catalog.models import Departure, Trip
from cairn.catalog.pricing import price_of
from cairn.lib.money import rupees

DATES, HIGHLIGHTS = 3, 4  # how many of each


def text(trip: Trip, today: date) -> str:
    """Name, length, price, next departures with seats, highlights; formatted as WhatsApp shows it. One query."""
    departures = coming(trip, today)
    price = price_of(trip, departures[0] if departures else None)
    blocks = [
        [f"*{trip.name}*", *length(trip), *cost(trip, price)],
        list(dates(trip, departures, price)),
        highlights(trip),
    ]
    if trip.url:
        blocks.append([trip.url])
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def coming(trip: Trip, today: date) -> list[Departure]:
    """The next ones that still have seats."""
    rows = trip.departures.upcoming(today).exclude(status=Departure.Status.CANCELLED)
    return [row for row in rows[:20] if row.seats_left][:DATES]


def length(trip: Trip) -> Iterator[str]:
    days = f"{trip.days} day{'s' if trip.days != 1 else ''}"
    yield ", ".join(part for part in (days, trip.region, trip.difficulty) if part)


def cost(trip: Trip, price: int) -> Iterator[str]:
    if price:
        advance = f", {rupees(trip.advance)} advance" if trip.advance else ""
        yield f"{rupees(price)} per person{advance}"


def dates(trip: Trip, departures: list[Departure], price: int) -> Iterator[str]:
    for row in departures:
        own = price_of(trip, row)
        also = f", {rupees(own)}" if own != price else ""
        seats = f"{row.seats_left} seat{'s' if row.seats_left != 1 else ''} left"
        yield f"- {span(row.start, row.end)}{also}: {seats}"


def highlights(trip: Trip) -> list[str]:
    return [f"- {words}" for words in trip.highlights[:HIGHLIGHTS] if isinstance(words, str)]


def span(start: date, end: date) -> str:
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {end.day} {start:%B}" if start != end else f"{start.day} {start:%B}"
    return f"{start.day} {start:%B} to {end.day} {end:%B}"
