"""A document's paragraphs as passages: whole sentences, small enough to be one answer, each under its headings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from cairn.knowledge.documents.blocks import Block, Text
from cairn.knowledge.drafts import Draft

MOST, FEWEST = 560, 120  # characters: an answer is cut at 600
SENTENCE = re.compile(r"(?<=[.!?।])\s+")


def cut(text: Text, *, document: int, title: str, trip_id: int | None, stale_reason: str = "") -> list[Draft]:
    """Passages in order. A passage is known by its text, so what moved within the document is not embedded again."""
    found: dict[str, Draft] = {}
    for headings, words in pieces(text.blocks):
        head = ": ".join(dict.fromkeys([title, *headings[-2:]]))[:300]
        name = hashlib.sha256(f"{head}\n{words}".encode()).hexdigest()[:32]
        place = len(found)
        found.setdefault(
            name,
            Draft("document", str(document), name, head, words, trip_id, language(words), stale_reason, place),
        )
    return list(found.values())


def pieces(blocks: Iterable[Block]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Short neighbours under one heading together, long ones parted."""
    under: tuple[str, ...] = ()
    gathered = ""
    for block in blocks:
        for part in parted(block.text):
            if gathered and (
                block.headings != under or len(gathered) + len(part) > MOST or len(gathered) > MOST - FEWEST
            ):
                yield under, gathered
                gathered = ""
            under, gathered = block.headings, f"{gathered} {part}".strip()
    if gathered:
        yield under, gathered


def parted(text: str) -> Iterator[str]:
    """Between sentences; what has none, between words."""
    gathered = ""
    for sentence in SENTENCE.split(text):
        for piece in [sentence[at : at + MOST] for at in range(0, len(sentence), MOST)]:
            if gathered and len(gathered) + len(piece) > MOST:
                yield gathered
                gathered = ""
            gathered = f"{gathered} {piece}".strip()
    if gathered:
        yield gathered


SCRIPTS = {"hi": (0x900, 0x97F), "kn": (0xC80, 0xCFF), "ta": (0xB80, 0xBFF), "te": (0xC00, 0xC7F)}


def language(words: str) -> str:
    """By script only; what is written in Latin letters counts as English."""
    letters = [ord(c) for c in words if c.isalpha()]
    for code, (first, last) in SCRIPTS.items():
        if sum(first <= c <= last for c in letters) > 0.5 * len(letters):
            return code
    return "en"
