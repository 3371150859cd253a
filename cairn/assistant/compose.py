"""The built-in composer: a writer for each topic, at most four in one message, one question at the end."""

from __future__ import annotations

import re
from collections.abc import Callable

from cairn.assistant.draft import Draft
from cairn.assistant.facts import listed
from cairn.assistant.familiar import unfamiliar
from cairn.assistant.names import is_name
from cairn.assistant.writers import (
    bookings,
    content,
    departures,
    discounts,
    leaving,
    packing,
    plan,
    prices,
    rules,
    talk,
    totals,
    trips,
)
from cairn.assistant.writers.faqs import anything, best_faq
from cairn.assistant.writers.items import asked
from cairn.catalog.models import Trip

MOST_TOPICS = 4
LONGEST = 900  # characters of an answer
TWO = re.compile(r"\b(?:two|2)\b.{0,20}\b(?:trips?|treks?)\b")
# Questions for a detail of a trip: what is not stated there must be said to be unknown.
PRECISE = {"list", "included", "food", "stay", "vehicle", "equipment", "gear_item", "network"}
# What the lines of a comparison say anyway.
COMPARED = frozenset(
    {
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
    }
)
DIFFERENCE = re.compile(
    r"\bdifferen\w+\b|\blonger\b|\bcompar\w+\b|\bbetter\b|\bvs\b|\bwhich (?:one|trek|trip)?\b.{0,20}\b(?:eas\w+|tough\w*|hard\w*|good|suit\w*|cheap\w*)\b"
)
SURELY = re.compile(r"\b(?:for sure|certain(?:ly)?|guarant\w+|definite(?:ly)?|promised?|sure to)\b|\bsure\b")
Anyway = Callable[[Draft, Trip | None], None]
OfTrip = Callable[[Draft, Trip], None]

# These alone make the answer, in this order of urgency.
ALONE: dict[str, Anyway] = {
    "emergency": talk.emergency, "opt_out": talk.opt_out, "human": talk.human, "complaint": talk.complaint, "payment_claim": talk.payment_claim,
    "privacy": talk.privacy,
}  # fmt: skip
# These need a trip: without one the customer is asked which.
OF_TRIP: dict[str, OfTrip] = {
    "price": prices.price, "advance": prices.advance, "balance": prices.balance, "total": prices.total, "rent_total": totals.rent_total, "addon_price": totals.addon_price,
    "dates": departures.when, "seats": departures.seats, "duration": departures.duration,
    "included": content.included, "not_included": content.not_included, "food": content.food, "stay": content.stay,
    "vehicle": content.vehicle, "equipment": content.equipment, "porter": content.porter,
    "plan": plan.plan, "day": plan.day, "which_day": plan.which_day, "hardest": plan.hardest, "pickup": plan.pickup, "leg": plan.leg, "return": plan.end, "station": plan.station,
    "gear": packing.gear, "gear_item": packing.gear_item, "cold": packing.cold,
    "difficulty": trips.difficulty, "fitness": trips.difficulty, "altitude": trips.altitude, "distance": trips.distance, "season": trips.season,
    "group_size": trips.group_size, "experience": trips.experience, "snow": trips.snow,
}  # fmt: skip
# These can be answered without a trip, better with one.
ANYWAY: dict[str, Anyway] = {
    "group_rule": discounts.group_rule, "haggle": discounts.haggle, "child_price": discounts.child_price, "gst": prices.gst,
    "booking": bookings.booking, "hold": bookings.hold, "payment_how": bookings.payment_how, "cancel": talk.cancel, "refund": rules.refunds, "age": rules.age,
    "balance_due": rules.balance_due, "balance_when": rules.balance_due, "insurance": rules.insurance, "insurance_included": rules.insurance, "swim": talk.swim, "hours": talk.hours,
    "unknown": talk.dont_know, "unknown_stay": talk.dont_know, "unknown_people": talk.dont_know,
    "recommend": trips.options, "list": trips.options,
} | {
    name: rules.rule(name)
    for name in ("date_change", "name_change", "weather", "firm_cancels", "minors", "pets", "alcohol", "documents", "late", "women", "solo",
                 "health", "kids_rule", "waiting", "private", "invoice", "network")
}  # fmt: skip
TALK: dict[str, Anyway] = {
    "bot": talk.simple("bot"), "help": talk.simple("help", expect="handover", reason="help"), "feedback": talk.simple("feedback"),
    "thanks": talk.simple("thanks"), "smalltalk": talk.simple("bye"), "greeting": talk.greeting,
}  # fmt: skip


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
    fair = topics.keys() - {
        "injection",
        "offtopic",
        "greeting",
        "overview",
        "haggle",
        "booking",
        "group_rule",
        "smalltalk",
        "list",
        "help",
    }
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
    if len(draft.parts) == before and draft.understanding.trips:
        named_only(draft)
    elif draft.understanding.topics.keys() & PRECISE:
        strange(draft)


def comparing(draft: Draft) -> bool:
    return len(draft.understanding.trips) > 1 and "compare" in draft.understanding.topics


def for_sure(draft: Draft) -> bool:
    """ "Do we see the lake for sure?": what the firm says of that trip itself, for nobody promises anything here."""
    trip = draft.understanding.trip
    vague = not draft.understanding.topics.keys() - {"overview", "greeting", "plan", "which_day", "included"}
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
    if len(named) > 1 and trips.which_has(draft, named):
        return
    asked = draft.understanding.topics.keys() & OF_TRIP.keys() - COMPARED
    if asked and comparing(draft) and not DIFFERENCE.search(draft.understanding.message.glossed):
        return
    if "compare" in draft.understanding.topics and len(named) > 1:
        trips.compare(draft, named)
    elif "compare" in draft.understanding.topics and len(named) < 2:
        pair = tuple(t for t in draft.snapshot.trips if t.featured)
        trips.compare(draft, pair) if len(pair) == 2 and TWO.search(draft.understanding.message.glossed) else which(
            draft
        )


def of_trips(draft: Draft, write: OfTrip) -> None:
    named = draft.understanding.trips
    if not named and not content.diet(draft, None):
        without_trip(draft)
    for trip in named[:2]:
        write(draft, trip)


def without_trip(draft: Draft) -> None:
    """A date alone can be answered; a general FAQ may be; else ask, once, which trip is meant."""
    topics = draft.understanding.topics.keys()
    if draft.ask or (topics <= {"gear_item", "equipment"} and not asked(draft.understanding.message.glossed)):
        return  # a thing that no list of any trip knows: the trip would not help
    if topics & {"seats", "dates"} and (leaving.on_period(draft) or leaving.next_from(draft)):
        draft.question("ask_which")
        return
    if not topics & {
        "price",
        "total",
        "advance",
        "balance",
        "dates",
        "seats",
        "duration",
        "altitude",
        "plan",
    } and anything(draft, None):
        draft.question("ask_trip", names=some_names(draft))
        return
    which(draft)


def which(draft: Draft) -> None:
    draft.question("ask_trip", names=some_names(draft))
    draft.expect, draft.confidence = "clarify", 0.5


def some_names(draft: Draft) -> str:
    shown = [t.name for t in draft.snapshot.trips[:4]]
    return listed(shown, "or")


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
