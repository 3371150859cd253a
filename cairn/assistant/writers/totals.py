"""What a whole booking costs, and what the things on rent cost together."""

from __future__ import annotations

import re

from cairn.assistant.draft import Draft
from cairn.assistant.facts import listed, lowered, money
from cairn.assistant.writers.discounts import child_price, for_group, short_of_seats
from cairn.assistant.writers.items import asked, matching_add_ons
from cairn.catalog.models import Trip
from cairn.catalog.pricing import Quote, group_percent, quote

ONE_OF_US = re.compile(
    r"\b(?:one|1|only one) (?:of (?:us|them)|person|tent|room|pair|bag|porter|mule)\b|\bonly for one\b|\b(?:ek|one|1) (?:of )?for\b(?= \w+ (?:also|want|need))"
)
COUNTED = re.compile(
    r"\b(\d{1,2}) (?:extra |more |private |single |rented |own )*(?:tents?|rooms?|pairs?|ponchos?|bags?|jackets?|shoes|poles?|sleeping|mules?|porters?|torch\w*)\b"
)


def worked_total(draft: Draft, trip: Trip) -> None:
    people = draft.understanding.people or 1
    draft.cite_trip(trip)
    if any(age < (trip.min_age or 0) for age in draft.understanding.ages):
        # Nobody pays for a child that may not come.
        if "age" not in draft.understanding.topics:
            draft.say("age_no", trip=trip.name, low=trip.min_age)
        return
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
    if departure := draft.chosen(trip):
        short_of_seats(draft, trip, departure)


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
