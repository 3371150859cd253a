"""Put a message into its talk: which trip, which dates, which question is meant, and which intents that makes."""

from __future__ import annotations

import re

from cairn.assistant.frame import Frame, Message, Understanding
from cairn.assistant.nearest import intent_of, nearest
from cairn.assistant.sentiment import sentiment
from cairn.assistant.writers.items import asked
from cairn.catalog.models import Trip

# Where one of these holds, ordinary questions in the same message wait.
URGENT = ("emergency", "opt_out", "human", "payment_claim", "complaint")
# A narrower topic makes a wider one superfluous.
NARROWS = {
    "advance": ("price", "payment_how"), "balance": ("price",), "total": ("price",), "child_price": ("price", "age", "group_rule"), "addon_price": ("price", "stay", "gear_item", "porter", "equipment", "insurance"),
    "gst": ("price", "included"), "haggle": ("price", "compare"), "group_rule": ("price",), "balance_due": ("balance", "dates", "advance"), "balance_when": ("dates", "balance", "balance_due"), "duration": ("dates", "price"), "date_change": ("dates", "advance", "seats", "refund", "booking"),
    "name_change": ("booking", "seats", "dates", "age"), "refund": ("price", "advance", "payment_how", "dates", "balance"), "refund_": (), "weather": ("firm_cancels", "refund", "dates", "refund", "seats", "unknown", "firm_cancels", "cancel"), "not_included": ("included", "price", "food"), "unknown_stay": ("stay", "food", "vehicle", "included"),
    "unknown_people": ("seats", "women", "group_size", "list"), "unknown": ("dates", "price", "difficulty", "cold", "snow", "plan"), "documents": ("gear", "gear_item", "included"), "late": ("pickup", "return", "dates"), "minors": ("age",), "health": ("age", "women", "fitness", "difficulty"),
    "women": ("stay", "gear", "solo"), "cold": ("gear",), "hardest": ("duration", "price", "pickup", "day", "distance", "difficulty", "dates", "altitude"), "day": ("dates", "hardest", "return"), "return": ("pickup",), "which_day": ("dates", "day", "plan", "hardest"), "station": ("pickup",), "insurance": ("included",), "insurance_included": ("insurance", "included", "price"), "pets": ("gear", "overview"),
    "cancel": ("refund", "booking", "seats", "payment_claim", "firm_cancels", "dates", "overview"), "payment_how": ("price",), "waiting": ("seats", "dates"), "seats": ("dates", "list", "stay", "pickup"), "gear": ("cold", "gear_item"), "porter": ("included",), "private": ("group_rule",), "invoice": ("gst", "payment_how"), "compare": ("difficulty", "recommend", "list", "altitude", "plan", "snow"),
    "recommend": ("difficulty", "list", "snow", "dates", "duration", "overview", "season", "age", "fitness", "stay", "price"), "plan": ("list",), "swim": ("plan",), "altitude": ("hardest",), "kids_rule": ("age",), "booking": ("overview", "list"), "network": ("human",), "snow": ("unknown",), "payment_claim": ("booking", "price", "advance", "balance", "payment_how", "seats", "refund", "balance_when"), "group_size": ("list", "seats"),
    "feedback": ("recommend", "vehicle", "food", "thanks", "stay", "overview", "gear_item"), "hours": ("human",), "thanks": (), "season": ("dates",), "equipment": ("list",), "list": ("overview", "season"),
}  # fmt: skip
AGAIN = re.compile(
    r"^\W*(?:and|what about|how about|or|also|but|ok and|hmm and|aur)\b|\bwhat about\b|\bi meant\b|\bi mean\b"
)
IT = re.compile(r"^(?:is|will|can|would) (?:it|this|that|the trek)\b|\bis (?:it|this) (?:safe|ok|good|suitable|easy)\b")
BOTH = re.compile(r"\b(?:both|of them|of these|the two|dono|each|of the two|these two|either)\b|\bwhich one\b")


def settle(message: Message, frame: Frame) -> Understanding:
    topics = completed(narrowed(message, frame), message, frame)
    trips = trips_meant(message, frame, topics)
    intents = intents_of(topics, message, frame)
    return Understanding(
        message=message, frame=frame, topics=topics, intents=intents, sentiment=sentiment(message.text, message.glossed, set(topics)),
        trips=trips, trip=trips[0] if len(trips) == 1 else None, periods=message.periods or frame.periods,
        people=message.party.people or frame.people, ages=message.party.ages or frame.ages, budget=message.budget or frame.budget,
        city=message.cities[0] if message.cities else frame.city,
    )  # fmt: skip


