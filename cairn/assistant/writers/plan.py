"""The way of a trip: its days, pickups, start and end."""

from __future__ import annotations

import re
from typing import Any

from cairn.assistant.draft import Draft
from cairn.assistant.facts import listed
from cairn.assistant.lexicon import words
from cairn.catalog.models import Trip
from cairn.knowledge.embed import known_words
from cairn.lib.money import grouped

ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "sixth": 6,
    "6th": 6,
    "7th": 7,
}


VISITS = re.compile(r"\b(?:go|goes|visit\w*|see|cover\w*|includ\w*|stop\w*|take us|touch\w*)\b")
GENERAL = frozenset(
    [
        "drive",
        "long",
        "from",
        "time",
        "hours",
        "where",
        "start",
        "walk",
        "visit",
        "trip",
        "trek",
        "days",
        "that",
        "which",
        "what",
        "does",
        "have",
        "with",
        "there",
    ]
)
HOW_HIGH = re.compile(r"\bhow high\b|\bheight\b|\baltitude\b|\belevation\b|\bmet(?:er|re)s\b|\bhow tall\b")


def numbers(draft: Draft) -> list[int]:
    """The days of the plan that a message names."""
    text = draft.understanding.message.glossed
    found = [int(n) for n in re.findall(r"\bday ?-?(\d{1,2})\b", text)]
    found += [ORDINALS[w] for w in re.findall(r"\b(\w+) day\b", text) if w in ORDINALS]
    if trip := draft.understanding.trip:
        if re.search(r"\blast day\b", text):
            found.append(int(trip.itinerary[-1]["day"]))
        found += nights(text, trip)
    return list(dict.fromkeys(found))


def nights(text: str, trip: Trip) -> list[int]:
    """ "Night 2", "the second night": the day that ends with it."""
    slept = [int(d["day"]) for d in trip.itinerary if d.get("stay") not in ("", "none", None)]
    named = [int(n) for n in re.findall(r"\bnight ?-?(\d)\b", text)]
    named += [ORDINALS[w] for w in re.findall(r"\b(\w+) night\b", text) if w in ORDINALS]
    named += [len(slept)] if re.search(r"\blast night\b", text) else []
    return [slept[n - 1] for n in named if 0 < n <= len(slept)]


def not_on_this(draft: Draft, trip: Trip) -> bool:
    """ "Does the 5-day trip go to Kalu?": a place of another trip's highlights that this one does not touch."""
    message = draft.understanding.message
    if not VISITS.search(message.glossed):
        return False
    own = " ".join([trip.name, *trip.highlights, *(f"{d['title']} {d['text']}" for d in trip.itinerary)]).lower()
    said = {w for w in re.findall(r"[a-z]{4,}", message.cleaned) if w not in own and w not in known_words()}
    for other in draft.snapshot.trips:
        names = {w.lower() for w in re.findall(r"\b[A-Z][a-z]{3,}\b", " ".join(other.highlights))}
        if place := next(iter(said & names), None):
            draft.cite_trip(other)
            draft.say("not_visited", trip=trip.name, place=place.title(), other=other.name)
            return True
    return False


def plan(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    if not_on_this(draft, trip):
        return
    lines = "\n".join(
        f"Day {d['day']}: {d['title']}" + (f", {d['km']} km" if d.get("km") else "") for d in trip.itinerary
    )
    draft.say("plan", trip=trip.name, list=lines)
    draft.say("highlights", list=listed(trip.highlights))


def day(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    days = {int(d["day"]): d for d in trip.itinerary}
    wanted = numbers(draft)
    for number in [n for n in wanted if n in days][:2]:
        say_day(draft, trip, days[number])
    if not set(wanted) & set(days):
        draft.say(
            "no_day", trip=trip.name, day=wanted[0] if wanted else 0, first=min(days), last=max(days)
        ) if wanted else plan(draft, trip)


def which_day(draft: Draft, trip: Trip) -> None:
    """ "Which day do we see Kalu?": the days whose title or text has the names of the question."""
    if not_on_this(draft, trip):
        return
    row = day_about(draft, trip)
    if not row:
        plan(draft, trip)
        return
    draft.cite_trip(trip)
    say_day(draft, trip, row)


def day_about(draft: Draft, trip: Trip) -> dict[str, Any] | None:
    """The day whose title and text hold most of the question's words; a word that fewer days have counts more."""
    message = draft.understanding.message
    asked = set(re.findall(r"[a-z]{4,}", f"{message.cleaned} {message.glossed}")) - set(trip.name.lower().split())
    asked = {w.removesuffix("s") for w in asked - GENERAL}
    texts = [f"{d['title']} {d['title']} {d['text']} {d.get('stay', '')}".lower() for d in trip.itinerary]
    common = {w: sum(w in text for text in texts) for w in asked}
    scores = [sum(text.count(w) / common[w] ** 2 for w in asked if common[w]) for text in texts]
    return trip.itinerary[scores.index(max(scores))] if max(scores, default=0) > 0 else None


def leg(draft: Draft, trip: Trip) -> None:
    """How long a drive takes: the day that names its ends, else the first day on the road."""
    draft.cite_trip(trip)
    roads = [d for d in trip.itinerary if not d.get("km") and d.get("hours")] or trip.itinerary[:1]
    row = day_about(draft, trip)
    say_day(draft, trip, row if row and row in roads else roads[0])


def say_day(draft: Draft, trip: Trip, row: dict[str, Any]) -> None:
    draft.say(
        "day",
        trip=trip.name,
        day=row["day"],
        title=row["title"],
        text=row["text"],
        walk=walk(draft, row),
        stay=row["stay"],
        meals=meals(draft, row),
    )
    if row.get("altitude_m") and HOW_HIGH.search(draft.understanding.message.glossed):
        draft.say("day_height", height=grouped(row["altitude_m"]))


def walk(draft: Draft, row: dict[str, Any]) -> str:
    if row.get("km"):
        return draft.words("walk", km=row["km"], hours=row["hours"])
    return draft.words("drive", hours=row["hours"]) if row.get("hours") else ""


def meals(draft: Draft, row: dict[str, Any]) -> str:
    return listed(row.get("meals", [])) or draft.words("none")


def hardest(draft: Draft, trip: Trip) -> None:
    """The longest walk; the highest where the summit or the pass is asked about."""
    draft.cite_trip(trip)
    text = draft.understanding.message.glossed
    top = bool(re.search(r"\bsummit\b|\bpass\b|\bcross\b|\bpeak\b|\bclimb\b|\bsunrise\b|\btop\b|\bascent\b", text))
    rows = [d for d in trip.itinerary if d.get("km")] or trip.itinerary
    row = max(rows, key=lambda d: (d.get("altitude_m", 0) if top else d.get("km", 0), d.get("hours", 0)))
    if not top:
        row = max(rows, key=lambda d: (d.get("hours", 0), d.get("km", 0)))
    draft.say(
        "summit" if top else "hardest", trip=trip.name, day=row["day"], title=row["title"], km=row["km"], hours=row["hours"],
        height=grouped(row["altitude_m"]), text=row["text"],
    )  # fmt: skip


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
    draft.cite_trip(trip)
    draft.say("end", trip=trip.name, end=trip.end_point)


def station(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    draft.say("station", trip=trip.name, railway=trip.nearest_railway, airport=trip.nearest_airport)
    draft.say("meeting", trip=trip.name, point=trip.meeting_point)
