"""Everything by which the firm's trips may be called: names, aliases, acronyms, single words and sounds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cairn.assistant.letters import skeleton
from cairn.assistant.lexicon import words
from cairn.catalog.models import Trip
from cairn.catalog.snapshot import Snapshot

TOKEN = re.compile(r"[^\W_]+(?:[\u0900-\u0d7f\u200c\u200d]+[^\W_]*)*")


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Everything by which the firm's trips may be called. Each version of the catalogue has one, known by itself."""

    phrases: dict[str, int]
    tokens: dict[str, int]
    sounds: dict[str, int]


@lru_cache(maxsize=4)
def index_of(version: str) -> Index:
    trips = Snapshot.current().trips
    phrases = {form: trip.pk for trip in trips for name in called(trip) for form in forms(name)}
    alone = {trip.pk: {t for name in (trip.name, *singles(trip)) for t in distinctive(name)} for trip in trips}
    owners = Counter(token for mine in alone.values() for token in mine)
    places = shared_places(trips)
    tokens = {t: pk for pk, mine in alone.items() for t in mine if owners[t] == 1 and t not in places}
    sounds = {
        skeleton(name): pk
        for name, pk in (phrases | tokens).items()
        if len(skeleton(name)) >= 4 and not name[0].isdigit()
    }
    return Index(phrases, tokens, sounds)


def shared_places(trips: Iterable[Trip]) -> set[str]:
    """Pickup towns, and regions that several trips share: they name no trip."""
    rows = list(trips)
    regions = Counter(word for trip in rows for word in set(TOKEN.findall(trip.region.lower())))
    towns = {p["city"].lower() for trip in rows for p in trip.pickups}
    return {word for word, count in regions.items() if count > 1} | towns


def called(trip: Trip) -> Iterable[str]:
    return (trip.name, *trip.aliases, *trip.misspellings, trip.slug.replace("-", " "))


def singles(trip: Trip) -> list[str]:
    """Aliases that are one word once the generic ones are gone: "KP trek"."""
    return [alias for alias in trip.aliases if len(distinctive(alias)) == 1]


def distinctive(name: str) -> list[str]:
    skip = words("trips", "generic") | words("trips", "not_alone")
    return [t for t in TOKEN.findall(name.lower()) if t not in skip and not t[0].isdigit() and len(t) > 1]


def forms(name: str) -> set[str]:
    """The name as typed and without its generic words, if two or more words are left, and its acronym."""
    tokens = TOKEN.findall(name.lower())
    rest = distinctive(name)
    made = {" ".join(tokens)}
    if len(rest) > 1:
        made.add(" ".join(rest))
    return made
