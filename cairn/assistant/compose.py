"""The built-in composer: a writer for each topic, at most four in one message, one question at the end."""

from __future__ import annotations

import re

from cairn.assistant.draft import Draft
from cairn.assistant.facts import listed
from cairn.assistant.familiar import unfamiliar
from cairn.assistant.names import is_name
from cairn.assistant.writers import compare, content, departures, prices, rules, talk, trips
from cairn.assistant.writers.by_topic import ALONE, ANYWAY, OF_TRIP, TALK, OfTrip
from cairn.assistant.writers.faqs import anything, best_faq
from cairn.assistant.writers.unplaced import suggested, which, without_trip

MOST_TOPICS = 4
LONGEST = 900  # characters of an answer
TWO = re.compile(r"\b(?:two|2)\b.{0,20}\b(?:trips?|treks?)\b")
# Questions for a detail of a trip: what is not stated there must be said to be unknown.
PRECISE = {"list", "included", "food", "stay", "vehicle", "equipment", "gear_item", "network"}
# What the lines of a comparison say anyway.
COMPARED = frozenset(
    [
        "price",
        "duration",
        "difficulty",
        "fitness",
        "altitude",
        "distance",
        "season",
        "hardest",
        "plan",
        "total",
        "which_day",
    ]
)
# Beside an attack these are no question of their own.
UNASKED = frozenset(
    ["injection", "offtopic", "greeting", "overview", "haggle", "booking", "group_rule", "smalltalk", "list", "help"]
)
DIFFERENCE = re.compile(
    r"\bdifferen\w+\b|\blonger\b|\bcompar\w+\b|\bbetter\b|\bvs\b|\bwhich (?:one|trek|trip)?\b.{0,20}\b(?:eas\w+|tough\w*|hard\w*|good|suit\w*|cheap\w*)\b"
)
SURELY = re.compile(
    r"\b(?:for sure|certain(?:ly)?|guarant\w+|definite(?:ly)?|promised?|sure to)\b|\bsure\b|\b100 ?(?:%|percent)|\bcent percent\b|\bpakka\b"
)


def compose(draft: Draft) -> None:
    """Fill the draft. What nobody can answer ends in an honest "I don't know" and a person."""
    topics = draft.understanding.topics
    for name, write in ALONE.items():
        if name in topics:
            write(draft, draft.understanding.trip)
            return
    if refused(draft):
        return
    hello(draft)
    about(draft)
    if not draft.parts:
        rest(draft)
    shorten(draft)


def shorten(draft: Draft) -> None:
    """What comes last is least asked for; nobody reads a page on a phone."""
    while len(draft.parts) > 1 and len(draft.text()) > LONGEST:
        draft.parts.pop()


def refused(draft: Draft) -> bool:
    """Off the subject; an attack that also asks a fair question gets the fair answer only."""
    topics = draft.understanding.topics
    fair = topics.keys() - UNASKED
    if "injection" in topics and not (fair and fair <= {"swim", "price", "refund", "dates"}):
        talk.injection(draft)
        return True
    if "offtopic" in topics and not fair:
        talk.offtopic(draft)
        return True
    return False


def hello(draft: Draft) -> None:
    if "greeting" in draft.understanding.topics and len(draft.understanding.topics) > 1:
        draft.opening = draft.words("hello")


def about(draft: Draft) -> None:
    """Every topic that the message asks about, each once."""
    before = len(draft.parts)
    if draft.understanding.message.elsewhere and not draft.understanding.trips:
        talk.not_sold(draft)
        return
    if for_sure(draft):
        return
    several(draft)
    for name in list(draft.understanding.topics)[: MOST_TOPICS + 1]:
        if name in ANYWAY:
            ANYWAY[name](draft, draft.understanding.trip)
        elif name in OF_TRIP and not (comparing(draft) and name in COMPARED):
            of_trips(draft, OF_TRIP[name])
    if len(draft.parts) == before and draft.understanding.trips and not chatting(draft):
        named_only(draft)
    elif draft.understanding.topics.keys() & PRECISE:
        strange(draft)


