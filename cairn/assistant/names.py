"""Which trips does a message name? By name, alias, acronym, number of days or sound, in any script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from cairn.assistant.called import TOKEN, Index, index_of
from cairn.assistant.letters import consonants, is_tamil, latin, merged, skeleton
from cairn.assistant.lexicon import data, glossary, words
from cairn.catalog.models import Trip
from cairn.catalog.snapshot import Snapshot
from cairn.knowledge.embed import known_words

DAYS = re.compile(
    r"\b(\d{1,2})\s*-?\s*(?:days?+|d\b|din|dino|दिन|दिवस|ದಿನ|நாள்|రోజు)\w*+(?!\s*(?:before|prior|ago|left|earlier|notice|later|after|ahead|to go|pehle|baad|se pehle|in advance|plan|wise|from))"
)
SHORTEST_FUZZY, CLOSE = 5, 82
ENDING = 3  # consonants that case endings may add to a name
EVERYDAY = ("hi", "mr", "kn", "ta", "te")
LONGEST = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A trip that a text names, where it stands and how sure that is (0 to 1)."""

    trip: Trip
    at: int
    confidence: float
    words: tuple[str, ...] = ()


def named(text: str, snapshot: Snapshot) -> list[Named]:
    """The trips of a cleaned text in the order in which they stand, each once."""
    index = index_of(snapshot.version)
    found: dict[int, Named] = {}
    tokens = [(m.group(), m.start()) for m in TOKEN.finditer(text)]
    taken: set[int] = set()
    for first, last, pk, confidence in spans(tokens, index):
        if not taken & set(range(first, last)) and (trip := snapshot.trip(pk)):
            taken |= set(range(first, last))
            said = tuple(word for word, _ in tokens[first:last])
            if pk not in found:
                found[pk] = Named(trip, tokens[first][1], confidence, said)
    for trip, at in by_days(text, snapshot):
        found.setdefault(trip.pk, Named(trip, at, 1.0))
    return sorted(found.values(), key=lambda n: n.at)


def spans(tokens: list[tuple[str, int]], index: Index) -> Iterator[tuple[int, int, int, float]]:
    """Exact names first, longest first; then names by their sound."""
    plain = [word for word, _ in tokens]
    for size in range(min(6, len(tokens)), 0, -1):
        for first in range(len(tokens) - size + 1):
            phrase = " ".join(plain[first : first + size])
            pk = index.phrases.get(phrase) or (index.tokens.get(phrase) if size == 1 else None)
            if pk:
                yield first, first + size, pk, 1.0
    yield from by_sound(plain, index)


def by_sound(plain: list[str], index: Index) -> Iterator[tuple[int, int, int, float]]:
    ranked: list[tuple[float, int, int, int]] = []
    for size in range(min(LONGEST, len(plain)), 0, -1):
        for first in range(len(plain) - size + 1):
            part = plain[first : first + size]
            pk, score = closest(" ".join(part), index) if worth(part) else (0, 0.0)
            if pk:
                ranked.append((score + size * 0.01, first, first + size, pk))
    for score, first, last, pk in sorted(ranked, reverse=True):
        yield first, last, pk, min(1.0, score / 100)


def worth(part: list[str]) -> bool:
    """Could this be a misspelt name? Not when it consists of ordinary words, and never a place that is somebody else's."""
    generic = words("trips", "generic")
    shortened = len(part) > 1 and part[-1] in generic - common() and len(part[0]) > 3 and part[0] not in generic
    part = part[:-1] if shortened else part
    if any(word in ordinary() or word.isdigit() for word in (part[0], part[-1])):
        return False
    if len(part) == 1 and part[0] in known_words():
        return False
    if any(translated(word) for word in part):
        return False
    return len("".join(part)) >= SHORTEST_FUZZY or shortened or not part[0].isascii()


@lru_cache(maxsize=8192)
def translated(word: str) -> bool:
    """An everyday word in Indian letters, with or without an ending: "रुपये" is no Rupin, "ಮುಂಗಡ" no Munnar."""
    if word.isascii():
        return False
    book, shortest = glossary(*EVERYDAY), max(4, len(word) * 3 // 5)
    meant = next((book[word[:n]] for n in range(len(word), shortest - 1, -1) if word[:n] in book), "")
    return bool(meant) and meant not in words("trips", "generic")


@lru_cache(maxsize=1)
def ordinary() -> frozenset[str]:
    """Words that are never half of a misspelt name; made once, for this is asked of every stretch of every message."""
    return words("trips", "generic") | words("vocabulary", "leave") | words("vocabulary", "repair") | common()


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    lists = data("languages")["latin"].values()
    return (
        frozenset(word for row in lists for word in row.split())
        | words("languages", "hi_words")
        | words("languages", "mr_words")
    )


@lru_cache(maxsize=4096)
def closest_sound(sound: str, tamil: bool, foreign: bool, index: Index) -> tuple[int, float]:
    best, score = 0, 0.0
    for name, pk in index.sounds.items():
        name = merged(name) if tamil else name
        # Case endings are glued on: compare the beginning that is as long as the name.
        stem = sound[: len(name)] if len(sound) > len(name) and len(name) > 4 else sound
        close = fuzz.ratio(stem, name) - (2 if stem != sound else 0) - 6 * (len(sound) - len(stem) > 4)
        if foreign and 6 <= len(bones := consonants(name)) >= len(heard := consonants(sound)) - ENDING:
            close = max(close, fuzz.ratio(heard[: len(bones) + 1], bones) - 6)
        if close > score and stem[:1] == name[:1]:
            best, score = pk, close
    return best, score


def closest(phrase: str, index: Index) -> tuple[int, float]:
    foreign = not phrase.isascii()
    sound = skeleton(latin(phrase))
    tamil = foreign and is_tamil(phrase)
    if len(sound) < (4 if foreign else SHORTEST_FUZZY):
        return 0, 0.0
    pk, score = closest_sound(merged(sound) if tamil else sound, tamil, foreign, index)
    needed = CLOSE - (3 if foreign else 0) + (8 if len(sound) < 6 else 0)
    return (pk, score) if score >= needed else (0, 0.0)


def is_name(word: str, snapshot: Snapshot) -> bool:
    """Is the word, by its sound, a part of a trip's name?"""
    return closest(word, index_of(snapshot.version))[0] > 0


def by_days(text: str, snapshot: Snapshot) -> Iterator[tuple[Trip, int]]:
    """ "The 7 day one" names a trip when exactly one has that length."""
    for match in DAYS.finditer(spelt_numbers(text)):
        fitting = [t for t in snapshot.trips if t.days == int(match[1])]
        if len(fitting) == 1:
            yield fitting[0], match.start()


def spelt_numbers(text: str) -> str:
    for digit, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1):
        text = re.sub(rf"\b{word}\b", str(digit), text)
    return text
