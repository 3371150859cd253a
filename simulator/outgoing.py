"""A message that Cairn wants to send: read strictly, so that a mistake shows here and not first at Meta's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from simulator import checks, interactive
from simulator.errors import GraphError
from simulator.ids import BSUID
from simulator.words import words

Json = dict[str, Any]
TYPES = (
    "audio",
    "contacts",
    "document",
    "image",
    "interactive",
    "location",
    "reaction",
    "sticker",
    "template",
    "text",
    "video",
)
MEDIA = ("audio", "document", "image", "sticker", "video")
COMMON = (
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
    "recipient_identity_key_hash",
    "category",
    "message_activity_sharing",
)


@dataclass(frozen=True)
class Outgoing:
    """`named` is the address as written; `by_user_id` when it came in `recipient`; `is_lost`: a user id in `to`.

    `category`: service, or what Direct Send says it is; `identity`: the key hash that the recipient must have.
    """

    named: str
    by_user_id: bool
    is_lost: bool
    type: str
    content: Any
    text: str
    context: Json | None
    callback: str | None
    is_group: bool = False
    category: str = "service"
    identity: str | None = None

    @property
    def digits(self) -> str:
        return re.sub(r"\D", "", self.named)


def read(body: Json) -> Outgoing:
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, message="(#100) The parameter messaging_product is required.")
    if body.get("recipient_type", "individual") not in ("individual", "group"):
        raise GraphError(100, message="(#100) Param recipient_type must be one of {INDIVIDUAL, GROUP}.")
    kind = _kind(body)
    checks.only(body, (*COMMON, kind), "message")
    named, by_user_id = _address(body)
    return Outgoing(
        named=named,
        by_user_id=by_user_id,
        is_lost=not by_user_id and bool(BSUID.match(named)),
        type=kind,
        content=body[kind],
        text=words(kind, body[kind]),
        context=_context(body),
        callback=_callback(body),
        is_group=body.get("recipient_type") == "group",
        category=_category(body, kind),
        identity=body.get("recipient_identity_key_hash"),
    )


def _category(body: Json, kind: str) -> str:
    """Direct Send: text and interactive messages that name a category need no template and no window."""
    category = body.get("category")
    if category is None:
        return "service"
    if kind not in ("text", "interactive") or category not in ("utility", "authentication"):
        raise GraphError(100, message="(#100) Param category must be one of {UTILITY, AUTHENTICATION}.")
    return str(category)


def _kind(body: Json) -> str:
    kind = body.get("type", "text")
    if kind not in TYPES:
        raise GraphError(100, message=f"(#100) Param type must be one of {{{', '.join(TYPES).upper()}}}.")
    if not isinstance(body.get(kind), list if kind == "contacts" else dict):
        raise GraphError(131008, f"Parameter '{kind}' is mandatory for type '{kind}'.")
    _shape(kind, body[kind])
    return str(kind)


def _shape(kind: str, content: Any) -> None:
    match kind:
        case "text":
            checks.text(content)
        case "interactive":
            interactive.check(content)
        case "location":
            checks.location(content)
        case "reaction":
            checks.reaction(content)
        case "template":
            checks.template(content)
        case media if media in MEDIA:
            checks.media(media, content)


def _address(body: Json) -> tuple[str, bool]:
    """`to` wins over `recipient`, as at Meta's."""
    to, recipient = body.get("to"), body.get("recipient")
    if to is None and recipient is None:
        raise GraphError(131008, "Parameter 'to' is mandatory.")
    if to is not None:
        return checks.string(to, "to"), False
    user_id = checks.string(recipient, "recipient")
    if not BSUID.match(user_id):
        raise GraphError(131009, "Parameter 'recipient' is not a business-scoped user id.")
    return user_id, True


def _context(body: Json) -> Json | None:
    context = body.get("context")
    if context is None:
        return None
    if body.get("type") == "reaction":
        raise GraphError(131009, "context is not allowed for reactions.")
    if not isinstance(context, dict) or not isinstance(context.get("message_id"), str):
        raise GraphError(131009, "context['message_id'] must be a string.")
    return {"id": context["message_id"]}


def _callback(body: Json) -> str | None:
    callback = body.get("biz_opaque_callback_data")
    if callback is not None:
        checks.length(checks.string(callback, "biz_opaque_callback_data"), 512, "biz_opaque_callback_data")
    return callback
