"""A test question: the answer that would be given, and what search found for it."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.assistant.answer import Reply, Turn, answer
from cairn.assistant.understand import understand
from cairn.catalog.models import Trip
from cairn.catalog.snapshot import Snapshot
from cairn.dashboard.knowledge.sources import NAMES, place
from cairn.knowledge.answerable import answerable
from cairn.knowledge.search import Hit, readable, search
from cairn.lib import clock

SHOWN = 8
LONGEST = 1000  # characters


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its figures, and whether the answer stands on it."""

    hit: Hit
    used: bool

    @property
    def name(self) -> str:
        return f"{NAMES[self.hit.kind]} #{self.hit.source_id}"

    @property
    def place(self) -> str:
        return place(self.hit.kind, self.hit.source_id)

    @property
    def percent(self) -> int:
        return round(100 * max(0.0, min(1.0, self.hit.score)))


@dataclass(frozen=True, slots=True)
class Asked:
    """Nothing of it was sent or stored."""

    question: str
    searched: str
    reply: Reply
    found: list[Found]
    chance: float

    @property
    def percent(self) -> int:
        return round(100 * self.chance)


def ask(question: str, trip: Trip | None) -> Asked:
    """As a customer who writes this first; with `trip` as one who had been talking about it."""
    history = [Turn("customer", trip.name)] if trip else []
    reply = answer(question, history=history)
    snapshot = Snapshot.current()
    today = clock.now().astimezone(snapshot.firm.zone).date()
    said = understand(question, [turn.text for turn in history], snapshot=snapshot, today=today)
    glossed = said.message.glossed.replace("\n", " ")
    searched = glossed if readable(glossed) else said.message.cleaned
    about = trip.pk if trip else said.trip.pk if said.trip else None
    hits = search(searched, trip_id=about, limit=SHOWN, stale=True)
    cited = {(source.kind, source.id) for source in reply.sources}
    found = [Found(hit, (hit.kind, hit.source_id) in cited) for hit in hits]
    chance = answerable(searched, [hit for hit in hits if not hit.stale_reason and hit.kind != "story"])
    return Asked(question, searched, reply, found, chance)