def trips_meant(message: Message, frame: Frame, topics: dict[str, str]) -> tuple[Trip, ...]:
    """Those that are named now; else those of the talk, both of them where the question is about both."""
    if message.trips:
        if (
            "compare" in topics
            and len(message.trips) == 1
            and frame.trip
            and frame.trip not in message.trips
            and not re.search(r"\bothers?\b", message.glossed)
        ):
            return (frame.trip, *message.trips)
        return message.trips
    if message.elsewhere:
        return ()
    if BOTH.search(message.glossed) and len(frame.trips) > 1:
        return tuple(frame.trips[-2:])
    if topics.keys() & {"recommend", "list"} and not message.topics.keys() & {"price", "seats"}:
        return ()
    return (frame.trip,) if frame.trip else ()


def narrowed(message: Message, frame: Frame) -> dict[str, str]:
    """The topics that are really asked about."""
    topics = dict(message.topics)
    urgent = [name for name in URGENT if name in topics]
    if urgent:
        first = urgent[0]
        kept = {first: topics[first]} | {k: v for k, v in topics.items() if k == "cancel" and first == "opt_out"}
        return {first: topics[first]} if first != "complaint" else {k: v for k, v in kept.items() if k == first}
    for topic in list(topics):
        for wider in NARROWS.get(topic, ()):
            if topic in topics and wider in topics and wider != topic:
                topics.pop(wider, None)
    if (
        len(message.trips) > 1
        and re.search(r"\bor\b|\bvs\b|\bboth\b|\band\b.{0,40}\bwhich\b|\bsame\b", message.glossed)
        and "compare" not in topics
    ):
        topics["compare"] = "comparison"
        topics.pop("difficulty", None)
        topics.pop("recommend", None)
    about_one(message, topics, frame)
    if continues(message, topics, frame):
        topics |= frame.topics
    return topics


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
URGENT_GUESS = frozenset({"emergency", "opt_out", "payment_claim", "cancel"})


def completed(topics: dict[str, str], message: Message, frame: Frame) -> dict[str, str]:
    """Where the rules found nothing narrow: a pair to compare, a wish, or the most similar example."""
    if topics.keys() - WIDE or "list" in topics:
        return topics
    if BOTH.search(message.glossed) and len(frame.trips) > 1 and not message.trips:
        return topics | {"compare": "comparison"}
    if "overview" in topics or (topics and len(message.glossed.split()) < 4):
        return topics
    if thing := thing_asked(message):
        return topics | thing
    guess = nearest(message.glossed, message.trips)
    if guess and guess[0] not in URGENT_GUESS:
        topics = topics | {guess[0]: intent_of(guess[0])}
    elif (
        not message.trips
        and not message.elsewhere
        and not frame.trip
        and (message.budget or message.periods or message.cities)
    ):
        topics = topics | {"recommend": "recommendation"}
    return topics


def thing_asked(message: Message) -> dict[str, str]:
    """ "Microspikes?": a thing that rows may list, without a verb that a rule knows."""
    names = set(asked(message.glossed)) - {"cap", "water", "leader"}
    if not names or len(message.glossed.split()) > 14:
        return {}
    for topic, things in PLAIN_THINGS.items():
        if names & things:
            return {topic: "inclusions"}
    packed = names & TO_PACK
    return (
        {"gear_item": "packing"}
        if packed and not re.search(r"\b(?:get|give|provide|included?|have)\b", message.glossed)
        else {"equipment": "inclusions"}
    )


def about_one(message: Message, topics: dict[str, str], frame: Frame) -> None:
    """ "Do you have Goa in June?" is no wish for a list, "is it good for beginners?" none for a suggestion."""
    if (
        "list" in topics
        and len(message.trips) == 1
        and not re.search(r"\bother|\bsimilar|\bin (?:maharashtra|karnataka|himachal)", message.glossed)
    ):
        topics.pop("list")
        topics |= {"seats": "availability"} if message.periods else {}
    if "recommend" in topics and (frame.trip or message.trips) and IT.search(message.glossed):
        topics.pop("recommend")
        topics["difficulty"] = "trip_inquiry"


def continues(message: Message, topics: dict[str, str], frame: Frame) -> bool:
    """ "And Kodachadri?" asks the last question again, about another trip or date."""
    silent = not topics.keys() - {"greeting", "smalltalk"}
    named = bool(message.trips or message.periods or message.party.people)
    return silent and named and bool(frame.topics) and len(message.glossed.split()) <= 8


def intents_of(topics: dict[str, str], message: Message, frame: Frame) -> tuple[str, ...]:
    intents = list(dict.fromkeys(topics.values()))
    if "addon_price" in topics and re.search(r"\brent\w*\b", message.glossed) and set(asked(message.glossed)) & TO_PACK:
        intents.append("packing")
    narrow = [i for i in intents if i not in ("trip_inquiry", "greeting", "smalltalk")]
    if "trip_inquiry" in intents and narrow and set(topics) & {"overview", "list"}:
        intents.remove("trip_inquiry")
    if len(intents) > 1 and "smalltalk" in intents and narrow:
        intents.remove("smalltalk")
    if not [i for i in intents if i != "greeting"] and (message.trips or message.elsewhere):
        intents.append("trip_inquiry")
    return tuple(intents)
