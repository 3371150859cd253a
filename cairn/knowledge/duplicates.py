"""FAQs that say the same twice: search finds one of them, the page shows them together.

Alike in meaning is not enough: "10 days before" and "30 days before" are (reference/assistant.md, finding 7). So the
numbers must agree too. One that answers a part of the other ("ten days before" of all the bands) repeats most of its
numbers and is less alike; then the firm must have filed both under the same tags.
"""

from __future__ import annotations

import re
from collections import defaultdict

import numpy as np

from cairn.catalog.models import Faq
from cairn.knowledge.models import Passage
from cairn.lib.number_words import between, in_digits

SAME, RELATED = 0.85, 0.65  # cosines
FEWEST, MOSTLY = 2, 0.75  # numbers, and their share, that both must name where the texts are only related
NUMBER = re.compile(r"₹? ?\d[\d,.]*%?")
WORD = re.compile(rf"\b(?:{between(0, 12)})\b", re.I)


def mark() -> int:
    """Find the clusters anew and write them down. Returns how many passages changed their mark."""
    wanted = clusters()
    moved = 0
    rows = Passage.objects.filter(kind="faq").values_list("source_id", "same_as").distinct()
    by_leader: dict[str, list[str]] = defaultdict(list)
    for source, now in rows:
        if now != wanted.get(source, ""):
            by_leader[wanted.get(source, "")].append(source)
    for leader, members in by_leader.items():
        moved += Passage.objects.filter(kind="faq", source_id__in=members).update(same_as=leader)
    return moved


def clusters() -> dict[str, str]:
    """source_id -> the one that stands for it, for all but those themselves."""
    tags = {str(pk): frozenset(tags) for pk, tags in Faq.objects.values_list("pk", "tags")}
    groups: dict[tuple[int | None, str], list[Passage]] = defaultdict(list)
    rows = Passage.objects.filter(kind="faq", facet="answer", stale=False).defer("words")
    for passage in sorted(rows, key=lambda p: int(p.source_id)):
        groups[passage.trip_id, passage.language].append(passage)
    found: dict[str, str] = {}
    for group in groups.values():
        for first, second in pairs(group, tags):
            found[second] = found.get(first, first)
    return found


def pairs(group: list[Passage], tags: dict[str, frozenset[str]]) -> list[tuple[str, str]]:
    """Pairs that say the same, the older row first."""
    vectors = np.array([p.embedding for p in group], np.float32)
    near = vectors @ vectors.T
    said = [numbers(f"{p.title} {p.text}") for p in group]
    return [
        (group[i].source_id, group[j].source_id)
        for i, j in zip(*np.where(np.triu(near, 1) > RELATED), strict=True)
        if alike(float(near[i, j]), said[i], said[j], tags.get(group[i].source_id) == tags.get(group[j].source_id))
    ]


def alike(cosine: float, one: frozenset[str], other: frozenset[str], same_tags: bool) -> bool:
    if cosine > SAME and one == other:
        return True
    shared = len(one & other)
    repeated = shared >= FEWEST and shared >= MOSTLY * min(len(one), len(other))
    return cosine > RELATED and repeated and same_tags


def numbers(text: str) -> frozenset[str]:
    """All numbers of a text, with the sign that says of what; spelt ones up to twelve too."""
    digits = (match[0].replace(",", "").replace(" ", "").rstrip(".") for match in NUMBER.finditer(text))
    words = map(in_digits, WORD.finditer(text))
    return frozenset([*digits, *words])
