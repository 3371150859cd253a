"""The figures' place in docs/performance.md: between two comments for each part, hand-written words around them stay."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from bench import machine
from bench.report import Row, table
from tests.desk import ROOT

PAPER = ROOT / "docs" / "performance.md"


def write(part: str, rows: list[Row], *, began: datetime, load: float, paper: Path = PAPER) -> None:
    """Put the rows of `part` into its place; a part without a place gets one at the end."""
    seconds = (datetime.now(UTC) - began).total_seconds()
    stamp = (
        f"{began:%d %B %Y %H:%M} UTC, commit {machine.commit()}, {seconds:.0f} s, load average before it {load:.1f}."
    )
    put(paper, part, f"{table(rows)}\n\n{stamp}")
    put(paper, "machine", machine.sentence())


def put(paper: Path, name: str, content: str) -> None:
    words = paper.read_text(encoding="utf-8")
    first, last = f"<!-- bench: {name} -->", f"<!-- end of {name} -->"
    block = f"{first}\n\n{content}\n\n{last}"
    place = re.compile(f"{re.escape(first)}.*?{re.escape(last)}", re.DOTALL)
    words, found = place.subn(lambda _: block, words)
    if not found:
        words = f"{words.rstrip()}\n\n## {name.capitalize()}\n\n{block}\n"
    paper.write_text(words, encoding="utf-8")