def chatting(draft: Draft) -> bool:
    """ "Thanks a lot" in a talk about a trip asks for nothing, and not for the trip once more."""
    said = draft.understanding
    return bool(said.topics) and said.topics.keys() <= TALK.keys() and not said.message.trips


def comparing(draft: Draft) -> bool:
    return len(draft.understanding.trips) > 1 and "compare" in draft.understanding.topics


def for_sure(draft: Draft) -> bool:
    """ "Do we see the lake for sure?": what the firm says of that trip itself, for nobody promises anything here."""
    trip = draft.understanding.trip
    vague = not draft.understanding.topics.keys() - {"overview", "greeting", "plan", "which_day", "included", "list"}
    asks = vague and SURELY.search(draft.understanding.message.glossed)
    return bool(asks and trip and best_faq(draft, trip, floor=0.3, own=True))


def strange(draft: Draft) -> None:
    """A detail that nothing we know of mentions is named as unknown beside what is known."""
    message = draft.understanding.message
    words = unfamiliar(message.glossed, draft.snapshot) if message.language.code == "en" else []
    words = [w for w in words if not is_name(w, draft.snapshot)]
    if "stay" in draft.understanding.topics and re.search(r"\bname\b|\bwhich hotel\b", message.glossed):
        words = [*words, draft.words("name_word")]
    if words:
        draft.say("dont_know_detail", words=listed(f'"{w}"' for w in words[:2]))


def several(draft: Draft) -> None:
    named = draft.understanding.trips
    if len(named) > 1 and compare.which_has(draft, named):
        return
    asked = draft.understanding.topics.keys() & OF_TRIP.keys() - COMPARED
    if asked and comparing(draft) and not DIFFERENCE.search(draft.understanding.message.glossed):
        return
    if "compare" in draft.understanding.topics and len(named) > 1:
        compare.compare(draft, named)
        if draft.understanding.message.party.ages:
            for trip in named:
                rules.age(draft, trip)
    elif "compare" in draft.understanding.topics and len(named) < 2:
        pair = tuple(t for t in draft.snapshot.trips if t.featured)
        compare.compare(draft, pair) if len(pair) == 2 and TWO.search(draft.understanding.message.glossed) else which(
            draft
        )


def of_trips(draft: Draft, write: OfTrip) -> None:
    named = draft.understanding.trips
    if not named and (trip := suggested(draft)):
        named = (trip,)
    if not named and not content.diet(draft, None):
        without_trip(draft)
    for trip in named[:2]:
        write(draft, trip)


def named_only(draft: Draft) -> None:
    """A trip without a known question: search in what we know of it, else tell about it."""
    message, trip = draft.understanding.message, draft.understanding.trip
    long, wide = len(message.glossed.split()) > 4, "overview" in draft.understanding.topics
    asks = long and not wide
    if trip and prices.names_old_price(draft, trip):
        prices.price(draft, trip)
        return
    if trip and (asks or (long and draft.understanding.guessed and not message.periods)) and anything(draft, trip):
        return
    if asks and (not message.trips or "?" in message.text):
        return
    group = message.party.people and not message.trips
    for each in draft.understanding.trips[:2]:
        dated = message.periods or (group and draft.chosen(each))
        departures.seats(draft, each) if dated else trips.overview(draft, each)
    if group and trip and (departure := draft.chosen(trip)) and departure.seats_left >= group:
        prices.total(draft, trip)


def rest(draft: Draft) -> None:
    topics = draft.understanding.topics
    if not any(c.isalnum() for c in draft.understanding.message.cleaned):
        TALK["smalltalk" if draft.understanding.message.text.strip() else "greeting"](draft, None)
        return
    if draft.ask and draft.expect == "clarify":
        return
    for name, write in TALK.items():
        if name in topics:
            write(draft, None)
            return
    if "overview" in topics and not draft.understanding.message.elsewhere:
        trips.options(draft)
    elif not anything(draft, draft.understanding.trip):
        talk.dont_know(draft)
