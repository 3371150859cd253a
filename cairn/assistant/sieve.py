"""Which of many patterns can match a text at all? Each needs certain letters; a text without them need not be searched.

What a pattern needs is read from the pattern itself (Python's own parser of expressions), so the sieve never differs from
a plain search: what it lets through is still searched, what it holds back can't match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]  # not in the stubs: Python's own, not promised
from re import _parser as parser  # type: ignore[attr-defined]  # the same; test_topics compares with a plain search
from typing import Any

Needs = frozenset[str]  # one of these pieces of text must be there
KEY = 3  # letters by which pieces are found
LONG_ENOUGH = 4  # a longer piece says hardly more
# Where case is ignored, Python takes these for the letter too; str.lower() does not.
AS_LETTER = {ord("ſ"): "s", ord("ı"): "i", ord("İ"): "i"}
DIGIT = re.compile(r"\d")


class Sieve:
    """For patterns that ignore case, and so for others too, since those match less."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self.always: list[int] = []
        self.short: list[tuple[str, int]] = []
        self.long: dict[str, list[tuple[str, int]]] = {}
        for place, pattern in enumerate(patterns):
            self.take(place, needed(pattern))

    def take(self, place: int, pieces: Needs | None) -> None:
        if pieces is None:
            self.always.append(place)
            return
        for piece in sorted(pieces):
            row = self.short if len(piece) < KEY else self.long.setdefault(piece[:KEY], [])
            row.append((piece, place))

    def candidates(self, text: str) -> list[int]:
        """The places of the patterns that may match the text or any part of it, in their order."""
        text = folded(text)
        there = {text[at : at + KEY] for at in range(len(text) - KEY + 1)} & self.long.keys()
        rows = [self.short, *(self.long[key] for key in there)]
        return sorted({place for row in rows for piece, place in row if piece in text}.union(self.always))


def folded(text: str) -> str:
    """One spelling of a letter and of a digit for all that a pattern takes as the same."""
    return DIGIT.sub("0", text.translate(AS_LETTER).lower())


def needed(pattern: str) -> Needs | None:
    """Pieces of folded text of which every match holds one; None where nothing can be said."""
    return of_sequence(parser.parse(pattern, re.IGNORECASE | re.MULTILINE))


def of_sequence(sequence: Iterable[tuple[Any, Any]]) -> Needs | None:
    """The best of what its items need, one after the other; letters in a row are one piece."""
    found: list[Needs | None] = []
    piece = ""
    for code, value in sequence:
        if letter := of_letter(code, value):
            piece += letter
        elif code is not op.AT:
            found += [frozenset({piece} - {""}), of_item(code, value)]
            piece = ""
    found.append(frozenset({piece} - {""}))
    return max((needs for needs in found if needs), key=worth, default=None)


def of_letter(code: Any, value: Any) -> str:
    """The folded letter that must stand here; empty where it may be one of several."""
    if code is op.IN:
        return "0" if value == [(op.CATEGORY, op.CATEGORY_DIGIT)] else ""
    letter = chr(value) if code is op.LITERAL else ""
    # Of letters of other scripts that come in two cases nobody knows here what else is taken for them.
    plain = letter.isascii() or letter.lower() == letter == letter.upper()
    return folded(letter) if plain else ""


def of_item(code: Any, value: Any) -> Needs | None:
    if code is op.BRANCH:
        return of_either([of_sequence(branch) for branch in value[1]])
    if code is op.IN:
        return of_either([frozenset({of_letter(*one)} - {""}) for one in value])
    if code is op.SUBPATTERN:
        return of_sequence(value[3])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return of_sequence(value[2]) if value[0] else None
    return of_sequence(value[1]) if code is op.ASSERT else None


def of_either(branches: list[Needs | None]) -> Needs | None:
    """Any of the branches may match, so each of them must need something."""
    return frozenset[str]().union(*(needs or () for needs in branches)) if all(branches) else None


def worth(needs: Needs) -> tuple[int, int]:
    """Long pieces are rare in texts, and few are quickly looked for."""
    return min(LONG_ENOUGH, *map(len, needs), LONG_ENOUGH), -len(needs)
