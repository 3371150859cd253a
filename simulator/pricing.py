"""What a message costs since 1 October 2026: `type` and `category` of the pricing object."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from simulator.ids import country_of
from simulator.numbers import Number
from simulator.people import Customer, Message

if TYPE_CHECKING:
    from simulator.box import Box

FREE, ENTRY, REGULAR = "free_customer_service", "free_entry_point", "regular"


def price(box: Box, number: Number, customer: Customer, message: Message) -> str:
    """Nothing for 72 hours after an ad. Service is free until the day in the rules, and then the first thousand a month;
    utility templates are free in the window until that day."""
    if box.world.entry_left(customer, number.id) or _opens_entry(box, number, customer, message):
        message.category = "referral_conversion"
        return ENTRY
    if message.category == "service":
        return _service(box, number, message)
    if message.category == "authentication" and country_of(number.display) != customer.user_id[:2]:
        message.category = "authentication-international"
    is_free = message.category == "utility" and _is_before(box, message) and box.world.window_left(customer, number.id)
    return FREE if is_free else REGULAR


def _opens_entry(box: Box, number: Number, customer: Customer, message: Message) -> bool:
    """The answer to somebody from an ad, within a day, opens the free entry point."""
    ad_at = box.world.thread(customer.id, number.id).ad_at
    return ad_at is not None and message.at - ad_at <= 24 * 3600


def _service(box: Box, number: Number, message: Message) -> str:
    if _is_before(box, message):
        return FREE
    month = (number.id, datetime.fromtimestamp(message.at, UTC).strftime("%Y-%m"))
    box.free_used[month] = box.free_used.get(month, 0) + 1
    return FREE if box.free_used[month] <= box.rules.free_service else REGULAR


def _is_before(box: Box, message: Message) -> bool:
    return datetime.fromtimestamp(message.at, UTC).date() < date.fromisoformat(box.rules.service_free_until)
