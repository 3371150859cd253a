"""A message as numbers for the fitted head: letters of its own script, words and meaning of its gloss, and what rules say.

MiniLM averaged with character n-grams is at or above the big platforms on real Indian shop chats (reference/assistant.md,
1.2: HINT3); the letters also read what nobody glossed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from cairn.knowledge.embed import embed
from cairn.knowledge.search import readable

LETTERS, GLOSS, WORDS, MEANING, RULES = 1 << 15, 1 << 14, 1 << 13, 384, 1 << 10
# Where each block of features begins.
AT_GLOSS = LETTERS
AT_WORDS = AT_GLOSS + GLOSS
AT_MEANING = AT_WORDS + WORDS
AT_RULES = AT_MEANING + MEANING
SIZE = AT_RULES + RULES
SHORTEST, LONGEST = 2, 5
NUMBER = re.compile(r"\d+")
TOKEN = re.compile(r"[^\W_]+|[?!]")
Row = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]


def features(cleaned: str, glossed: str, ruled: Iterable[str]) -> Row:
    """Places and values of what is not zero.

    `cleaned` is the text itself, `glossed` its rough English without names, `ruled` the topics that rules found: the head
    learns how far each of them is to be believed. The weights were chosen by leaving messages out.
    """
    blocks = [
        hashed(letters(cleaned), size=LETTERS, start=0, weight=0.7),
        hashed(letters(glossed), size=GLOSS, start=AT_GLOSS, weight=0.7),
        hashed(wording(glossed), size=WORDS, start=AT_WORDS, weight=0.7),
        meaning(glossed),
        hashed(iter(ruled), size=RULES, start=AT_RULES, weight=1.0),
    ]
    return np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks])


def letters(text: str) -> Iterator[str]:
    """Runs of two to five letters within each word, with its borders; digits are all alike."""
    for word in TOKEN.findall(NUMBER.sub("0", text[:400])):
        marked = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            for at in range(len(marked) - size + 1):
                yield marked[at : at + size]


def wording(text: str) -> Iterator[str]:
    """Words and pairs of words."""
    found = TOKEN.findall(NUMBER.sub("0", text[:400]))
    yield from found
    yield from (f"{first} {second}" for first, second in pairwise(found))


def hashed(tokens: Iterator[str], *, size: int, start: int, weight: float) -> Row:
    """Counts by hash, damped and brought to the length `weight`."""
    counts = Counter(crc32(token.encode()) % size for token in tokens)
    places = np.fromiter(counts.keys(), np.int64, len(counts)) + start
    values = np.sqrt(np.fromiter(counts.values(), np.float32, len(counts)))
    return places, (weight * values / max(float(np.linalg.norm(values)), 1.0)).astype(np.float32)


def meaning(glossed: str) -> Row:
    if not readable(glossed):
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    return np.arange(AT_MEANING, AT_RULES), (1.2 * embed([glossed])[0]).astype(np.float32)
