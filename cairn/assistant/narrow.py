"""Which of the topics that the rules found is really asked about?"""

from __future__ import annotations

import re

from cairn.assistant.frame import Frame, Message
from cairn.assistant.lexicon import data

# Where one of these holds, ordinary questions in the same message wait.
URGENT = ("emergency", "opt_out", "human", "payment_claim", "complaint")
WANTS_TALK = re.compile(r"\b(?:talk|speak|connect|discuss|manager|owner|call (?:me|back)|callback)\b")
IT = re.compile(r"^(?:is|will|can|would) (?:it|this|that|the trek)\b|\bis (?:it|this) (?:safe|ok|good|suitable|easy)\b")
ASKS = re.compile(r"\?|\b(?:how|what|much|if|before|get|back|days?|paid)\b")
OWE = re.compile(
    r"\bhow much\b.{0,25}\b(?:owe|left|balance|remain\w*|pending|due|more)\b|\bwhat(?:'s| is| will be)? (?:the )?(?:left|balance|remain\w*|pending)\b"
    r"|\b(?:balance|remain\w*|left|pending)\b.{0,20}\bhow much\b"
)
CHECK = re.compile(r"\b(?:confirm\w*|check|utr|screenshot|receipt|received|reference|ref|seat)\b|\d{4,}")
EITHER = re.compile(r"\bor\b|\bvs\b|\bboth\b|\band\b.{0,40}\bwhich\b|\bsame\b")


def narrowed(message: Message, frame: Frame) -> dict[str, str]:
    """The topics that are really asked about."""
    topics = dict(message.topics)
    owed(message, topics)
    urgent = [name for name in URGENT if name in topics]
    if {"human", "complaint"} <= topics.keys() and not WANTS_TALK.search(message.glossed):
        urgent.remove("human")
    if urgent:
        return {urgent[0]: topics[urgent[0]]}
    drop_wider(topics)
    if len(message.trips) > 1 and EITHER.search(message.glossed) and "compare" not in topics:
        topics["compare"] = "comparison"
        drop_wider(topics)
    if "cancel" in topics and not ASKS.search(message.glossed):
        topics.pop("refund", None)
    about_one(message, topics, frame)
    if continues(message, topics, frame):
        topics |= frame.topics
    return topics


def owed(message: Message, topics: dict[str, str]) -> None:
    """ "We paid the advance, how much is left?" asks for the balance; nobody wants the payment looked up."""
    if "payment_claim" in topics and OWE.search(message.glossed) and not CHECK.search(message.glossed):
        del topics["payment_claim"]
        topics["balance"] = "pricing"


def drop_wider(topics: dict[str, str]) -> None:
    """A narrower topic makes a wider one superfluous: `data/narrows.json`."""
    for topic in list(topics):
        for wider in data("narrows").get(topic, "").split() if topic in topics else ():
            topics.pop(wider, None)


def about_one(message: Message, topics: dict[str, str], frame: Frame) -> None:
    """ "Do you have Goa in June?" is no wish for a list, "is it good for beginners?" none for a suggestion."""
    if "list" in topics and len(message.trips) == 1 and not re.search(r"\bother|\bsimilar", message.glossed):
        topics.pop("list")
        topics |= {"seats": "availability"} if message.periods else {"overview": "trip_inquiry"}
    if "recommend" in topics and (frame.trip or message.trips) and IT.search(message.glossed):
        topics.pop("recommend")
        topics["difficulty"] = "trip_inquiry"


def continues(message: Message, topics: dict[str, str], frame: Frame) -> bool:
    """ "And Kodachadri?" asks the last question again, about another trip or date."""
    silent = not topics.keys() - {"greeting", "smalltalk"}
    named = bool(message.trips or message.periods or message.party.people or message.party.ages)
    return silent and named and bool(frame.topics) and len(message.glossed.split()) <= 8
