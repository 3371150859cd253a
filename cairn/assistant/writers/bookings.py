"""How to book and how to pay."""

from __future__ import annotations

import re

from cairn.assistant.draft import Draft
from cairn.assistant.facts import Source, dates, money
from cairn.assistant.writers.departures import open_ones, status, with_seats
from cairn.assistant.writers.rules import rule
from cairn.assistant.writers.stops import points
from cairn.assistant.writers.talk import call_back
from cairn.catalog.models import Departure, Trip

HOW = re.compile(r"\bhow\b|\b(?:process|procedure|steps?|details?|formalit\w+|require\w*|need)\b")


def booking(draft: Draft, trip: Trip | None) -> None:
    """The steps for the trip and date that were named; a full date gets the waiting list instead."""
    if not trip:
        draft.say("book_which")
        if HOW.search(draft.understanding.message.glossed):
            steps(draft)
        else:
            draft.expect = "clarify"
        return
    draft.cite_trip(trip)
    departure, people = draft.chosen(trip), draft.understanding.people
    if departure and not bookable(departure, people or 1):
        status(draft, trip, departure)
        rule("waiting")(draft, trip)
        return
    draft.say("book", trip=trip.name, dates=f", {dates(departure, draft.today)}" if departure else "")
    steps(draft)
    amounts(draft, trip, people)
    city = next(iter(draft.understanding.message.cities), None)
    if city and not any(p["city"] == city for p in trip.pickups):
        draft.say("pickup_none", trip=trip.name, city=city, list=points(trip.pickups))
    draft.say("book_call", time=call_back(draft))
    if not departure and (rows := open_ones(draft.upcoming(trip))):
        draft.say("next_dates", trip=trip.name, list=with_seats(draft, rows[:3]))
        draft.question("ask_dates")
    elif not people:
        draft.question("ask_people")


def bookable(departure: Departure, people: int) -> bool:
    return departure.status in (Departure.Status.OPEN, Departure.Status.FILLING) and departure.seats_left >= people


def steps(draft: Draft) -> None:
    rows = draft.snapshot.firm.booking_steps
    draft.quote("\n".join(f"{number}. {step}" for number, step in enumerate(rows, 1)))
    cite_tag(draft, "booking")


def amounts(draft: Draft, trip: Trip, people: int | None) -> None:
    whole = f" × {people} = {money(trip.advance * people)}" if people and people > 1 else ""
    draft.say("book_advance", advance=money(trip.advance), total=whole)
    draft.say("book_upi", upi=draft.snapshot.firm.upi_id)


def hold(draft: Draft, trip: Trip | None) -> None:
    """How long a seat is kept without money."""
    draft.cite_policy("payment")
    cite_tag(draft, "booking")
    draft.say("book_hold", hours=draft.snapshot.rules("payment").get("hold_hours", 0))
    draft.say("hold_then")


def payment_how(draft: Draft, trip: Trip | None) -> None:
    draft.cite_policy("payment")
    cite_tag(draft, "payment")
    by_parts = re.search(r"\bemi\b|\binstal?lments?\b", draft.understanding.message.glossed)
    if by_parts and draft.snapshot.rules("payment").get("emi") is False:
        draft.say("pay_no_emi")
    draft.say("pay_how", upi=draft.snapshot.firm.upi_id)
    if trip:
        draft.cite_trip(trip)
        amounts(draft, trip, draft.understanding.people)
    if "bank" in draft.understanding.message.glossed or "account" in draft.understanding.message.glossed:
        draft.say("pay_bank")


def cite_tag(draft: Draft, tag: str) -> None:
    faq = next((f for f in draft.snapshot.faqs if tag in f.tags and f.trip_id is None), None)
    if faq:
        draft.cite(Source("faq", str(faq.pk), faq.question))
