"""The trips that a message names, those it only describes, and the treks of other firms that it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cairn.assistant.letters import latin, skeleton
from cairn.assistant.lexicon import data, words
from cairn.assistant.names import Named, named
from cairn.catalog.models import Trip
from cairn.catalog.snapshot import Snapshot
from cairn.knowledge.embed import known_words

DESCRIBED = re.compile(r"\b(\w+) (?:trip|trek|tour|one|edition|wala|wali|of trip|of trek)\b")
SURE = 0.88
DONE = re.compile(r"\b(?:done|did|completed|finished|been to|already)\b")
ASKS_MORE = re.compile(r"\b(?:want|next|suggest|toughest|recommend|now)\b")


@dataclass(frozen=True, slots=True)
class Found:
    trips: tuple[Trip, ...]
    elsewhere: str | None = None


def found(cleaned: str, glossed: str, snapshot: Snapshot) -> Found:
    """Trips in the order in which they stand. A place that the firm does not sell is never taken for one that it does."""
    other = elsewhere(undone(cleaned), snapshot) or elsewhere(undone(glossed), snapshot)
    text = cleaned.replace(other, " ") if other else cleaned
    names = sure_first(wanted(named(text, snapshot), text), [] if other else wanted(named(glossed, snapshot), glossed))
    if other and other not in cleaned:
        names = [n for n in names if not any(same_place(other, word) for word in n.words)]
    trips = list(dict.fromkeys(n.trip for n in names))
    if not trips and not other:
        trips = described(glossed, snapshot) or by_place(text, snapshot)
    return Found(tuple(trips), other)


def sure_first(typed: list[Named], glossed: list[Named]) -> list[Named]:
    """A name that only the gloss spells out is exact; beside it a likeness of sounds must be close."""
    exact = [n for n in glossed if n.confidence == 1.0 and "".join(n.words).isascii()]
    return (
        typed + exact
        if not exact or all(n.confidence >= SURE for n in typed)
        else exact + [n for n in typed if n.confidence >= SURE]
    )


def wanted(names: list[Named], text: str) -> list[Named]:
    """Without the treks that somebody says they have done: "Done KK already, now the toughest"."""
    done = DONE.search(text)
    if not done or not ASKS_MORE.search(text[done.start() :]):
        return names
    return [n for n in names if not 0 <= n.at - done.start() < 40]


def undone(text: str) -> str:
    """Without the treks that somebody has behind them."""
    done = DONE.search(text)
    return text[: done.start()] + text[done.start() + 40 :] if done and ASKS_MORE.search(text[done.start() :]) else text


def elsewhere(cleaned: str, snapshot: Snapshot) -> str | None:
    """A well-known trek or place that the firm does not sell, in any script."""
    spoken = "" if cleaned.isascii() else skeleton(latin(cleaned))
    bare = set() if cleaned.isascii() else {unvoiced(latin(word)) for word in cleaned.split() if not word.isascii()}
    for place, sound, letters in unsold(snapshot.version):
        typed = place in cleaned and re.search(rf"(?<!\w){re.escape(place)}(?!\w)", cleaned)
        if typed or (sound and (sound in spoken or letters in bare - {""})):
            return place
    return None


@lru_cache(maxsize=4)
def unsold(version: str) -> tuple[tuple[str, str, str], ...]:
    """Each such place, the longest first, with its sound, empty where that is too short to be heard, and that unvoiced."""
    trips = Snapshot.current().trips
    rows = (f"{t.name} {' '.join(t.aliases)} {t.region} {' '.join(t.highlights)}" for t in trips)
    sold = " ".join(rows).lower()
    places = sorted(data("trips")["elsewhere"].split("|"), key=len, reverse=True)
    return tuple(
        (place, sound if len(sound := skeleton(place)) >= 5 else "", unvoiced(place))
        for place in places
        if not re.search(rf"\b{re.escape(place)}\b", sold)
    )


def same_place(place: str, word: str) -> bool:
    bare = unvoiced(latin(word))
    return skeleton(place) in skeleton(latin(word)) or bool(bare and bare == unvoiced(place))


def unvoiced(place: str) -> str:
    """A name without the "a" that Indian letters write or leave out: "torana" is "torna"; "" where little is left."""
    bare = skeleton(place).replace("a", "")
    return bare if len(bare) > 3 and " " not in place else ""


def by_place(text: str, snapshot: Snapshot) -> list[Trip]:
    """ "When do we see Trimbakeshwar?": a place of one trip's days names that trip."""
    owners = places(snapshot.version)
    found = {owners[word] for word in re.findall(r"[a-z]{5,}", text) if word in owners}
    return [t for t in snapshot.trips if t.pk in found][:1] if len(found) == 1 else []


@lru_cache(maxsize=4)
def places(version: str) -> dict[str, int]:
    """Proper names in the days and highlights of exactly one trip; pickup towns and English words name none."""
    owners: dict[str, set[int]] = {}
    trips = Snapshot.current().trips
    for trip in trips:
        text = " ".join([f"{d['title']} {d['text']} {d.get('stay', '')}" for d in trip.itinerary] + trip.highlights)
        for word in re.findall(r"\b[A-Z][a-z]{4,}\b", text):
            owners.setdefault(word.lower(), set()).add(trip.pk)
    towns = {
        word for t in trips for p in t.pickups for word in re.findall(r"[a-z]+", f"{p['city']} {p['point']}".lower())
    }
    return {
        w: next(iter(pks)) for w, pks in owners.items() if len(pks) == 1 and w not in known_words() and w not in towns
    }


def described(glossed: str, snapshot: Snapshot) -> list[Trip]:
    """ "That waterfall trip": a featured trip that has the word in its name, or the only one that has."""
    for word in DESCRIBED.findall(glossed):
        if word not in words("trips", "described"):
            continue
        stem = word.rstrip("s")
        fitting = [t for t in snapshot.trips if stem in t.name.lower()]
        featured = [t for t in fitting if t.featured]
        if len(featured) == 1 or len(fitting) == 1:
            return (featured or fitting)[:1]
    return []
