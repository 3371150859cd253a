"""An answer in the making: its sentences, the facts that they rest on, and what else must happen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from cairn.assistant.facts import Source, of_trip
from cairn.assistant.frame import Understanding
from cairn.assistant.lexicon import data
from cairn.catalog.models import Departure, Trip
from cairn.catalog.snapshot import Snapshot

# How sure an answer is whose question no rule knew, only its likeness to an example.
GUESSED = 0.6


@dataclass(frozen=True, slots=True)
class Handover:
    """Why a person is needed, and what that person should know."""

    reason: str
    summary: str
    # What is not known yet of the customer's wish, in words, and within how many minutes an answer is promised.
    missing: tuple[str, ...] = ()
    promised: int = 0


@dataclass(slots=True)
class Draft:
    """Writers add to it. `facts` are the values that came from rows; nothing else may be stated (see verify)."""

    understanding: Understanding
    snapshot: Snapshot
    today: date
    seed: int = 0
    opening: str = ""
    parts: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    ask: str = ""
    expect: str = "answer"
    handover: Handover | None = None
    writer: str = "composer"
    confidence: float = 0.9
    # How it is dressed (styles.py); empty for the plain style.
    style: str = ""
    # Every way to say what was said, with its gaps: as true as the one that was chosen.
    wordings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.understanding.guessed:
            self.confidence = GUESSED

    @property
    def language(self) -> str:
        return self.understanding.language

    def words(self, key: str, **values: Any) -> str:
        """A phrase in the customer's language, else in English, with its values filled in and kept as facts."""
        options = phrases(self.language).get(key) or phrases("en")[key]
        self.facts += [str(value) for value in values.values()]
        self.wordings += options
        return str(options[self.seed % len(options)]).format(**values)

    def say(self, key: str, **values: Any) -> None:
        self.add(self.words(key, **values))

    def add(self, part: str) -> None:
        """Two writers may come to the same sentence; it is said once."""
        if part not in self.parts:
            self.parts.append(part)

    def lead(self, key: str, **values: Any) -> None:
        """A sentence before all others: the no, or what the customer had wrong."""
        part = self.words(key, **values)
        if part not in self.parts:
            self.parts.insert(0, part)

    def quote(self, text: str) -> None:
        """The firm's own words, as they stand."""
        self.facts.append(text)
        self.add(text)

    def question(self, key: str, **values: Any) -> None:
        """At most one question ends an answer; the first writer that asks has it."""
        self.ask = self.ask or self.words(key, **values)

    def cite(self, *sources: Source) -> None:
        self.sources += [source for source in sources if source not in self.sources]

    def cite_trip(self, trip: Trip) -> None:
        self.cite(of_trip(trip))

    def cite_policy(self, slug: str) -> None:
        if policy := self.snapshot.policies.get(slug):
            self.cite(Source("policy", policy.slug, policy.title))

    def hand_over(self, reason: str) -> None:
        """The summary is written by `handover.summary` when the draft is complete."""
        self.handover = self.handover or Handover(reason, "")

    def upcoming(self, trip: Trip) -> list[Departure]:
        return self.snapshot.upcoming(trip, self.today)

    def years(self) -> set[int]:
        """The years that the message names: "2028"."""
        return {int(year) for year in re.findall(r"\b20\d\d\b", self.understanding.message.cleaned)}

    def chosen(self, trip: Trip) -> Departure | None:
        """The departure whose day was named, or the only one of the month that was."""
        days = [p for p in self.understanding.periods if p.day]
        rows, years = self.upcoming(trip), self.years()
        rows = [d for d in rows if d.start.year in years] or rows
        exact = [d for d in rows for p in days if p.holds(d.start)]
        close = [d for d in rows for p in days if p.near(d.start, d.end, 1)]
        return next(iter(exact or close), None)

    def text(self) -> str:
        body = self.opening + "\n".join(part.strip() for part in self.parts if part.strip())
        return f"{body}\n\n{self.ask}".strip() if self.ask else body


@lru_cache(maxsize=16)
def phrases(language: str) -> dict[str, list[str]]:
    try:
        found: dict[str, list[str]] = data(f"phrases/{language}")
    except FileNotFoundError:
        return {}
    return found
