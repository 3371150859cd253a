"""Price, advance, balance, totals, discounts and add-ons, worked out from rows."""

from __future__ import annotations

import re

from cairn.assistant.draft import Draft
from cairn.assistant.facts import dates, listed, lowered, money
from cairn.assistant.sharpen import other_sums
from cairn.assistant.writers.items import asked, matching_add_ons
from cairn.catalog.models import Departure, Trip
from cairn.catalog.pricing import Quote, group_percent, is_child, price_of, quote

DEARER = re.compile(r"\b(?:more|less|usual|normal|other|difference|expensive|costl\w+|higher|same)\b")
ONE_OF_US = re.compile(
    r"\b(?:one|1|only one) (?:of (?:us|them)|person|tent|room|pair|bag|porter|mule)\b|\bonly for one\b|\b(?:ek|one|1) (?:of )?for\b(?= \w+ (?:also|want|need))"
)
COUNTED = re.compile(
    r"\b(\d{1,2}) (?:tents?|rooms?|pairs?|ponchos?|bags?|jackets?|shoes|poles?|sleeping|mules?|porters?|torch\w*)\b"
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
    if people and people > 1 and "total" not in draft.understanding.topics:
        total(draft, trip)


def special_dates(draft: Draft, trip: Trip) -> None:
    near = [d for d in draft.upcoming(trip) if d.price and d.price != trip.price and (d.start - draft.today).days < 366]
    if near and not draft.understanding.people and not draft.understanding.periods:
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
    people = draft.understanding.people
    if not people:
        price(draft, trip)
        draft.question("ask_people")
        return
    draft.cite_trip(trip)
    if work_out(draft, trip, people).adults == 0:
        # Children alone are no booking: who comes with them was not understood.
        child_price(draft, trip)
        draft.question("ask_people")
        return
    add_ons = (
        matching_add_ons(trip, draft.understanding.message.glossed) if "total" in draft.understanding.topics else []
    )
    count = how_many(draft, people)
    worked = work_out(draft, trip, people, sum(a["price"] for a in add_ons) * count)
    draft.say("total", people=people, trip=trip.name, total=money(worked.total))
    draft.say(
        "total_line",
        **line(
            draft, worked, [f"{a['name']} {money(a['price'])}{f' × {count}' if count > 1 else ''}" for a in add_ons]
        ),
    )
    draft.say("total_after", advance=money(worked.advance), balance=money(worked.balance))
    if re.search(r"\b(?:per (?:person|head)|each|pp)\b", draft.understanding.message.glossed):
        for_group(draft, trip)
    if worked.percent or worked.children:
        draft.cite_policy("group-discount" if worked.percent else "child")
    if worked.holiday and group_percent(draft.snapshot.rules("group-discount"), people):
        draft.say("no_discount_holiday")


def how_many(draft: Draft, people: int) -> int:
    """Of how many an add-on is wanted: of one each, unless the message says otherwise."""
    draft.facts += [str(n) for n in range(2, people + 1)]
    text = draft.understanding.message.glossed
    if ONE_OF_US.search(text):
        return 1
    counted = COUNTED.search(text)
    return min(int(counted[1]), people) if counted else people


def rent_total(draft: Draft, trip: Trip) -> None:
    """What the things on rent cost together, without the trip."""
    draft.cite_trip(trip)
    rows = matching_add_ons(trip, draft.understanding.message.glossed)
    people = draft.understanding.people or 1
    count = how_many(draft, people)
    times = f" × {count}" if count > 1 else ""
    draft.facts.append(str(count))
    sums = listed(f"{lowered(a['name'])} {money(a['price'])}{times}" for a in rows)
    draft.say("rent_total", list=sums, total=money(sum(a["price"] for a in rows) * count))


def work_out(draft: Draft, trip: Trip, people: int, add_ons: int = 0) -> Quote:
    rules = draft.snapshot.rules
    return quote(
        trip, people=people, ages=draft.understanding.ages, departure=draft.chosen(trip), add_ons=add_ons,
        group=rules("group-discount"), child=rules("child"),
    )  # fmt: skip


def line(draft: Draft, worked: Quote, add_ons: list[str]) -> dict[str, object]:
    """The parts of the sum, so that the customer can follow it."""
    child = draft.words("children_word", n=worked.children, price=money(worked.child_price)) if worked.children else ""
    return {
        "adults": worked.adults, "price": money(worked.price), "children": child,
        "discount": draft.words("discount_word", percent=worked.percent) if worked.percent else "",
        "addons": draft.words("addons_word", list=listed(add_ons)) if add_ons else "", "total": money(worked.total),
    }  # fmt: skip


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
        short_of_seats(draft, trip, departure)
        return
    draft.say("group_discount" if own else "no_discount", tiers=tiers(draft))
    for_group(draft, trip)


def short_of_seats(draft: Draft, trip: Trip, departure: Departure) -> None:
    """A price for more people than there are seats is only half an answer."""
    people = draft.understanding.people or 1
    if people > departure.seats_left and "seats" not in draft.understanding.topics:
        values = {"trip": trip.name, "dates": dates(departure, draft.today)}
        if departure.seats_left and departure.status != Departure.Status.FULL:
            draft.say("seats_short", seats=departure.seats_left, people=people, **values)
        else:
            draft.say("full", **values)


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


def gst(draft: Draft, trip: Trip | None) -> None:
    draft.cite_policy("payment")
    if percent := draft.snapshot.rules("payment").get("gst_percent"):
        draft.say("gst", percent=percent)


def addon_price(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    rows = matching_add_ons(trip, draft.understanding.message.glossed)
    for row in rows:
        draft.say("addon", name=row["name"], trip=trip.name, price=money(row["price"]), unit=row["unit"])
    counted = COUNTED.search(draft.understanding.message.glossed)
    if counted and len(rows) == 1 and int(counted[1]) > 1:
        count, each = int(counted[1]), int(rows[0]["price"])
        draft.say("addon_count", count=count, price=money(each), total=money(each * count))
    if not rows and "single_room" in asked(draft.understanding.message.glossed):
        draft.say("addon_none", item=draft.words("own_place"), trip=trip.name)
    if not rows and trip.add_ons:
        draft.say("addons", trip=trip.name, list=listed(f"{a['name']} {money(a['price'])}" for a in trip.add_ons))


def seats_of(draft: Draft, departure: Departure) -> str:
    if departure.status == Departure.Status.CANCELLED:
        return draft.words("is_cancelled")
    if departure.status == Departure.Status.FULL or not departure.seats_left:
        return draft.words("is_full")
    return draft.words("seat_left", n=departure.seats_left)
