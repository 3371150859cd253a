"""What the price covers: everything, one thing, or a yes or no."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cairn.assistant.draft import Draft
from cairn.assistant.facts import listed, lowered, money
from cairn.assistant.writers import plan
from cairn.assistant.writers.faqs import asked_in, best_faq, of_tag
from cairn.assistant.writers.items import asked, matching, matching_add_ons
from cairn.catalog.models import Trip
from cairn.catalog.pricing import price_of

WHICH_NIGHT = re.compile(r"\b(?:which|what|how many) (?:all )?(?:nights?|days?)\b")
DIETS = re.compile(r"\b(?:jain|vegan|allerg|gluten)")


def included(draft: Draft, trip: Trip) -> None:
    """The one thing that is asked about; else all of it, with what is not in and how it is paid."""
    names = asked(draft.understanding.message.glossed)
    if names and "all meals" not in draft.understanding.message.glossed and item(draft, trip, names):
        return
    draft.cite_trip(trip)
    amount = price_of(trip, draft.chosen(trip))
    draft.say("included", trip=trip.name, price=money(amount), list=listed(lowered(i) for i in trip.inclusions))
    draft.say("excluded", list=listed(lowered(i) for i in trip.exclusions))
    refundable = draft.words("advance_back" if trip.advance_refundable else "advance_lost")
    draft.say("pay_split", advance=money(trip.advance), balance=money(amount - trip.advance), refund=refundable)


def not_included(draft: Draft, trip: Trip) -> None:
    """All that is extra; of one thing that the message names, whether it is."""
    names = asked(draft.understanding.message.glossed)
    if names and item(draft, trip, names):
        return
    draft.cite_trip(trip)
    draft.say("excluded", list=listed(lowered(i) for i in trip.exclusions))


def item(draft: Draft, trip: Trip, names: Sequence[str]) -> bool:
    """Yes, no, or both, from the rows; False where nothing is stated."""
    yes, no = matching(trip.inclusions, names), matching(trip.exclusions, names)
    extra = [a for a in trip.add_ons if matching([a["name"]], names)]
    if not (yes or no or extra):
        return False
    draft.cite_trip(trip)
    if yes and no:
        draft.say("item_both", trip=trip.name, yes=listed(lowered(i) for i in yes), no=listed(lowered(i) for i in no))
    elif yes:
        draft.say("item_yes", trip=trip.name, list=listed(lowered(i) for i in yes))
    elif no:
        draft.say("item_no", trip=trip.name, list=listed(lowered(i) for i in no))
    if extra:
        draft.say(
            "item_addon", list=listed(f"{lowered(a['name'])}, {money(a['price'])} per {a['unit']}" for a in extra)
        )
    return True


def food(draft: Draft, trip: Trip) -> None:
    if diet(draft, trip):
        return
    names = [
        n
        for n in asked(draft.understanding.message.glossed)
        if n in ("lunch", "breakfast", "dinner", "food", "non_veg")
    ]
    if day_meals(draft, trip) or item(draft, trip, names or ["food"]) or item(draft, trip, ["food"]):
        return
    draft.say("item_unknown", trip=trip.name)


def diet(draft: Draft, trip: Trip | None) -> bool:
    """Jain, vegan, allergic: what the firm says of it."""
    special = DIETS.search(draft.understanding.message.glossed)
    return bool(special and "food" in draft.understanding.topics and asked_in(draft, trip, special[0]))


def day_meals(draft: Draft, trip: Trip) -> bool:
    """ "Is breakfast given on day 1?" reads the plan of that day."""
    days = [d for d in trip.itinerary if d["day"] in plan.numbers(draft)]
    if days:
        meals = [n for n in ("breakfast", "lunch", "dinner") if n in asked(draft.understanding.message.glossed)]
        for meal in meals[:1]:
            if len(days) == 1 and not any(meal in m for m in days[0].get("meals", [])):
                draft.say("meal_no", trip=trip.name, meal=meal, day=days[0]["day"])
        plan.day(draft, trip)
    return bool(days)


def stay(draft: Draft, trip: Trip) -> None:
    """The nights in order, and what the inclusions say of them."""
    draft.cite_trip(trip)
    if "toilet" in asked(draft.understanding.message.glossed) and of_tag(draft, trip, "facilities"):
        return
    if re.search(r"\b(?:far|distance|near|close|km)\b", draft.understanding.message.glossed) and best_faq(
        draft, trip, floor=0.3, own=True
    ):
        return
    if lines := matching(trip.inclusions, ["stay"]):
        draft.say("stay_price", trip=trip.name, list=listed(lowered(i) for i in lines))
    if missing := matching(trip.exclusions, ["stay"]):
        draft.say("item_no", trip=trip.name, list=listed(lowered(i) for i in missing))
    nights = [(d["day"], lowered(d["stay"])) for d in trip.itinerary if d.get("stay") and d["stay"] != "none"]
    plan.day_of_place(draft, trip)
    if WHICH_NIGHT.search(draft.understanding.message.glossed):
        draft.say("stay", trip=trip.name, list="; ".join(f"Day {number} {place}" for number, place in nights))
    else:
        draft.say("stay", trip=trip.name, list=listed(dict.fromkeys(place for _, place in nights)))


def vehicle(draft: Draft, trip: Trip) -> None:
    names = [n for n in asked(draft.understanding.message.glossed) if n in ("jeep", "vehicle", "stay")]
    if not item(draft, trip, names or ["vehicle"]):
        item(draft, trip, ["vehicle"])


def equipment(draft: Draft, trip: Trip) -> None:
    names = [n for n in asked(draft.understanding.message.glossed) if n not in ("food", "stay", "vehicle")]
    if item(draft, trip, names):
        return
    draft.cite_trip(trip)
    if lines := matching(trip.gear, names):
        draft.say("gear_item", trip=trip.name, list=listed(lowered(g) for g in lines))
    else:
        draft.say("item_unknown", trip=trip.name)


def porter(draft: Draft, trip: Trip) -> None:
    equipment(draft, trip)


def add_on_lines(draft: Draft, trip: Trip) -> None:
    rows = matching_add_ons(trip, draft.understanding.message.glossed)
    if rows:
        draft.say("rent", list=listed(f"{lowered(a['name'])}, {money(a['price'])} per {a['unit']}" for a in rows))
