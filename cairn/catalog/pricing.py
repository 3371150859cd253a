"""What a booking costs and what comes back, by the firm's rules. All amounts are integer paise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cairn.catalog.models import Departure, Trip

Rules = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Quote:
    """A worked-out price. `price` is for one adult before any discount; `percent` the group discount given."""

    price: int
    adults: int
    children: int
    percent: int
    percent_off_child: int
    add_ons: int
    advance: int
    total: int
    holiday: bool

    @property
    def people(self) -> int:
        return self.adults + self.children

    @property
    def balance(self) -> int:
        return self.total - self.advance

    @property
    def child_price(self) -> int:
        return self.price * (100 - self.percent_off_child) // 100


def price_of(trip: Trip, departure: Departure | None = None) -> int:
    return departure.price if departure and departure.price else trip.price


def group_percent(rules: Rules, people: int) -> int:
    """Percent off for so many people in one booking."""
    for tier in rules.get("tiers", ()):
        if tier["min_people"] <= people <= (tier["max_people"] or people):
            return int(tier["percent"])
    return 0


def is_child(rules: Rules, age: int) -> bool:
    """Does the child price hold at this age?"""
    return bool(rules) and int(rules.get("child_from", 0)) <= age <= int(rules.get("child_to", -1))


def quote(
    trip: Trip,
    *,
    people: int,
    ages: Sequence[int] = (),
    departure: Departure | None = None,
    add_ons: int = 0,
    group: Rules,
    child: Rules,
) -> Quote:
    """The price of one booking. `people` counts everybody, `ages` are those given; `add_ons` is their sum."""
    children = sum(is_child(child, age) for age in ages)
    holiday = bool(departure and departure.holiday_price)
    percent = 0 if holiday else group_percent(group, people)
    price, off = price_of(trip, departure), int(child.get("percent_off", 0))
    adults = max(0, people - children)
    total = adults * price * (100 - percent) // 100 + children * price * (100 - off) // 100 + add_ons
    return Quote(price, adults, children, percent, off, add_ons, trip.advance * people, total, holiday)


def refund_percent(rules: Rules, days: int) -> int:
    """Percent of the money beyond the advance that comes back, so many days before the start."""
    for row in rules.get("table", ()):
        if row["min_days"] <= days <= (row["max_days"] if row["max_days"] is not None else days):
            return int(row["refund_percent_of_amount_beyond_advance"])
    return 0


def refund(rules: Rules, *, paid: int, advance: int, days: int) -> int:
    """Paise that come back to a customer who cancels `days` before departure."""
    return max(0, paid - advance) * refund_percent(rules, days) // 100
