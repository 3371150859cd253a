"""Which triggers a customer's message pulls, from what the assistant understood of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from cairn.automation.transitions import Trigger
from cairn.leads.models import Stage

# Whoever says this isn't buying now, whatever else the message holds.
NEVER = frozenset({"opt_out", "complaint", "emergency", "cancel", "offtopic"})
# This needs a person first; only the wish to book is heard beside it.
BESIDE = frozenset({"human_request", "feedback"})
ABOUT_A_TRIP = frozenset({
    "trip_inquiry", "pricing", "dates", "availability", "inclusions", "itinerary", "packing", "policy", "comparison",
    "recommendation", "booking", "payment",
})  # fmt: skip
ALREADY_CHOOSING = frozenset({"comparison", "recommendation"})


class Heard(Protocol):
    """What of the facts is read here."""

    @property
    def stage(self) -> str: ...
    @property
    def intents(self) -> frozenset[str]: ...
    @property
    def expect(self) -> str: ...
    @property
    def sentiment(self) -> str: ...
    @property
    def trip(self) -> str: ...
    @property
    def dates(self) -> tuple[str, ...]: ...
    @property
    def people(self) -> int | None: ...
    @property
    def budget(self) -> int | None: ...
    @property
    def bargains(self) -> bool: ...


def heard(said: Heard) -> set[Trigger]:
    if said.intents & NEVER or said.expect in ("refuse", "opt_out"):
        return set()
    if said.expect == "handover" or said.intents & BESIDE:
        return {Trigger.BOOKING_INTENT} if "booking" in said.intents and "payment" not in said.intents else set()
    return {trigger for trigger, is_heard in SIGNS.items() if is_heard(said)}


def dates_given(said: Heard) -> bool:
    """A day, not only a month, for a trip, and for how many."""
    return bool(said.trip and said.people and asks(said) and any(len(day) == len("MM-DD") for day in said.dates))


def budget_given(said: Heard) -> bool:
    return bool(said.budget and asks(said) and (said.trip or "recommendation" in said.intents))


def asks(said: Heard) -> bool:
    return bool(said.intents & ABOUT_A_TRIP)


def trip_asked(said: Heard) -> bool:
    return bool(said.trip and asks(said)) or bool(said.intents & ALREADY_CHOOSING)


SIGNS: dict[Trigger, Callable[[Heard], bool]] = {
    Trigger.BOOKING_INTENT: lambda said: "booking" in said.intents,
    Trigger.DATES_GIVEN: dates_given,
    Trigger.BUDGET_GIVEN: budget_given,
    Trigger.INTEREST_SHOWN: lambda said: bool(said.trip and asks(said) and said.sentiment == "positive"),
    Trigger.PRICING_ASKED: lambda said: bool(said.trip and "pricing" in said.intents),
    Trigger.TRIP_ASKED: trip_asked,
    Trigger.ENGAGED: lambda said: said.stage == Stage.CONTACTED and asks(said),
    Trigger.BARGAINED: lambda said: said.bargains,
}
