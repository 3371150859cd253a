"""One message, understood: language, sentiment, intents and entities, with what the earlier turns said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from cairn.assistant import amounts
from cairn.assistant.beside import beside
from cairn.assistant.clean import clean
from cairn.assistant.dates import Period, periods
from cairn.assistant.frame import Frame, Message, Understanding
from cairn.assistant.gloss import gloss
from cairn.assistant.language import detect
from cairn.assistant.likely import believed, likely
from cairn.assistant.named import found
from cairn.assistant.nearest import intent_of
from cairn.assistant.proper import spelt
from cairn.assistant.settle import settle
from cairn.assistant.signals import signalled
from cairn.assistant.spoken import in_that_language
from cairn.assistant.topics import topics
from cairn.catalog.snapshot import Snapshot

MOST_TURNS = 12
BARE_DAY = re.compile(
    r"^\W*(?:(?:and|or|ok|what about|how about|for|on|the|is|then) )*(\d{1,2})(?:st|nd|rd|th)?(?: (?:ko|of|date|batch|one|on|also|is))*\W*(?:seats?|available|open|how much|possible)?\W*$"
)
# A bare "ok" or "thanks" says nothing about the trip, so these never take over the topic of the talk.
PASSING = frozenset({"greeting", "thanks", "smalltalk", "bot", "overview"})


def understand(question: str, history: Sequence[str], *, snapshot: Snapshot, today: date) -> Understanding:
    """`history` holds the customer's earlier messages, oldest first."""
    frame = Frame()
    for earlier in history[-MOST_TURNS:]:
        remember(frame, read(earlier, snapshot=snapshot, today=today, prior=frame.language))
    message = in_that_language(read(question, snapshot=snapshot, today=today, prior=frame.language), frame)
    return settle(replace(message, periods=message.periods or day_of_talk(message, frame, snapshot, today)), frame)


def day_of_talk(message: Message, frame: Frame, snapshot: Snapshot, today: date) -> tuple[Period, ...]:
    """ "And the 23rd?" is a departure of the trip under discussion, in the month that was named before if it has one."""
    trip = message.trips[-1] if message.trips else frame.trip
    if not trip or message.party.people or message.budget:
        return ()
    said = BARE_DAY.search(message.glossed)
    if not said:
        return beside(message.glossed, trip, frame.periods, snapshot, today)
    starts = [d.start for d in snapshot.upcoming(trip, today) if d.start.day == int(said[1])]
    months = {p.month for p in frame.periods}
    starts.sort(key=lambda start: start.month not in months)
    return (Period(starts[0].month, starts[0].day),) if starts else ()


def read(text: str, *, snapshot: Snapshot, today: date, prior: str | None) -> Message:
    cleaned = clean(text)
    language = detect(cleaned, names=name_words(snapshot.version), prior=prior)
    glossed = gloss(spelt(unsigned(cleaned, snapshot), snapshot), language)
    named = found(cleaned, glossed, snapshot)
    ruled = topics(glossed) | called_for(glossed, snapshot) | {name: intent_of(name) for name in signalled(glossed)}
    chances = likely(cleaned, glossed, ruled, named.trips)
    return Message(
        text=text,
        cleaned=cleaned,
        glossed=glossed,
        language=language,
        topics=believed(ruled, chances),
        trips=named.trips,
        periods=tuple(periods(glossed, today)),
        party=amounts.party(glossed),
        budget=amounts.budget(glossed),
        cities=tuple(amounts.cities(f"{glossed} {cleaned}", towns(snapshot.version))),
        elsewhere=named.elsewhere,
        ruled=tuple(ruled),
        chances=chances,
    )


def unsigned(cleaned: str, snapshot: Snapshot) -> str:
    """The firm's own name is no question: "is this Trek and Stay?" asks for no stay."""
    name = re.escape(clean(snapshot.firm.name)).replace("\\&", "(?:&|and|n)")
    return re.sub(rf"\b{name}\b", "you", cleaned)


def called_for(glossed: str, snapshot: Snapshot) -> dict[str, str]:
    """ "Kavya, please": somebody of the firm is asked for by name and nothing else is."""
    names = "|".join(re.escape(name.lower()) for name in snapshot.people)
    alone = names and re.search(rf"^\W*(?:{names})\b[\s,]*(?:please|sir|madam|ji)?\W*$", glossed)
    return {"human": "human_request"} if alone else {}


def remember(frame: Frame, message: Message) -> None:
    """Let a turn fill the frame; what it does not say stays as it was."""
    if message.trips:
        frame.trip = message.trips[-1]
        frame.trips += [t for t in message.trips if t not in frame.trips]
    if message.topics.keys() & {"recommend", "list"}:
        frame.wished = message
    frame.wished = None if message.trips else frame.wished
    frame.periods = message.periods or frame.periods
    frame.people = message.party.people or frame.people
    frame.ages = message.party.ages or frame.ages
    frame.budget = message.budget or frame.budget
    frame.city = message.cities[0] if message.cities else frame.city
    frame.language = message.language.code
    said = {topic: intent for topic, intent in message.topics.items() if topic not in PASSING}
    frame.topics = said or frame.topics


@lru_cache(maxsize=4)
def name_words(version: str) -> frozenset[str]:
    """Words of trip names and towns: they are no evidence of a language."""
    trips = Snapshot.current().trips
    names = " ".join([t.name for t in trips] + [a for t in trips for a in t.aliases]).lower().split()
    return frozenset(w for w in names if len(w) > 3) | {town.lower() for town in towns(version)}


@lru_cache(maxsize=4)
def towns(version: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p["city"] for t in Snapshot.current().trips for p in t.pickups))
