"""Say more exactly what is asked, once trips, dates and people are known: `data/asked.json`.

"How much?" about a child is the child's price, "give it for 5,000" is haggling, "how high" on the crossing day is a
question about that day. Each rule needs a pattern, what must be known, and what the message was taken for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cairn.assistant.amounts import CHILD
from cairn.assistant.frame import Frame, Message
from cairn.assistant.lexicon import data
from cairn.assistant.sieve import Sieve
from cairn.assistant.writers.items import items, matching, matching_add_ons
from cairn.catalog.models import Trip

AMOUNT = re.compile(r"(?<![\d:/.])\d{3,6}(?![\d:/%]| ?(?:percent|m\b|met|km|feet|ft|people|cc))")
PRICE_AFTER = re.compile(r"\w*(?: (?:of|for|is|on|me|rent|the))* ?(?:price|cost|charges?|rate|fees?|how much|rent)\b")
PRICE_BEFORE = re.compile(
    r"\b(?:price|cost|charges?|rate|fees?|how much)(?: (?:of|for|is|does|a|an|the|will|one|cost))*\W*$"
)
LEAST_SERIOUS = 0.4  # of the price: a smaller sum is no offer for it
SMALL = 13  # years below which an age alone means a child
NOTHING = frozenset({"greeting", "overview", "smalltalk", "list", "help"})


@dataclass(frozen=True, slots=True)
class Sharper:
    """`topic` holds where `any` is found, `unless` is not, all `slots` are known, and one of `instead` was taken ("-": nothing) and none of `never`."""

    topic: str
    intent: str
    any: re.Pattern[str]
    unless: re.Pattern[str]
    slots: tuple[str, ...]
    instead: frozenset[str]
    drop: frozenset[str]
    never: frozenset[str]


@lru_cache(maxsize=1)
def rules() -> tuple[Sharper, ...]:
    return tuple(
        Sharper(
            row["topic"], row["intent"], re.compile(row.get("any", ""), re.M), re.compile(row.get("unless", r"(?!)")),
            tuple(row.get("slots", "").split()), frozenset(row.get("with", "").split()), frozenset(row.get("drop", "").split()),
            frozenset(row.get("never", "").split()),
        )
        for row in data("asked")
    )  # fmt: skip


@lru_cache(maxsize=1)
def sieve() -> Sieve:
    return Sieve([rule.any.pattern for rule in rules()])


def sharpened(topics: dict[str, str], message: Message, frame: Frame) -> dict[str, str]:
    """The topics with what the rules add, without what they make superfluous."""
    found = dict(topics)
    for rule in (rules()[place] for place in sieve().candidates(message.glossed)):
        if holds(rule, found, message, frame):
            found = {name: intent for name, intent in found.items() if name not in rule.drop} | {
                rule.topic: rule.intent
            }
    return found


def holds(rule: Sharper, topics: dict[str, str], message: Message, frame: Frame) -> bool:
    fits = topics.keys() & rule.instead or ("-" in rule.instead and not topics.keys() - NOTHING) or "*" in rule.instead
    if (
        not fits
        or topics.keys() & rule.never
        or not rule.any.search(message.glossed)
        or rule.unless.search(message.glossed)
    ):
        return False
    return all(SLOTS[name](message, frame) for name in rule.slots)


def trip_of(message: Message, frame: Frame) -> Trip | None:
    return message.trips[0] if message.trips else None if message.elsewhere else frame.trip


def lower(message: Message, frame: Frame) -> bool:
    """A sum below the price that somebody would like to pay."""
    trip = trip_of(message, frame)
    return trip is not None and any(LEAST_SERIOUS * trip.price <= n < trip.price for n in other_sums(message, trip))


def other(message: Message, frame: Frame) -> bool:
    """A sum that is none of the trip's."""
    trip = trip_of(message, frame)
    return trip is not None and bool(other_sums(message, trip))


def other_sums(message: Message, trip: Trip) -> list[int]:
    """Paise that the message names and the trip doesn't."""
    own = {trip.price, trip.advance, trip.balance} | {int(a["price"]) for a in trip.add_ons}
    return [paise for n in AMOUNT.findall(message.cleaned) if (paise := int(n) * 100) not in own]


def add_on(message: Message, frame: Frame) -> bool:
    trip = trip_of(message, frame)
    return trip is not None and bool(matching_add_ons(trip, message.glossed))


def priced_add_on(message: Message, frame: Frame) -> bool:
    """The price word stands beside the thing: "kayaking cost", "price of a porter"."""
    trip = trip_of(message, frame)
    sold = [a["name"] for a in trip.add_ons] if trip else []
    return any(
        PRICE_AFTER.match(message.glossed, hit.end()) or PRICE_BEFORE.search(message.glossed[: hit.start()])
        for name, pattern, _ in items()
        if matching(sold, [name])
        for hit in pattern.finditer(message.glossed)
    )


def unfit(message: Message, frame: Frame) -> bool:
    """Somebody is too young or too old for the trip; a price alone would mislead."""
    trip = trip_of(message, frame)
    low, high = (trip.min_age or 0, trip.max_age or 99) if trip else (0, 99)
    return any(not low <= age <= high for age in message.party.ages)


SLOTS: dict[str, Callable[[Message, Frame], bool]] = {
    "trip": lambda message, frame: trip_of(message, frame) is not None,
    "named": lambda message, frame: bool(message.trips),
    "followup": lambda message, frame: not message.trips and frame.trip is not None,
    "no_trip": lambda message, frame: trip_of(message, frame) is None and not message.elsewhere,
    "one_trip": lambda message, frame: len(message.trips) < 2,
    "period": lambda message, frame: bool(message.periods),
    "age": lambda message, frame: bool(message.party.ages),
    "child": lambda message, frame: any(
        age < (18 if CHILD.search(message.glossed) else SMALL) for age in message.party.ages
    ),
    "child_of_talk": lambda message, frame: any(age < SMALL for age in frame.ages),
    "alone": lambda message, frame: not message.party.people,
    "budget": lambda message, frame: bool(message.budget),
    "city": lambda message, frame: bool(message.cities),
    "people": lambda message, frame: bool(message.party.people),
    "alone_age": lambda message, frame: not message.party.ages,
    "unfit": unfit,
    "lower": lower,
    "other": other,
    "add_on": add_on,
    "priced_add_on": priced_add_on,
}
