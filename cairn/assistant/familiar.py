"""Words that nothing we know of contains: a sign that part of a question can't be answered."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from cairn.assistant.lexicon import data
from cairn.catalog.snapshot import Snapshot

WORD = re.compile(r"[a-z]{4,}")
# Short words of things that hardly a trip mentions.
SHORT = ("atm", "usb", "gym", "spa", "tv", "wifi")
ENDINGS = re.compile(r"(?:ings?|ed|es|s|ly|er)$")
STRANGE = ("unknown", "offtopic", "injection", "elsewhere")
FILES = ("topics", "items", "themes", "vocabulary", "glossary", "languages", "examples", "sentiment", "places", "trips")


def unfamiliar(glossed: str, snapshot: Snapshot) -> list[str]:
    """Content words of a glossed message that stand neither in the catalogue nor in our word lists."""
    known = vocabulary(snapshot.version)
    short = [w for w in SHORT if re.search(rf"\b{w}\b", glossed)]
    return [w for w in dict.fromkeys([*WORD.findall(glossed), *short]) if stem(w) not in known]


def known(name: str) -> object:
    """A list without the parts that describe what we don't know."""
    rows = data(name)
    if isinstance(rows, list):
        return [row for row in rows if not str(row.get("topic")).startswith(STRANGE)]
    return {key: value for key, value in rows.items() if not str(key).startswith(STRANGE)}


def stem(word: str) -> str:
    return ENDINGS.sub("", word)


@lru_cache(maxsize=2)
def vocabulary(version: str) -> frozenset[str]:
    snapshot = Snapshot.current()
    said = [f"{f.question} {f.answer}" for f in snapshot.faqs] + [
        f"{p.title} {p.text}" for p in snapshot.policies.values()
    ]
    rows = [" ".join(str(value) for value in vars(trip).values()) for trip in snapshot.trips]
    lists = [json.dumps(known(name)).replace("\\\\b", " ") for name in FILES]
    return frozenset(stem(w) for w in WORD.findall(" ".join([*said, *rows, *lists, snapshot.firm.name]).lower()))
