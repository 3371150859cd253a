"""Put a message into its talk: which trip, which dates, which question is meant, and which intents that makes."""

from __future__ import annotations

import re

from cairn.assistant.frame import Frame, Message, Understanding
from cairn.assistant.guess import BOTH, TO_PACK, completed
from cairn.assistant.narrow import URGENT, narrowed
from cairn.assistant.sentiment import sentiment
from cairn.assistant.sharpen import sharpened
from cairn.assistant.writers.items import asked
from cairn.catalog.models import Trip


def settle(message: Message, frame: Frame) -> Understanding:
    ruled = narrowed(message, frame)
    topics = completed(ruled, message, frame)
    if not topics.keys() & URGENT:
        topics = sharpened(topics, message, frame)
    trips = trips_meant(message, frame, topics)
    intents = intents_of(topics, message, frame)
    return Understanding(
        message=message, frame=frame, topics=topics, intents=intents, sentiment=sentiment(message.text, message.glossed, set(topics)),
        trips=trips, trip=trips[0] if len(trips) == 1 else None, periods=message.periods or frame.periods,
        people=message.party.people or frame.people, ages=message.party.ages or frame.ages, budget=message.budget or frame.budget,
        city=message.cities[0] if message.cities else frame.city, guessed=topics != ruled,
    )  # fmt: skip


def trips_meant(message: Message, frame: Frame, topics: dict[str, str]) -> tuple[Trip, ...]:
    """Those that are named now; else those of the talk, both of them where the question is about both."""
    if message.trips:
        alone = "compare" in topics and len(message.trips) == 1 and frame.trip not in (None, *message.trips)
        return (frame.trip, *message.trips) if alone and frame.trip else message.trips
    if message.elsewhere:
        return ()
    if BOTH.search(message.glossed) and len(frame.trips) > 1:
        return tuple(frame.trips[-2:])
    if topics.keys() & {"recommend", "list"} and not message.topics.keys() & {"price", "seats"}:
        return ()
    return (frame.trip,) if frame.trip else ()


def intents_of(topics: dict[str, str], message: Message, frame: Frame) -> tuple[str, ...]:
    intents = list(dict.fromkeys(topics.values()))
    if "addon_price" in topics and re.search(r"\brent\w*\b", message.glossed) and set(asked(message.glossed)) & TO_PACK:
        intents.append("packing")
    asks_date = "dates" in message.ruled or re.search(r"\bwhen\b|\bdates?\b|\bwhich\b", message.glossed)
    if {"booking", "dates"} <= topics.keys() and not asks_date:
        intents.remove("dates")
    narrow = [i for i in intents if i not in ("trip_inquiry", "greeting", "smalltalk")]
    if "trip_inquiry" in intents and narrow and set(topics) & {"overview", "list"}:
        intents.remove("trip_inquiry")
    if len(intents) > 1 and "smalltalk" in intents and narrow:
        intents.remove("smalltalk")
    nothing = not [i for i in intents if i != "greeting"]
    asks_elsewhere = message.elsewhere and not message.trips
    if (nothing and (message.trips or message.elsewhere)) or (asks_elsewhere and "trip_inquiry" not in intents):
        intents.append("trip_inquiry")
    return tuple(intents)
