"""The types of message: what a person reads of each, and the typed rest.

Meta: "Webhooks reference, messages" (one page a type). A type object that is missing costs its text, not the message:
somebody wrote, and must not be lost. One of the wrong kind is malformed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from cairn.channels.whatsapp.clean import Malformed, load_text
from cairn.channels.whatsapp.reading import identifier, kind, mapping, sequence, string
from cairn.conversations.events import Json

_ACTS = ("reaction", "edit", "revoke")  # things done to an earlier message
_MEDIA_TEXTS = ("mime_type", "sha256", "url", "filename")


class Contents(NamedTuple):
    """A message's type, what a person reads of it, and the rest."""

    type: str
    text: str
    content: Json


def contents(message: Json) -> Contents:
    """Read a message, an echo, or the new message inside an edit. Unknown types come out as `unsupported`."""
    name = type_of(message)
    read = _READERS.get(name)
    return read(message, name) if read else _unknown(message, name)


def type_of(message: Json) -> str:
    """The message's type; where it is left out, the first type whose object is there."""
    if message.get("type") is None:
        return next((name for name in (*_READERS, *_ACTS) if name in message), "")
    return string(message, "type")


def _text(message: Json, name: str) -> Contents:
    body = mapping(message, name)
    return Contents(name, string(body, "body"), {key: item for key, item in body.items() if key != "body"})


def _media(message: Json, name: str) -> Contents:
    media = dict(mapping(message, name))
    for key in _MEDIA_TEXTS:
        string(media, key)
    if "id" in media:
        media["id"] = identifier(media, "id")
    return Contents(name, string(media, "caption"), media)


def _voice(message: Json, name: str) -> Contents:
    """The type's name before voice notes became audio."""
    note = _media(message, name)
    return Contents("audio", note.text, {**note.content, "voice": True})


def _location(message: Json, name: str) -> Contents:
    place = mapping(message, name)
    return Contents(name, _joined(string(place, "name"), string(place, "address")), dict(place))


def _contacts(message: Json, name: str) -> Contents:
    cards = [card for card in sequence(message, name) if isinstance(card, dict)]
    return Contents(name, "\n".join(_card(card) for card in cards), {"contacts": cards})


def _card(card: Json) -> str:
    phones = [string(phone, "phone") for phone in sequence(card, "phones") if isinstance(phone, dict)]
    return _joined(string(mapping(card, "name"), "formatted_name"), *phones)


def _interactive(message: Json, name: str) -> Contents:
    """Flat: the reply's own object, with the kind of reply as its `type`."""
    outer = mapping(message, name)
    subtype = string(outer, "type")
    reply = mapping(outer, subtype) if subtype else {}
    content = {**reply, "type": subtype} if outer else {}
    if subtype == "nfm_reply":
        content["response"] = _flow_answer(reply)
    return Contents(name, _first(reply, "title", "body", "text"), content)


def _flow_answer(reply: Json) -> Json:
    """A flow answers with JSON inside a string; anything but an object is left where it is."""
    answer = load_text(string(reply, "response_json"))
    return answer if isinstance(answer, dict) else {}


def _button(message: Json, name: str) -> Contents:
    button = mapping(message, name)
    return Contents(name, string(button, "text"), dict(button))


def _order(message: Json, name: str) -> Contents:
    order = mapping(message, name)
    sequence(order, "product_items")
    return Contents(name, string(order, "text"), dict(order))


def _system(message: Json, name: str) -> Contents:
    system = dict(mapping(message, name))
    if message.get("identity") is not None:
        system["identity"] = message["identity"]
    return Contents(name, string(system, "body"), system)


def _wordless(message: Json, name: str) -> Contents:
    """`unsupported` says why in its errors; `request_welcome` (a chat opened; gone since March 2026) says nothing."""
    return Contents(name, "", dict(mapping(message, name)))


def _unknown(message: Json, name: str) -> Contents:
    raw: Any = message.get(name)
    return Contents("unsupported", "", {"original_type": name, **({name: raw} if raw is not None else {})})


def _first(reply: Json, *keys: str) -> str:
    """The first of these texts. In a reply whose kind is known a wrong one is malformed."""
    for key in keys:
        value = reply.get(key)
        if value is None:
            continue
        if not isinstance(value, str):
            raise Malformed(f"{key} is {kind(value)}, not text")
        return value
    return ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


_READERS: dict[str, Callable[[Json, str], Contents]] = {
    "text": _text,
    "image": _media,
    "video": _media,
    "audio": _media,
    "voice": _voice,
    "document": _media,
    "sticker": _media,
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
    "system": _system,
    "unsupported": _wordless,
    "request_welcome": _wordless,
}
