"""JSON of the bench's API: what it answers, and how what it is given is read."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from simulator.box import Box
from simulator.people import Customer, Message
from simulator.policy import identity
from simulator.said import InputError

Json = dict[str, Any]
SHOWN = ("template", "rendered", "group_id", "to_group", "referral", "echo")


async def read_object(request: Request) -> Json:
    try:
        body = json.loads(await request.body())
    except ValueError:
        raise InputError("The body must be JSON.") from None
    if not isinstance(body, dict):
        raise InputError("The body must be a JSON object.")
    return body


def customer_json(box: Box, customer: Customer, number: str = "") -> Json:
    last = next(reversed(box.world.chats[customer.id]), None)
    return {
        "id": customer.id,
        "wa_id": customer.phone,
        "user_id": customer.user_id,
        "name": customer.name,
        "phone": f"+{customer.phone}" if customer.phone else None,
        "username": customer.username,
        "parent_user_id": customer.parent,
        "window_seconds": round(box.world.window_left(customer, number)),
        "entry_seconds": round(box.world.entry_left(customer, number)),
        "phone_shown": box.world.as_seen(customer, number).phone is not None,
        "marketing_stopped": (number or box.world.first) in customer.stopped,
        "identity": identity(customer),
        "typing": box.world.is_typing(customer),
        "last_message": message_json(last) if last else None,
    }


def message_json(message: Message) -> Json:
    return {
        "id": message.id,
        "from": message.origin,
        "direction": "out" if message.origin == "customer" else "in",
        "type": message.type,
        "text": message.text,
        "content": message.content,
        "status": message.status,
        "at": iso(message.at),
        "context": message.context,
        "error": message.error,
    } | {key: message.extra[key] for key in SHOWN if key in message.extra}


def clock_json(box: Box) -> Json:
    return {"now": iso(box.world.now()), "shift_seconds": box.world.shift}


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_word(body: Json, name: str) -> str:
    value = body.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > 200):
        raise InputError(f"{name} must be a string of at most 200 characters.")
    return (value or "").strip()


def read_phone(value: Any) -> str | None:
    digits = re.sub(r"[\s()+.-]", "", value) if isinstance(value, str) else value
    if digits in (None, ""):
        return None
    if not isinstance(digits, str) or not re.fullmatch(r"[1-9]\d{6,14}", digits):
        raise InputError("phone must be an international number such as +91 90000 41201.")
    return digits


def read_username(value: Any) -> str | None:
    name = value.lstrip("@") if isinstance(value, str) else value
    if name in (None, ""):
        return None
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9._]{3,35}", name):
        raise InputError("username must be 3 to 35 letters, digits, dots or underscores.")
    return name
