"""Values of the field `messages` in the shapes of November 2026. Source: the recorded samples in tests/payloads/webhooks."""

from __future__ import annotations

import hashlib
from typing import Any

from simulator.errors import in_webhook
from simulator.numbers import Number
from simulator.people import Customer, Message
from simulator.world import ENTRY, WINDOW

Json = dict[str, Any]
NAMELESS = ("system",)
PRICED = ("sent", "delivered", "read")


def envelope(account: str, changes: list[Json], *, time: int | None = None) -> Json:
    entry: Json = {"id": account}
    if time is not None:
        entry["time"] = time
    return {"object": "whatsapp_business_account", "entry": [entry | {"changes": changes}]}


def inbound(number: Number, customer: Customer, message: Message) -> Json:
    said = value(number)
    if message.type not in NAMELESS:
        said["contacts"] = [contact(customer)]
    said["messages"] = [_message(number, customer, message)]
    beside: Json = message.extra.get("beside", {})
    return said | beside


def _message(number: Number, customer: Customer, message: Message) -> Json:
    said: Json = {}
    if message.context:
        quoted = {"from": number.display} if "id" in message.context else {}
        said["context"] = quoted | message.context
    said |= {key: thing for key, thing in message.extra.items() if key != "beside"}
    if customer.phone:
        said["from"] = customer.phone
    said["from_user_id"] = customer.user_id
    if customer.parent:
        said["from_parent_user_id"] = customer.parent
    said |= {"id": message.id, "timestamp": str(int(message.at))}
    if message.content is not None:
        said[message.type] = message.content
    return said | {"type": message.type}


def status(number: Number, customer: Customer, message: Message, word: str, at: float, pricing: str = "object") -> Json:
    """sent, delivered, read, played. The user's name comes along once the phone has answered."""
    person = ids(customer)
    if customer.username and word in ("delivered", "read"):
        person = {"profile": {"username": customer.username}} | person
    said = _status(message, word, at)
    if customer.phone:
        said["recipient_id"] = customer.phone
    said["recipient_user_id"] = customer.user_id
    if customer.parent:
        said["recipient_parent_user_id"] = customer.parent
    said |= _carried(message)
    if word in PRICED and message.price:
        said |= _bill(message, word, pricing)
    return value(number) | {"contacts": [person], "statuses": [said]}


def _bill(message: Message, word: str, pricing: str) -> Json:
    """The conversation is left out since v24, unless the customer came through an ad."""
    if pricing == "missing":
        return {}
    priced = {"pricing": price(message)}
    if pricing != "conversation" and message.price != "free_entry_point":
        return priced
    seconds = ENTRY if message.price == "free_entry_point" else WINDOW
    name = hashlib.sha256(f"{message.customer_id} {message.category}".encode()).hexdigest()[:32]
    until = {"expiration_timestamp": str(int(message.at + seconds))} if word == "sent" else {}
    return {"conversation": {"id": name} | until | {"origin": {"type": message.category}}} | priced


def price(message: Message) -> Json:
    return {
        "billable": message.price == "regular",
        "pricing_model": "PMP",
        "category": message.category,
        "type": message.price,
    }


def failed(number: Number, customer: Customer, message: Message, code: int, at: float, details: str = "") -> Json:
    """No contacts; the user id only when the send named it. Code that reads contacts[0] trips here."""
    said = _status(message, "failed", at)
    if message.by_user_id or not customer.phone:
        said["recipient_user_id"] = customer.user_id
    else:
        said["recipient_id"] = customer.phone
    said |= _carried(message) | {"errors": [in_webhook(code, details)]}
    return value(number) | {"statuses": [said]}


def to_group(number: Number, members: list[Customer], message: Message, word: str, at: float) -> Json:
    """One webhook with one status for each who is in the group."""
    head = _status(message, word, at) | {"recipient_id": message.extra["to_group"], "recipient_type": "group"}
    statuses = [head | _participant(one) | _carried(message) for one in members]
    return value(number) | {"contacts": [ids(one) for one in members], "statuses": statuses}


def _participant(customer: Customer) -> Json:
    phone = {"recipient_participant_id": customer.phone} if customer.phone else {}
    return phone | {"recipient_participant_user_id": customer.user_id}


def value(number: Number) -> Json:
    metadata = {"display_phone_number": number.display, "phone_number_id": number.id}
    return {"messaging_product": "whatsapp", "metadata": metadata}


def contact(customer: Customer) -> Json:
    profile = {"name": customer.name} if customer.name else {}
    profile |= {"username": customer.username} if customer.username else {}
    return ({"profile": profile} if profile else {}) | ids(customer)


def ids(customer: Customer) -> Json:
    parent = {"parent_user_id": customer.parent} if customer.parent else {}
    return ({"wa_id": customer.phone} if customer.phone else {}) | {"user_id": customer.user_id} | parent


def _status(message: Message, word: str, at: float) -> Json:
    return {"id": message.id, "status": word, "timestamp": str(int(at))}


def _carried(message: Message) -> Json:
    said = {"biz_opaque_callback_data": message.callback} if message.callback is not None else {}
    if "identity" in message.extra:
        said["recipient_identity_key_hash"] = message.extra["identity"]
    return said
