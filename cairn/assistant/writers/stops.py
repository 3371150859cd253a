"""Where a trip starts and ends: its pickups, its meeting point, stations and the way home."""

from __future__ import annotations

import re
from typing import Any

from cairn.assistant.draft import Draft
from cairn.assistant.facts import day
from cairn.assistant.lexicon import words
from cairn.catalog.models import Trip


def pickup(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    city = draft.understanding.city
    if other := elsewhere(draft.understanding.message.glossed):
        draft.say("pickup_none", trip=trip.name, city=other, list=points(trip.pickups))
        return
    near = [p for p in trip.pickups if p["city"] == city]
    exact = [
        p
        for p in near
        if any(
            len(w) > 3 and w in draft.understanding.message.cleaned for w in p["point"].lower().replace(",", "").split()
        )
    ]
    if city and not near and city in draft.understanding.message.cities:
        draft.say("pickup_none", trip=trip.name, city=city, list=points(trip.pickups))
    else:
        draft.say("pickup", trip=trip.name, list=points(exact or near or trip.pickups))
    if near and len(near) < len(trip.pickups) and trip.meeting_point and not exact:
        draft.say("meeting", trip=trip.name, point=trip.meeting_point)


def elsewhere(text: str) -> str | None:
    """A town from which no trip starts: "any pickup from Chennai?"."""
    said = [w for w in re.findall(r"[a-z]{4,}", text) if w in words("places", "other_cities")]
    return said[0].title() if said else None


def points(rows: list[dict[str, Any]]) -> str:
    return "; ".join(f"{p['city']}, {p['point']}, {p['time']}" for p in rows)


def end(draft: Draft, trip: Trip) -> None:
    """Where and when it ends; the date too, once the departure is known."""
    draft.cite_trip(trip)
    draft.say("end", trip=trip.name, end=trip.end_point)
    if departure := draft.chosen(trip):
        start, end = day(departure.start, draft.today), day(departure.end, draft.today)
        draft.say("dates_return", trip=trip.name, start=start, end=end)


def station(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    draft.say("station", trip=trip.name, railway=trip.nearest_railway, airport=trip.nearest_airport)
    draft.say("meeting", trip=trip.name, point=trip.meeting_point)
