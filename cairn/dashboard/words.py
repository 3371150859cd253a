"""A message as it was meant: paragraphs, lists, *bold* and links. Only structure; the template writes and escapes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

ITEM = re.compile(r"^\s*[-•*]\s+")
# WhatsApp's *bold*, only around whole words, and addresses without the full stop that ends their sentence.
MARKS = re.compile(r"(?<![\w*])\*(?P<bold>\S(?:[^*\n]*\S)?)\*(?![\w*])|(?P<url>https?://[^\s<>\"]*[\w/=&#-])")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line that is written in one way."""

    text: str
    bold: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the items of a list, line by line."""

    listed: bool
    lines: list[list[Run]]


def blocks(text: str) -> list[Block]:
    groups = groupby(text.strip().split("\n"), key=kind)
    return [
        Block(name == "item", [runs(ITEM.sub("", line)) for line in lines]) for name, lines in groups if name != "gap"
    ]


def kind(line: str) -> str:
    return "gap" if not line.strip() else "item" if ITEM.match(line) else "line"


def runs(line: str) -> list[Run]:
    return list(pieces(line))


def pieces(line: str) -> Iterator[Run]:
    end = 0
    for found in MARKS.finditer(line):
        if found.start() > end:
            yield Run(line[end : found.start()])
        bold, url = found["bold"], found["url"]
        yield Run(bold or url, bold=bool(bold), url=url or "")
        end = found.end()
    if end < len(line):
        yield Run(line[end:])
