"""Which writer answers which topic."""

from __future__ import annotations

from collections.abc import Callable

from cairn.assistant.draft import Draft
from cairn.assistant.writers import (
    bookings,
    content,
    departures,
    discounts,
    packing,
    plan,
    prices,
    rules,
    stops,
    talk,
    totals,
    trips,
)
from cairn.catalog.models import Trip

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
    "plan": plan.plan, "day": plan.day, "which_day": plan.which_day, "hardest": plan.hardest, "pickup": stops.pickup, "leg": plan.leg, "return": stops.end, "station": stops.station,
    "gear": packing.gear, "gear_item": packing.gear_item, "cold": packing.cold,
    "difficulty": trips.difficulty, "fitness": trips.difficulty, "altitude": trips.altitude, "distance": trips.distance, "season": trips.season,
    "group_size": trips.group_size, "experience": trips.experience, "snow": trips.snow, "languages": trips.languages,
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
                 "health", "own_data", "kids_rule", "waiting", "private", "invoice", "network", "couple")
}  # fmt: skip
TALK: dict[str, Anyway] = {
    "bot": talk.simple("bot"), "speak": talk.simple("speak"), "help": talk.simple("help", expect="handover", reason="help"), "feedback": talk.simple("feedback"),
    "thanks": talk.simple("thanks"), "smalltalk": talk.simple("bye"), "greeting": talk.greeting,
}  # fmt: skip
