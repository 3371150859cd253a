"""What may be meant where no rule has found anything narrow: a pair to compare, a thing, a wish, the nearest example."""

from __future__ import annotations

import re

from cairn.assistant.frame import Frame, Message
from cairn.assistant.lexicon import words
from cairn.assistant.nearest import intent_of, nearest
from cairn.assistant.writers.items import asked

BOTH = re.compile(r"\b(?:both|of them|of these|the two|dono|each|of the two|these two|either)\b|\bwhich one\b")
PRAISE = re.compile(r"\bno (?:complain\w*|issues?|problems?)\b|\bnot bad\b|\b(?:do not|never) stop\b")
HARMLESS = re.compile(
    r"\blost in (?:the |its |that )?(?:beauty|views?|scenery|nature)\b|\blost (?:our|my|the) (?:train|bus|flight)\b"
    r"|\bdying to\b|\bit'?s? on fire\b|\bto die for\b|\bkilling me\b|\bdead (?:tired|sure|serious)\b"
)
WIDE = {"greeting", "overview", "smalltalk", "list"}
ASKING = re.compile(
    r"^\W*(?:do (?:people|anyone|many|guests)|is there|are there|how|who|is|are|will|could|has any|have you|do you|can i|what happens|which|how many|does)\b"
)
# Words for things turn up in calls for help too: "fire in the tent".
THINGS = {"stay", "food", "vehicle", "gear_item", "equipment", "help", "day"}
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
        "plate",
    ]
)
SURE = 0.66
GUESSED = 0.2
# What is asked where no trip is meant yet, or about its time of year.
OF_ANY_TRIP = frozenset({"recommend", "list", "season"})
OF_AGES = frozenset({"age", "child_price", "kids_rule"})
NOT_GUESSED = frozenset({"emergency", "opt_out", "payment_claim", "cancel"})


def completed(topics: dict[str, str], message: Message, frame: Frame) -> dict[str, str]:
    """Where the rules found nothing narrow: a pair to compare, a wish, or the most similar example."""
    if not topics.keys() - WIDE - THINGS and in_danger(message):
        return {"emergency": "emergency"}
    if topics.keys() - WIDE or "list" in topics:
        return topics
    if BOTH.search(message.glossed) and len(frame.trips) > 1 and not message.trips:
        return topics | {"compare": "comparison"}
    if "overview" in topics or "smalltalk" in topics or (topics and len(message.glossed.split()) < 4):
        return topics
    return topics | (thing_asked(message) or likeness(message) or wished(message, frame))


def in_danger(message: Message) -> bool:
    """A wide net under the rules for emergencies: a false alarm costs a minute, a missed one may cost a life."""
    said = set(re.findall(r"[a-zI]+", message.glossed))
    if said & words("danger", "only_asking") or ASKING.search(message.glossed) or HARMLESS.search(message.glossed):
        return False
    if "?" in message.text and not said & words("danger", "people"):
        return False
    return bool(said & words("danger", "grave")) or bool(
        said & words("danger", "with_people") and said & words("danger", "people") and "?" not in message.text
    )


def likeness(message: Message) -> dict[str, str]:
    """The nearest example. Grave things need a rule, or a great likeness."""
    guess = probably(message) or nearest(message.glossed, message.trips)
    if guess and guess[0] == "compare" and len(message.trips) < 2 and not BOTH.search(message.glossed):
        return {}
    if guess and guess[0] in OF_AGES and message.party.people and not message.party.ages:
        return {}  # "we are 9" says how many come
    if guess and guess[0] == "complaint" and PRAISE.search(message.glossed):
        return {"feedback": "feedback"}
    if guess and guess[0] in OF_ANY_TRIP and message.trips:
        return {"dates": "dates"} if message.periods else {}
    sure = guess and guess[1] >= (SURE if guess[0] in NOT_GUESSED else 0)
    return {guess[0]: intent_of(guess[0])} if guess and sure else {}


def probably(message: Message) -> tuple[str, float] | None:
    """The head's likeliest topic, though it was not sure enough to believe it beside others."""
    topic, chance = next(iter(message.chances.items()), ("", 0.0))
    return (topic, chance) if chance >= GUESSED and topic not in WIDE else None


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
