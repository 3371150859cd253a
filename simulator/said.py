"""What a customer says: any inbound type in webhook shape, with media filled in where the caller left it out."""

from __future__ import annotations

import re
from typing import Any

from simulator import media, samples
from simulator.box import Box
from simulator.ids import inbound_wamid
from simulator.outgoing import MEDIA
from simulator.people import Customer, Message
from simulator.words import words

Json = dict[str, Any]
TYPES = (
    *MEDIA,
    "button",
    "contacts",
    "edit",
    "interactive",
    "location",
    "order",
    "reaction",
    "revoke",
    "system",
    "text",
    "unsupported",
    "voice",
)
CARRIED = ("referral", "errors", "identity", "group_id")
BESIDE = ("conversation_context",)


class InputError(Exception):
    """The caller of /sim sent something that makes no sense; the message says what."""


def hear(box: Box, customer: Customer, body: Json) -> Message:
    """The message as the customer's phone holds it. Nothing is posted yet."""
    kind = body.get("type", "text")
    if not isinstance(kind, str) or not kind.isidentifier():
        raise InputError(f"type must be a word like {', '.join(TYPES)}.")
    content = _content(box, kind, body)
    return Message(
        id=inbound_wamid(customer.digits),
        customer_id=customer.id,
        origin="customer",
        type=kind,
        content=content,
        text=words(kind, content),
        at=_at(box, body),
        status="sending",
        context=_context(body),
        extra=_extra(body),
        number=_number(box, body),
    )


def _extra(body: Json) -> Json:
    """What stands in the message besides its content, and what stands beside the message."""
    beside = {key: body[key] for key in BESIDE if key in body}
    if "group_id" in body and not isinstance(body["group_id"], str):
        raise InputError("group_id must be a string.")
    return {key: body[key] for key in CARRIED if key in body} | ({"beside": beside} if beside else {})


def _number(box: Box, body: Json) -> str:
    """Which of the firm's numbers the customer writes to; the first when not said."""
    wanted = body.get("number")
    if wanted is None:
        return box.numbers.first.id
    if not isinstance(wanted, str) or box.numbers.get(wanted) is None:
        raise InputError("number must be the phone_number_id of one of the firm's numbers.")
    return wanted


def _content(box: Box, kind: str, body: Json) -> Any:
    content = body.get(kind)
    if kind == "unsupported":
        return content
    if kind in TYPES and not isinstance(content, list if kind == "contacts" else dict):
        raise InputError(f"{kind} is missing, or of the wrong kind.")
    if kind == "text" and content and not isinstance(content.get("body"), str):
        raise InputError('A text needs {"text": {"body": "..."}}.')
    return _with_file(box, kind, content or {}) if kind in MEDIA else content


def _with_file(box: Box, kind: str, content: Json) -> Json:
    """A known id gets its hash and link; an id from outside stays as it is; no id gets a sample file."""
    if not isinstance(content.get("id", ""), str):
        raise InputError(f"{kind}.id must be a string.")
    if "id" in content and not box.shelf.has(content["id"]):
        return content
    file = box.shelf.get(content["id"]) if "id" in content else _sample(box, kind, content)
    return content | media.in_webhook(box.shelf, file)


def _sample(box: Box, kind: str, content: Json) -> media.Media:
    mime_type, data = samples.file(kind)
    return box.keep_media(content.get("mime_type", mime_type), data, days=7)


def _context(body: Json) -> Json | None:
    context = body.get("context")
    if context is None:
        return None
    if not isinstance(context, dict):
        raise InputError('context must be an object like {"id": "wamid..."}.')
    return {"id": context["message_id"]} if "message_id" in context else context


def _at(box: Box, body: Json) -> float:
    given = body.get("timestamp")
    if given is None:
        return box.world.now()
    if re.fullmatch(r"\d{1,10}", str(given)):
        return float(given)
    raise InputError("timestamp must be whole seconds since 1970.")
