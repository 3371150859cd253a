"""Messages that carry a file, and files inside of other messages. Meta: "Media messages"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cairn.conversations.events import Json
from cairn.conversations.outgoing.refusal import Unsendable

KEYS = ("id", "link", "caption", "filename", "voice")


def media(content: Json) -> Json:
    return {key: content[key] for key in KEYS if content.get(key)}


def uploaded(value: Any, ids: Mapping[str, str]) -> Any:
    """The same content with Meta's ids in place of our own files' keys. Raises Unsendable for one not uploaded."""
    if isinstance(value, list):
        return [uploaded(inner, ids) for inner in value]
    if not isinstance(value, dict):
        return value
    found = {key: uploaded(inner, ids) for key, inner in value.items() if key != "attachment"}
    if key := value.get("attachment"):
        if key not in ids:
            raise Unsendable("The file of this message is not there any more.")
        found["id"] = ids[key]
    return found
