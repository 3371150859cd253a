"""Webhooks as they came: which parts of one body are about a person, and the body without them.

A body may tell of a thousand people. What is smallest and still whole goes: one message, one receipt, one line of
`contacts`, never a neighbour.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cairn.journal.models import EMPTIED
from cairn.privacy.person import Person

# A quotation names who was quoted; whoever quotes said the rest.
QUOTED = "context"


class _Theirs:
    """Stands for a piece that is about the person."""


THEIRS = _Theirs()


@dataclass(frozen=True, slots=True)
class Parted:
    """`pieces` are the person's; `rest` is the body without them, the very bytes where nothing was theirs."""

    rest: bytes
    pieces: list[Any]

    @property
    def touched(self) -> bool:
        return bool(self.pieces)


def part(body: bytes, person: Person) -> Parted:
    """A body that can't be read goes whole when it holds one of the person's marks."""
    try:
        known = json.loads(body)
    except (ValueError, RecursionError):
        found = any(mark.encode() in body for mark in person.marks)
        return Parted(EMPTIED, [body.decode("utf-8", "replace")]) if found else Parted(body, [])
    pieces: list[Any] = []
    rest = without(known, person, pieces)
    if not pieces and rest is not THEIRS:
        return Parted(body, [])
    if rest is THEIRS or not holds(rest):
        return Parted(EMPTIED, pieces or [known])
    return Parted(json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), pieces)


def without(node: Any, person: Person, pieces: list[Any]) -> Any:
    if isinstance(node, list):
        return of_list(node, person, pieces)
    if isinstance(node, dict):
        return of_object(node, person, pieces)
    return THEIRS if person.is_named(node) else node


def of_list(node: list[Any], person: Person, pieces: list[Any]) -> list[Any]:
    """Each item on its own; one that lost all it told of is dropped with it."""
    kept = []
    for item in node:
        before = len(pieces)
        rest = without(item, person, pieces)
        if rest is THEIRS:
            pieces.append(item)
        elif len(pieces) == before or holds(rest):
            kept.append(rest)
    return kept


def of_object(node: dict[str, Any], person: Person, pieces: list[Any]) -> Any:
    kept, mine = {}, len(pieces)
    for name, value in node.items():
        rest = without(value, person, pieces)
        if rest is THEIRS and name != QUOTED:
            del pieces[mine:]  # the whole of it is one piece, taken by the list that holds it
            return THEIRS
        if rest is not THEIRS:
            kept[name] = rest
    return kept


def holds(node: Any) -> bool:
    """Whether there is still a list with something in it."""
    if isinstance(node, list):
        return any(not isinstance(item, dict) or "changes" not in item or holds(item["changes"]) for item in node)
    return isinstance(node, dict) and any(holds(value) for value in node.values() if isinstance(value, list | dict))
