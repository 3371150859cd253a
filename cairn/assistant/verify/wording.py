"""The words of a text, for whoever compares two texts: without their endings, and whether they deny."""

from __future__ import annotations

import re
from functools import lru_cache

from cairn.assistant.verify.values import plain

WORD = re.compile(r"(?:[^\W\d_]|[\u0900-\u0963\u0970-\u0dff])+")
ENDINGS = ("ing", "ed", "es", "ly", "s", "e")
LEAST = 3  # letters that a stem keeps
DENIES = re.compile(
    r"\b(?:no|not|n['’]?t|never|none|nothing|without|except|exclu\w+|nahi|nahin|mat|bina)\b|n['’]t\b|नहीं|नाही|बिना|मत"
)


@lru_cache(maxsize=2048)
def denies(sentence: str) -> bool:
    return bool(DENIES.search(plain(sentence)))


# Facts are the same from one customer to the next.
@lru_cache(maxsize=2048)
def stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in WORD.findall(plain(text)))


def stem(word: str) -> str:
    """Without the endings of English: what is counted and done is the same thing."""
    for ending in ENDINGS if word.isascii() else ():
        if word.endswith(ending) and len(word) - len(ending) >= LEAST:
            return word.removesuffix(ending)
    return word
