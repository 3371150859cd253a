"""Towns and people of the firm in Indian letters, with whatever ending: "ಮೈಸೂರಿನಿಂದ" is from Mysuru, "सुनील" is Sunil."""

from __future__ import annotations

import re
from functools import lru_cache

from cairn.assistant.letters import consonants, latin, skeleton
from cairn.catalog.snapshot import Snapshot

WORD = re.compile(r"[\u0900-\u0d7f]+")
SHORTEST = 4  # letters of a name's sound; shorter ones are too easily the beginning of another word
ENDING = 6
Y_FOR_AI = re.compile(r"(?<=[a-z])y(?=[^aeiou])")  # "Mysuru" sounds like "Maisuru"


def spelt(cleaned: str, snapshot: Snapshot) -> str:
    """The text with those names in Latin letters."""
    if cleaned.isascii():
        return cleaned
    return WORD.sub(lambda said: name_of(said[0], snapshot.version) or said[0], cleaned)


@lru_cache(maxsize=8192)
def name_of(word: str, version: str) -> str | None:
    sound = heard(latin(word))
    for name, own in sounds(version).items():
        if sound.startswith(own) and len(sound) - len(own) <= ENDING and len(consonants(own)) > 2:
            return name
    return None


@lru_cache(maxsize=4)
def sounds(version: str) -> dict[str, str]:
    snapshot = Snapshot.current()
    towns = [str(p["city"]) for trip in snapshot.trips for p in trip.pickups]
    names = dict.fromkeys(word.lower() for word in [*towns, *snapshot.people])
    own = {name: heard(Y_FOR_AI.sub("ai", name)).rstrip("aeiou") for name in names}
    return {name: sound for name, sound in own.items() if len(sound) >= SHORTEST}


def heard(word: str) -> str:
    """Its sound; the dot that Indian letters write for n and m before b and p is m."""
    return re.sub("n(?=[bp])", "m", skeleton(word))
