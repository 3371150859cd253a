"""Does the customer sound pleased or angry? Word lists over rough English, and emoji."""

from __future__ import annotations

import re

from cairn.assistant.lexicon import words

WORD = re.compile(r"[a-z']+")
NEGATED = re.compile(r"\b(?:not|no|never|hardly) (?:\w+ )?(\w+)")


def sentiment(text: str, glossed: str, topics: set[str]) -> str:
    """positive, neutral or negative."""
    if topics & {"complaint", "emergency"}:
        return "negative"
    tokens = WORD.findall(glossed.lower())
    flipped = {m[1] for m in NEGATED.finditer(glossed.lower())}
    good = sum(t in words("sentiment", "positive") and t not in flipped for t in tokens)
    bad = sum(t in words("sentiment", "negative") for t in tokens) + sum(
        t in words("sentiment", "positive") for t in flipped
    )
    good += sum(e in text for e in words("sentiment", "positive_signs"))
    bad += sum(e in text for e in words("sentiment", "negative_signs"))
    return "negative" if bad > good else "positive" if good else "neutral"
