"""Price, advance and balance, also of single dates."""

from __future__ import annotations

import re

from cairn.assistant.amounts import mixed
from cairn.assistant.draft import Draft
from cairn.assistant.facts import dates, listed, money
from cairn.assistant.sharpen import other_sums
from cairn.assistant.writers.discounts import short_of_seats
from cairn.assistant.writers.totals import worked_total
from cairn.catalog.models import Departure, Trip
from cairn.catalog.pricing import price_of

DEARER = re.compile(
    r"\b(?:more|less|usual|usually|normal|normally|regular|ordinary|other|difference|expensive|costl\w+|higher|same)\b"
)


def price(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    departure = draft.chosen(trip)
    amount = price_of(trip, departure)
    values = {
        "trip": trip.name,
        "price": money(amount),
        "advance": money(trip.advance),
        "balance": money(amount - trip.advance),
    }
    if departure and departure.price:
        draft.say("price_on", dates=dates(departure, draft.today), **values)
        if DEARER.search(draft.understanding.message.glossed):
            draft.say("price_usual", price=money(trip.price))
    else:
        draft.say("price", **values)
        special_dates(draft, trip)
    old_prices(draft, trip)
    not_that(draft, trip, amount)
    people = draft.understanding.people
    if people and people > 1 and "total" not in draft.understanding.topics and not several_parties(draft):
        worked_total(draft, trip)
    elif departure:
        short_of_seats(draft, trip, departure)


def several_parties(draft: Draft) -> bool:
    return len(draft.understanding.trips) > 1 and mixed(draft.understanding.message.glossed)


def special_dates(draft: Draft, trip: Trip) -> None:
    near = [
        d
        for d in draft.upcoming(trip)
        if d.price and d.price != trip.price and ((d.start - draft.today).days < 366 or d.start.year in draft.years())
    ]
    if meant := draft.understanding.periods:
        near = [d for d in near if any(period.holds(d.start) for period in meant)]
    if near and (meant or not draft.understanding.people):
        draft.say("price_special", list=listed(f"{dates(d, draft.today)} {money(d.price or 0)}" for d in near))


def names_old_price(draft: Draft, trip: Trip) -> bool:
    said = {int(n) * 100 for n in re.findall(r"\d{3,6}", draft.understanding.message.cleaned)}
    return any(row["price"] in said for row in trip.price_history)


def old_prices(draft: Draft, trip: Trip) -> None:
    """A customer who names an earlier price is told that it no longer holds."""
    said = {int(n) * 100 for n in re.findall(r"\d{3,6}", draft.understanding.message.cleaned)}
    for row in trip.price_history:
        if row["price"] in said and row["price"] != trip.price:
            draft.say("old_price", old=money(row["price"]))


def not_that(draft: Draft, trip: Trip, amount: int) -> None:
    """ "8500, right?": a sum that the customer takes for the price and that is not."""
    old = {row["price"] for row in trip.price_history}
    message = draft.understanding.message
    near = [n for n in other_sums(message, trip) if n not in old | {amount} and amount // 2 < n < amount * 2]
    if near and not draft.understanding.budget:
        draft.lead("price_not_that", said=money(near[0]))


def advance(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    if draft.understanding.people and "total" in draft.understanding.topics:
        return
    rest = price_of(trip, draft.chosen(trip)) - trip.advance
    draft.say("advance", trip=trip.name, advance=money(trip.advance), balance=money(rest))
    people = draft.understanding.people
    if people and people > 1:
        draft.say("advance_for", people=people, total=money(trip.advance * people), advance=money(trip.advance))


def balance(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    people = draft.understanding.people
    if people and people > 1 and "total" not in draft.understanding.topics:
        total(draft, trip)
    elif "total" not in draft.understanding.topics:
        rest = price_of(trip, draft.chosen(trip)) - trip.advance
        draft.say("balance_only", trip=trip.name, advance=money(trip.advance), balance=money(rest))


def total(draft: Draft, trip: Trip) -> None:
    """The sum for everybody who comes; where nobody said how many, the price and the question."""
    if draft.understanding.people and not several_parties(draft):
        worked_total(draft, trip)
        return
    price(draft, trip)
    draft.question("ask_people")


def gst(draft: Draft, trip: Trip | None) -> None:
    draft.cite_policy("payment")
    if percent := draft.snapshot.rules("payment").get("gst_percent"):
        draft.say("gst", percent=percent)


def seats_of(draft: Draft, departure: Departure) -> str:
    if departure.status == Departure.Status.CANCELLED:
        return draft.words("is_cancelled")
    if departure.status == Departure.Status.FULL or not departure.seats_left:
        return draft.words("is_full")
    return draft.words("seat_left", n=departure.seats_left)
