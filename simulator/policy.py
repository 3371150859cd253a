"""Whether this message may go to this person now: registration, window, opt-out, block list, media, marketing caps."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from simulator import outgoing
from simulator.errors import GraphError
from simulator.numbers import Number
from simulator.outgoing import Outgoing
from simulator.people import Customer, Message
from simulator.world import WINDOW

if TYPE_CHECKING:
    from simulator.box import Box

Trouble = tuple[int, str]


def refuse(box: Box, number: Number, order: Outgoing, customer: Customer, message: Message) -> Trouble | None:
    """Raises what Meta refuses at once; gives back what it takes and then tells to have failed."""
    if not number.registered:
        raise GraphError(133010)
    if number.can_send == "BLOCKED":
        raise GraphError(131031)
    if customer.id in number.blocked:
        raise GraphError(130403)
    if order.identity and order.identity != identity(customer):
        raise GraphError(137000)
    _media(box, order)
    if box.poster.is_full:
        raise GraphError(131016)
    if message.category == "authentication" and order.by_user_id:
        raise GraphError(131062)
    if message.category.startswith("marketing"):
        return _marketing(box, number, customer)
    return _window(box, number, order, customer)


def _window(box: Box, number: Number, order: Outgoing, customer: Customer) -> Trouble | None:
    """A template needs no window, nor does Direct Send, nor (by our own choice) a group."""
    if order.type == "template" or order.category != "service" or order.is_group:
        return None
    if box.world.window_left(customer, number.id):
        return None
    if box.rules.window_error == "webhook":
        return 131047, ""
    raise GraphError(131047)


def _marketing(box: Box, number: Number, customer: Customer) -> Trouble | None:
    if number.id in customer.stopped:
        raise GraphError(131050)
    if not box.rules.us_marketing and (customer.phone or "").startswith("1"):
        return 131049, ""
    sent = sum(_is_recent_marketing(box, number, one) for one in box.world.chats[customer.id])
    return (131049, "") if 0 < box.rules.marketing_cap <= sent else None


def _is_recent_marketing(box: Box, number: Number, message: Message) -> bool:
    is_marketing = message.category.startswith("marketing") and message.origin == "business"
    is_recent = message.at > box.world.now() - WINDOW
    return is_marketing and is_recent and message.number == number.id and message.status != "failed"


def _media(box: Box, order: Outgoing) -> None:
    media_id = order.content.get("id") if isinstance(order.content, dict) else None
    if order.type in outgoing.MEDIA and media_id and not box.shelf.has(media_id):
        raise GraphError(131053, f"Media with id {media_id} was not found.")


def only_allowed(number: Number, order: Outgoing) -> None:
    """A test number writes to a list of phones only, and to no user id at all."""
    if number.allowed is not None and (order.by_user_id or order.digits not in number.allowed):
        raise GraphError(131030)


def only_marketing(message: Message) -> None:
    if message.category != "marketing":
        raise GraphError(134100)
    message.category = "marketing_lite"


def identity(customer: Customer) -> str:
    """The hash of the customer's key: it changes with the phone."""
    return base64.b64encode(hashlib.sha256(customer.user_id.encode()).digest()[:8]).decode()
