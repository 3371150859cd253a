"""The way of a trip: its days, pickups, start and end."""

from __future__ import annotations

import re
from typing import Any

from cairn.assistant.draft import Draft
from cairn.assistant.facts import listed
from cairn.catalog.models import Trip
from cairn.knowledge.embed import known_words
from cairn.lib.money import grouped

ORDINALS = {
    word: number
    for number, row in enumerate(
        ["first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "7th"], 1
    )
    for word in row.split()
}


VISITS = re.compile(r"\b(?:go|goes|visit\w*|see|cover\w*|includ\w*|stop\w*|take us|touch\w*)\b")
NEXT_TO = re.compile(r"\b(?:next to|beside|near|by the|close to)\b")
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
        none_of(draft, trip)
        plan(draft, trip)
        return
    draft.cite_trip(trip)
    say_day(draft, trip, row)


def none_of(draft: Draft, trip: Trip) -> None:
    """ "Does it visit any fort?" where its days name none."""
    asked = re.search(
        r"\b(fort|temple|beach|lake|cave|waterfall|museum|village)s?\b", draft.understanding.message.glossed
    )
    own = " ".join([trip.name, *trip.highlights, *(f"{d['title']} {d['text']}" for d in trip.itinerary)]).lower()
    if asked and asked[1] not in own:
        draft.lead("none_of", trip=trip.name, place=asked[1])


def day_about(draft: Draft, trip: Trip) -> dict[str, Any] | None:
    """The day whose title and text hold most of the question's words; a word that fewer days have counts more."""
    message = draft.understanding.message
    asked = set(re.findall(r"[a-z]{4,}", f"{message.cleaned} {message.glossed}")) - set(trip.name.lower().split())
    asked = {w.removesuffix("s") for w in asked - GENERAL}
    texts = [f"{d['title']} {d['title']} {d['text']} {d.get('stay', '')}".lower() for d in trip.itinerary]
    common = {w: sum(w in text for text in texts) for w in asked}
    scores = [sum(text.count(w) / common[w] ** 2 for w in asked if common[w]) for text in texts]
    return trip.itinerary[scores.index(max(scores))] if max(scores, default=0) > 0 else None


def day_of_place(draft: Draft, trip: Trip) -> None:
    """ "Do we sleep beside Chandratal?": the day whose title alone names the place of the question."""
    said = set(re.findall(r"[a-z]{5,}", draft.understanding.message.cleaned))
    rows = [d for d in trip.itinerary if said & set(re.findall(r"[a-z]{5,}", d["title"].lower())) - GENERAL]
    if len(rows) == 1 and NEXT_TO.search(draft.understanding.message.glossed):
        say_day(draft, trip, rows[0])


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
