"""What may be meant where no rule has found anything narrow: a pair to compare, a thing, a wish, the nearest example."""

from __future__ import annotations

import re

from cairn.assistant.frame import Frame, Message
from cairn.assistant.nearest import intent_of, nearest
from cairn.assistant.writers.items import asked

BOTH = re.compile(r"\b(?:both|of them|of these|the two|dono|each|of the two|these two|either)\b|\bwhich one\b")
WIDE = {"greeting", "overview", "smalltalk", "list"}
PLAIN_THINGS = {
    "stay": {"stay", "toilet"},
    "food": {"food", "lunch", "dinner", "breakfast", "non_veg"},
    "vehicle": {"vehicle"},
}
TO_PACK = frozenset(
    [
        "jacket",
        "shoes",
        "poles",
        "torch",
        "backpack",
        "rain",
        "leech",
        "thermal",
        "gloves",
        "clothes",
        "swim",
        "glasses",
        "sleeping_bag",
    ]
)
NOT_GUESSED = frozenset({"emergency", "opt_out", "payment_claim", "cancel"})


def completed(topics: dict[str, str], message: Message, frame: Frame) -> dict[str, str]:
    """Where the rules found nothing narrow: a pair to compare, a wish, or the most similar example."""
    if topics.keys() - WIDE or "list" in topics:
        return topics
    if BOTH.search(message.glossed) and len(frame.trips) > 1 and not message.trips:
        return topics | {"compare": "comparison"}
    if "overview" in topics or "smalltalk" in topics or (topics and len(message.glossed.split()) < 4):
        return topics
    return topics | (thing_asked(message) or likeness(message) or wished(message, frame))


def likeness(message: Message) -> dict[str, str]:
    """The nearest example. Grave things are not guessed: they need a rule."""
    guess = nearest(message.glossed, message.trips)
    return {guess[0]: intent_of(guess[0])} if guess and guess[0] not in NOT_GUESSED else {}


def wished(message: Message, frame: Frame) -> dict[str, str]:
    """A month, town or budget without a trip asks for a suggestion."""
    about_trip = message.trips or message.elsewhere or frame.trip
    stated = message.budget or message.periods or message.cities
    return {"recommend": "recommendation"} if stated and not about_trip else {}


def thing_asked(message: Message) -> dict[str, str]:
    """ "Microspikes?": a thing that rows may list, without a verb that a rule knows."""
    names = set(asked(message.glossed)) - {"cap", "water", "leader"}
    if not names or len(message.glossed.split()) > 14:
        return {}
    for topic, things in PLAIN_THINGS.items():
        if names & things:
            return {topic: "inclusions"}
    given = re.search(r"\b(?:get|give|provide|included?|have)\b", message.glossed)
    return {"gear_item": "packing"} if names & TO_PACK and not given else {"equipment": "inclusions"}
