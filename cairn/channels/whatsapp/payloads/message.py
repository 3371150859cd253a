"""One queued message as the body of one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cairn.channels.whatsapp.payloads.address import addressed, extras
from cairn.channels.whatsapp.payloads.files import media, uploaded
from cairn.channels.whatsapp.payloads.template import template
from cairn.channels.whatsapp.payloads.text import text_payload
from cairn.conversations.events import Json, Person
from cairn.conversations.outgoing import check
from cairn.conversations.outgoing.media import KINDS

INTERACTIVE = ("type", "header", "body", "footer", "action")
LOCATION = ("latitude", "longitude", "name", "address")


def payload(
    to: Person,
    *,
    type: str = "text",
    text: str = "",
    content: Json | None = None,
    reply_to: str | None = None,
    callback: str | None = None,
    ids: Mapping[str, str] | None = None,
) -> Json:
    """The body for `POST /PHONE/messages`. `ids` are Meta's ids of our files by key. Raises Unsendable."""
    if type == "text":
        return text_payload(to, text, reply_to, callback)
    content = content or {}
    check(type, text, content)
    inner = SHAPES[type](uploaded(content, ids or {}))
    # Meta: a reaction can't be an answer to a message; it names its own.
    more = extras(None if type == "reaction" else reply_to, callback)
    return {**addressed(to), "type": type, type: inner, **more}


def only(*keys: str) -> Callable[[Json], Json]:
    return lambda content: {key: content[key] for key in keys if content.get(key) is not None}


SHAPES: dict[str, Callable[[Json], object]] = {
    "interactive": only(*INTERACTIVE),
    "location": only(*LOCATION),
    "contacts": lambda content: content["contacts"],
    "template": template,
    "reaction": lambda content: {"message_id": content["message_id"], "emoji": content.get("emoji") or ""},
    **dict.fromkeys(KINDS, media),
}
