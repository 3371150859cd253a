"""Questions with their composed reply and facts, as the model would get them, and true replies in other words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cairn.assistant.answer import checked
from cairn.assistant.draft import Draft
from cairn.assistant.model.evidence import Evidence, gather
from cairn.assistant.model.write import wanted
from cairn.assistant.understand import understand
from cairn.assistant.verify.lies import lies
from cairn.catalog.snapshot import Snapshot

SUITE = Path(__file__).resolve().parents[1] / "quality" / "data"
FILES = ("own.jsonl", "own2.jsonl", "strangers1.jsonl")
TODAY = date(2026, 11, 25)
PARAPHRASES = Path(__file__).with_name("honest.json")
Turns = Sequence[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the model may word."""

    turns: Turns
    draft: Draft
    evidence: Evidence

    def faults(self, text: str) -> list[str]:
        return lies(text, self.draft, self.evidence)


def questions() -> list[list[str]]:
    """Turns of the customer; the last one is what is answered."""
    rows = [json.loads(line) for name in FILES for line in (SUITE / name).open(encoding="utf-8")]
    return [row["turns"] for row in rows]


def composed(turns: Turns, *, seed: int = 0, style: str = "") -> Draft:
    """As answer() composes it, on a day that does not move."""
    snapshot = Snapshot.current()
    said = understand(turns[-1], list(turns[:-1]), snapshot=snapshot, today=TODAY)
    return checked(Draft(said, snapshot, TODAY, seed, style=style))


def asked(turns: Turns) -> Asked | None:
    """None where the composer alone may speak."""
    draft = composed(turns)
    return Asked(turns, draft, gather(draft)) if wanted(draft) else None


def reworded(turns: Turns) -> Iterator[str]:
    """The composer's own other wordings: as true as the first, and different."""
    for seed, style in ((1, ""), (3, "warm"), (0, "brief")):
        yield composed(turns, seed=seed, style=style).text()


def paraphrases() -> list[tuple[str, str]]:
    """Questions with a true reply that a good model might write, by hand."""
    return [(row["question"], row["reply"]) for row in json.loads(PARAPHRASES.read_text(encoding="utf-8"))]
