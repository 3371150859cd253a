"""What was read of a document, before it is cut. Imports nothing of Cairn's database: it also runs in a child process."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_PAGES = 300
MOST_CHARACTERS = 600_000


class Unreadable(Exception):
    """This can't be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph under its headings, outermost first."""

    text: str
    headings: tuple[str, ...] = ()


@dataclass(slots=True)
class Text:
    """A document's paragraphs in order. `pages` is 0 where there are none."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    pages: int = 0

    @property
    def characters(self) -> int:
        return sum(len(block.text) for block in self.blocks)


class Outline:
    """Collects paragraphs, and remembers under which headings they stand."""

    def __init__(self) -> None:
        self.text = Text()
        self.path: list[tuple[int, str]] = []

    def heading(self, words: str, level: int) -> None:
        self.path = [(depth, text) for depth, text in self.path if depth < level]
        if words := tidy(words):
            self.path.append((level, words[:120]))

    def paragraph(self, words: str) -> None:
        if words := tidy(words):
            self.text.blocks.append(Block(words, tuple(text for _, text in self.path)))
        if self.text.characters > MOST_CHARACTERS:
            raise Unreadable(
                f"It has more than {MOST_CHARACTERS:,} characters. Split it, and add the parts that customers ask about."
            )


def tidy(words: str) -> str:
    """One line, no invisible bytes: Postgres takes no zero byte."""
    return " ".join(words.replace("\0", " ").split())
