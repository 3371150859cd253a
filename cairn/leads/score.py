"""How likely a lead is to book, from 0 to 100, as a sum that can be read: a pure function from facts to parts.

The weights are judgement, not measurement, until the firm has outcomes of its own to fit them to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from cairn.leads.models import Priority, Stage

BASE = 20
HOT, WARM = 65, 15
QUIET_AFTER = timedelta(days=2)
A_DAY, MOST_FOR_SILENCE = 3, 45
# What the customer once did: points, and how it is said. Each counts once, from the day it was last seen.
SIGNS: Mapping[str, tuple[int, str]] = {
    "booking": (25, gettext_noop("Asked to book")),
    "payment": (15, gettext_noop("Asked how to pay")),
    "availability": (5, gettext_noop("Asked for free seats")),
    "fast": (8, gettext_noop("Answers quickly")),
    "complaint": (-20, gettext_noop("Complained")),
    "cancel": (-20, gettext_noop("Wanted to cancel")),
}
SOURCES: Mapping[str, tuple[int, str]] = {
    "referral": (8, gettext_noop("Came by recommendation")),
    "ad": (4, gettext_noop("Came from an advertisement")),
}
STAGES: Mapping[str, tuple[int, str]] = {
    Stage.PROPOSAL: (6, gettext_noop("Has our offer")),
    Stage.NEGOTIATION: (10, gettext_noop("Talks about the price")),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the sum. `key` and `at` stand only where it is a sign that the customer gave."""

    why: str
    points: int
    key: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the score is made of. `signs` are keys of SIGNS with when each was last seen, ISO; money is paise."""

    stage: str = Stage.INQUIRY
    source: str = "whatsapp"
    party_size: int | None = None
    travel_dates: str = ""
    budget: int | None = None
    trip: bool = False
    value: int | None = None
    quiet: timedelta = timedelta(0)
    opted_out: bool = False
    signs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    points: int
    parts: tuple[Part, ...]


def score(facts: Facts) -> Score:
    """The sum within 0 and 100, and its parts, the heaviest first. Whoever wants no messages has none; won is 100."""
    if facts.opted_out:
        return Score(0, (Part(gettext_noop("Wants no messages"), 0),))
    if facts.stage == Stage.WON:
        return Score(100, (Part(gettext_noop("Booked"), 100),))
    if facts.stage == Stage.LOST:
        return Score(0, (Part(gettext_noop("Closed as lost"), 0),))
    parts = (Part(gettext_noop("Wrote to you"), BASE), *sorted(found(facts), key=lambda part: -abs(part.points)))
    return Score(min(100, max(0, sum(part.points for part in parts))), parts)


def found(facts: Facts) -> Iterator[Part]:
    if facts.trip:
        yield Part(gettext_noop("Chose a trip"), 12)
    if facts.travel_dates:
        yield Part(gettext_noop("Gave dates"), 10)
    yield from party(facts.party_size)
    yield from money(facts)
    for table, key in ((SOURCES, facts.source), (STAGES, facts.stage)):
        if key in table:
            points, why = table[key]
            yield Part(why, points)
    for key, at in facts.signs.items():
        if key in SIGNS:
            points, why = SIGNS[key]
            yield Part(why, points, key, at)
    yield from silence(facts.quiet)


def party(size: int | None) -> Iterator[Part]:
    if size:
        words = gettext_noop("Travels alone") if size == 1 else f"{size} travellers"
        yield Part(words, min(14, 4 + 2 * size))


def money(facts: Facts) -> Iterator[Part]:
    """The budget is for the whole party, as people say it; without a price to compare it is a sign of its own."""
    if not facts.budget:
        return
    if not facts.value:
        yield Part(gettext_noop("Named a budget"), 8)
    elif facts.budget >= facts.value:
        yield Part(gettext_noop("The budget is enough"), 12)
    else:
        yield Part(gettext_noop("The budget is below the price"), -6)


def silence(quiet: timedelta) -> Iterator[Part]:
    if quiet >= QUIET_AFTER:
        yield Part(f"Silent for {quiet.days} days", -min(MOST_FOR_SILENCE, A_DAY * (quiet.days - 1)))


def priority(points: int) -> Priority:
    """What the score alone would give. Urgent is never given by a sum: it needs a reason."""
    return Priority.HIGH if points >= HOT else Priority.MEDIUM if points >= WARM else Priority.LOW


def seen(intents: frozenset[str], at: datetime) -> dict[str, str]:
    """The signs among what the assistant understood."""
    return {key: at.isoformat(timespec="seconds") for key in SIGNS if key in intents}
