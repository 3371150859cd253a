"""Group texts that mean the same: average link over cosine distance, by plain numpy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from cairn.assistant.lexicon import words_of
from cairn.knowledge.embed import Vectors

APART = 0.45  # cosine distance (reference/assistant.md: gap clustering, DSTC11)
WORD = re.compile(r"[^\W\d_]{3,}")
EMPTY = words_of(
    "the and for are you your can will would what when how much many does did with this that there have has had any our "
    "from which who where why please tell want need know about get got was were not but also could should shall may might"
)


def clusters(vectors: Vectors, apart: float = APART) -> list[list[int]]:
    """Places of `vectors` (unit length) that belong together, the largest group first. Cubic: for a few hundred."""
    groups = {place: [place] for place in range(len(vectors))}
    distance = 1.0 - vectors @ vectors.T
    np.fill_diagonal(distance, np.inf)
    while len(groups) > 1:
        one, two = divmod(int(np.argmin(distance)), len(distance))
        if distance[one, two] > apart:
            break
        join(distance, one, two, len(groups[one]), len(groups[two]))
        groups[one] += groups.pop(two)
    return sorted((sorted(group) for group in groups.values()), key=lambda group: (-len(group), group))


def join(distance: Vectors, one: int, two: int, size: int, other: int) -> None:
    """Average link (Lance and Williams): the joined group stands in row `one`, row `two` is out of the game."""
    row = (size * distance[one] + other * distance[two]) / (size + other)
    distance[one, :] = distance[:, one] = row
    distance[one, one] = np.inf
    distance[two, :] = distance[:, two] = np.inf


def medoid(vectors: Vectors, group: Sequence[int]) -> int:
    """The place of the one nearest to all others of its group."""
    mine = vectors[list(group)]
    return group[int(np.argmax((mine @ mine.T).sum(axis=1)))]


def terms(texts: Sequence[str], all_texts: Sequence[str], most: int = 3) -> list[str]:
    """The words that tell this group from the rest."""
    everywhere = Counter(word for text in all_texts for word in set(words(text)))
    here = Counter(word for text in texts for word in set(words(text)))
    ranked = sorted(here, key=lambda word: (-here[word] * np.log((1 + len(all_texts)) / everywhere[word]), word))
    return ranked[:most]


def words(text: str) -> list[str]:
    """Without their plural, so that drone and drones are one."""
    found = [word for word in WORD.findall(text.lower()) if word not in EMPTY]
    return [word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word for word in found]
