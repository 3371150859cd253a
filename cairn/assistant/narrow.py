"""Which of the topics that the rules found is really asked about?"""

from __future__ import annotations

import re

from cairn.assistant.frame import Frame, Message
from cairn.assistant.lexicon import data

# Where one of these holds, ordinary questions in the same message wait.
URGENT = ("emergency", "opt_out", "human", "payment_claim", "complaint")
WANTS_TALK = re.compile(r"\b(?:talk|speak|connect|discuss|manager|owner|call (?:me|back)|callback)\b")
OPEN = re.compile(
    r"\b(?:when|what time|till when|until when|how late|which hours)\b.{0,20}\b(?:i|we|I) (?:can )?(?:call|ring|phone|reach)\b"
)
IT = re.compile(r"^(?:is|will|can|would) (?:it|this|that|the trek)\b|\bis (?:it|this) (?:safe|ok|good|suitable|easy)\b")
OTHERS = re.compile(
    r"\b(?:suggest\w*|recommend\w*|others?|another|similar|instead|alternatives?|like|else|which|options?|or|than|any|some|done|did)\b"
)
ASKS = re.compile(r"\?|\b(?:how|what|much|if|before|get|back|days?|paid)\b")
OWE = re.compile(
    r"\bhow much\b.{0,25}\b(?:owe|left|balance|remain\w*|pending|due|more)\b|\bwhat(?:'s| is| will be)? (?:the )?(?:left|balance|remain\w*|pending)\b"
    r"|\b(?:balance|remain\w*|left|pending)\b.{0,20}\bhow much\b"
)
CHECK = re.compile(r"\b(?:confirm\w*|check|utr|screenshot|receipt|received|reference|ref)\b|\d{7,}")
BACK = re.compile(
    r"\bcancel\w*\b.{0,60}\b(?:what|how much|refund|back|get)\b|\b(?:what|how much)\b.{0,40}\b(?:refund|back)\b.{0,40}\bcancel\w*\b"
)
# The head takes a bare date for a question about dates; after "and ..." it is the last question again.
ANEW = re.compile(r"^\W*(?:and|what about|how about|or)\b")
EITHER = re.compile(
    r"\bor\b|\bvs\b|\bboth\b|\band\b.{0,40}\bwhich\b|\bsame\b|\b(?:less|more|[a-z]{3,}er) (?:\w+ ){0,2}than\b"
)


def narrowed(message: Message, frame: Frame) -> dict[str, str]:
    """The topics that are really asked about."""
    topics = dict(message.topics)
    owed(message, topics)
    if "hours" in topics and OPEN.search(message.glossed):
        topics.pop("human", None)
    urgent = [name for name in URGENT if name in topics]
    if {"human", "complaint"} <= topics.keys() and not WANTS_TALK.search(message.glossed):
        urgent.remove("human")
    if {"complaint", "payment_claim"} <= set(urgent) and message.chances.get("complaint", 0) > message.chances.get(
        "payment_claim", 0
    ):
        urgent.remove("payment_claim")
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
        topics = {name: topics[name] for name in topics if name in ("greeting", "smalltalk")} | frame.topics
    return topics


def owed(message: Message, topics: dict[str, str]) -> None:
    """ "We paid the advance, how much is left?" asks for the balance; nobody wants the payment looked up."""
    if "payment_claim" in topics and OWE.search(message.glossed) and not CHECK.search(message.glossed):
        del topics["payment_claim"]
        topics["balance"] = "pricing"
    if "payment_claim" in topics and BACK.search(message.glossed) and not CHECK.search(message.glossed):
        del topics["payment_claim"]
        topics["refund"] = "policy"


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
    meant = frame.trip if not message.trips else None
    suited = IT.search(message.glossed) or (len(message.trips) == 1 and not OTHERS.search(message.glossed))
    if "recommend" in topics and (meant or message.trips) and suited:
        topics.pop("recommend")
        if not topics.keys() - {"overview", "greeting"}:
            topics |= {"dates": "dates"} if message.periods else {"difficulty": "trip_inquiry"}


def continues(message: Message, topics: dict[str, str], frame: Frame) -> bool:
    """ "And Kodachadri?" asks the last question again, about another trip or date."""
    silent = not topics.keys() - {"greeting", "smalltalk"} or (bool(ANEW.match(message.glossed)) and not message.ruled)
    named = bool(message.trips or message.periods or message.party.people or message.party.ages)
    return silent and named and bool(frame.topics) and len(message.glossed.split()) <= 8
