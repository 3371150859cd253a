"""Group, child and haggled prices: the rules that there are, and that there are no others."""

from __future__ import annotations

import re

from cairn.assistant.draft import Draft
from cairn.assistant.facts import dates, listed, money
from cairn.catalog.models import Departure, Trip
from cairn.catalog.pricing import group_percent, is_child, price_of

SMALL = re.compile(r"\b(?:below|under|less than|free|infants?|bab(?:y|ies)|toddlers?|small)\b")


def tiers(draft: Draft) -> str:
    rows = draft.snapshot.rules("group-discount").get("tiers", [])
    keys = {True: "people_range", False: "people_more"}
    return listed(
        draft.words(keys[bool(r["max_people"])], low=r["min_people"], high=r["max_people"] or 0, percent=r["percent"])
        for r in rows
    )


def group_rule(draft: Draft, trip: Trip | None) -> None:
    """Discounts: the group rule, and that there is no other."""
    asked = draft.understanding.message.glossed
    own = re.search(r"\bgroup\b|\btogether\b|\bgang\b|\bfriends\b", asked) or (draft.understanding.people or 0) > 3
    draft.cite_policy("group-discount")
    draft.cite_policy("discounts")
    departure = draft.chosen(trip) if trip else None
    if trip and departure and departure.holiday_price:
        draft.cite_trip(trip)
        draft.say(
            "no_group_on", trip=trip.name, dates=dates(departure, draft.today), price=money(price_of(trip, departure))
        )
        if people := draft.understanding.people:
            draft.say(
                "sum_plain",
                people=people,
                price=money(price_of(trip, departure)),
                total=money(price_of(trip, departure) * people),
            )
        short_of_seats(draft, trip, departure)
        return
    draft.say("group_discount" if own else "no_discount", tiers=tiers(draft))
    for_group(draft, trip)


def short_of_seats(draft: Draft, trip: Trip, departure: Departure) -> None:
    """A price for a date that is full, cancelled or too small for all of them is only half an answer."""
    people = draft.understanding.people or 1
    if "seats" in draft.understanding.topics:
        return
    values = {"trip": trip.name, "dates": dates(departure, draft.today)}
    if departure.status == Departure.Status.CANCELLED:
        draft.say("cancelled", note=departure.note, **values)
    elif departure.status == Departure.Status.FULL or not departure.seats_left:
        draft.say("full", **values)
    elif people > departure.seats_left:
        draft.say("seats_short", seats=departure.seats_left, people=people, **values)


def for_group(draft: Draft, trip: Trip | None) -> None:
    people = draft.understanding.people
    rules = draft.snapshot.rules("group-discount")
    least = min((row["min_people"] for row in rules.get("tiers", ())), default=0)
    if people and people < least:
        draft.say("group_small", least=least)
    if not people or not trip or not (percent := group_percent(rules, people)):
        return
    draft.cite_trip(trip)
    full = price_of(trip, draft.chosen(trip))
    each = full * (100 - percent) // 100
    draft.say("group_yours", people=people, percent=percent, each=money(each), price=money(full), trip=trip.name)


def haggle(draft: Draft, trip: Trip | None) -> None:
    """Hold the price, name the real rule, leave the door to the owner open."""
    draft.cite_policy("discounts")
    if trip:
        draft.cite_trip(trip)
        draft.say("haggle", trip=trip.name, price=money(price_of(trip, draft.chosen(trip))))
    else:
        draft.say("haggle_plain")
    draft.cite_policy("group-discount")
    departure = draft.chosen(trip) if trip else None
    if departure and departure.holiday_price:
        draft.say("no_discount_holiday")
    else:
        draft.say("group_discount", tiers=tiers(draft))
        for_group(draft, trip)
    draft.say("haggle_owner")


def child_price(draft: Draft, trip: Trip | None) -> None:
    rules = draft.snapshot.rules("child")
    draft.cite_policy("child")
    low, high = rules.get("child_from"), rules.get("child_to")
    ages = draft.understanding.ages
    if trip and ages:
        draft.cite_trip(trip)
        for age in ages:
            child_of(draft, trip, age)
    elif rules:
        draft.say("child", low=low, high=high, percent=rules.get("percent_off"))
        if SMALL.search(draft.understanding.message.glossed):
            draft.say("child_under", low=rules.get("under_not_taken", low))


def child_of(draft: Draft, trip: Trip, age: int) -> None:
    rules = draft.snapshot.rules("child")
    full = price_of(trip, draft.chosen(trip))
    if trip.min_age and age < trip.min_age and "age" in draft.understanding.topics:
        return
    if trip.min_age and age < trip.min_age:
        draft.say("child_too_young", trip=trip.name, age=trip.min_age, given=age)
    elif is_child(rules, age):
        off = int(str(rules["percent_off"]))
        draft.say(
            "child_price",
            age=age,
            price=money(full * (100 - off) // 100),
            trip=trip.name,
            percent=off,
            full=money(full),
        )
    else:
        draft.say("child_full", age=age, full=money(full), trip=trip.name)
