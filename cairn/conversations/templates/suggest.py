"""Values for a template's blanks out of what is known of the customer, so that a person only has to look.

A blank with a name is taken by its name; a numbered one by the words before it and by the sample given to Meta.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cairn.conversations.models import Template
from cairn.conversations.templates.shape import VARIABLE, Shape, Slot, shape

# What a named variable may be called, by the fact it stands for.
CALLED = {
    "first_name": ("customer", "customer_name", "guest", "guest_name", "traveller", "name"),
    "name": ("full_name",),
    "trip": ("trip_name", "trek", "trek_name", "tour", "package", "destination"),
    "date": ("start", "start_date", "trip_date", "departure", "departure_date", "travel_date"),
    "price": ("cost", "amount", "total", "trip_price"),
    "advance": ("advance_amount", "booking_amount", "deposit"),
    "balance": ("balance_amount", "due_amount", "remaining", "amount_due"),
    "seats": ("seats_left", "seats_available"),
    "party": ("party_size", "people", "travellers", "guests", "pax"),
    "pickup": ("pickup_point", "meeting_point"),
    "agent": ("agent_name", "staff", "your_name", "executive"),
    "firm": ("firm_name", "company", "business", "business_name"),
    "upi_id": ("upi",),
}
FACT = {name: fact for fact, called in CALLED.items() for name in (fact, *called)}
# The words right before a numbered blank; the first that fits decides.
BEFORE = [
    (r"\b(hi|hello|hey|dear|namaste|namaskar|thanks|thank you)\W*$", "first_name"),
    (r"\badvance( of)?\W*$", "advance"),
    (r"\bbalance( of)?\W*$", "balance"),
    (r"(₹|\brs\.?|\binr|\bprice( is)?|\bcosts?|\bamount( of)?)\W*$", "price"),
    (r"\b(pickup|meeting point)( is| at| from)?\W*$", "pickup"),
    (r"\b(starts?( on)?|departs?( on)?|dates?|due by|until|by|on the|from)\W*$", "date"),
    (r"\b(seats?|places?) (on|in|for)\W*$|\b(about|trip|trek|tour|package|join|on|for)\W*$", "trip"),
    (r"\b(regards|this is|from)\W*$", "agent"),
]
IS_TRIP = re.compile(r"\s+(starts|departs|leaves|costs|trip|trek|tour)\b", re.IGNORECASE)
MONEY = re.compile(r"^\s*(₹|rs\.?|inr)|^\s*\d{1,3}(,\d{2,3})+\s*$", re.IGNORECASE)
DAY = re.compile(r"\b\d{1,2}\b.*\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d{1,2}/\d{1,2}", re.IGNORECASE)


def suggest(template: Template, facts: Mapping[str, str]) -> dict[str, str]:
    """A value for each blank that a fact fits, by the slot's key. The rest is left to the person."""
    made = shape(template.components)
    found: dict[str, str] = {}
    for slot in made.slots:
        value = facts.get(fact(made, slot), "")
        if value:
            found[slot.key] = " ".join(value.split())
    return found


def fact(made: Shape, slot: Slot) -> str:
    """Which fact this blank asks for; empty when nothing tells."""
    if slot.part == "button" or slot.key == "header.media":
        return ""
    if not slot.name.isdecimal():
        return FACT.get(slot.name, "")
    text = made.header if slot.part == "header" else made.body
    place = next(found for found in VARIABLE.finditer(text) if found[1] == slot.name)
    before, after = VARIABLE.sub("X", text[: place.start()]), text[place.end() :]
    return by_sample(slot.sample) or by_words(before) or ("trip" if IS_TRIP.match(after) else "")


def by_words(before: str) -> str:
    return next((name for pattern, name in BEFORE if re.search(pattern, before, re.IGNORECASE)), "")


def by_sample(sample: str) -> str:
    return "price" if MONEY.search(sample) else "date" if DAY.search(sample) else ""
