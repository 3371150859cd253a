"""The topic whose examples a message is most like, by meaning: asked only where no rule has found anything."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from cairn.assistant.lexicon import data
from cairn.catalog.models import Trip
from cairn.knowledge.embed import Vectors, embed
from cairn.knowledge.search import readable

CLOSE = 0.5
MONTH = re.compile(
    r"\b\d{0,2} ?(?:january|february|march|april|may|june|july|august|september|october|november|december) ?\d{0,2}\b"
)


def nearest(glossed: str, trips: tuple[Trip, ...]) -> tuple[str, float] | None:
    """Topic and cosine, or None where nothing is close or MiniLM can't read the text."""
    text = masked(glossed, trips)
    if not readable(text) or len(text.split()) < 2:
        return None
    names, vectors = examples()
    scores = vectors @ embed([text])[0]
    best = int(np.argmax(scores))
    return (names[best], float(scores[best])) if scores[best] >= CLOSE else None


def masked(glossed: str, trips: tuple[Trip, ...]) -> str:
    """Names and dates say nothing about the kind of question."""
    text = glossed
    for trip in trips:
        for name in sorted([trip.name, *trip.aliases, *trip.name.split()], key=len, reverse=True):
            if len(name) > 3 and name.lower() not in ("trek", "trip", "pass", "weekend"):
                text = re.sub(rf"\b{re.escape(name.lower())}\b", "the trek", text)
    text = MONTH.sub("that date", text)
    return re.sub(r"(?:the trek ?)+", "the trek ", text)[:400].strip()


@lru_cache(maxsize=1)
def examples() -> tuple[list[str], Vectors]:
    rows = [(topic, text) for topic, texts in data("examples").items() for text in texts]
    return [topic for topic, _ in rows], embed([text for _, text in rows])


def intent_of(topic: str) -> str:
    return next(str(row["intent"]) for row in data("topics") if row["topic"] == topic)
