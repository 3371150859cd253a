"""A message from outside, as the door gave it: with the words that the thread shows of it."""

from __future__ import annotations

from typing import Any

from cairn.conversations.outgoing.checks import check
from cairn.conversations.outgoing.content import Content
from cairn.conversations.outgoing.media import KINDS


def content(type: str, text: str, given: dict[str, Any]) -> Content:
    """Raises Unsendable for what WhatsApp would not take."""
    if type == "text":
        found = Content(text=text.strip())
    elif type in KINDS and text.strip() and not given.get("caption"):
        found = Content(type, text.strip(), {**given, "caption": text.strip()})
    else:
        found = Content(type, "", given)
    check(found.type, found.text, found.content)
    return found if found.text else Content(type, shown(type, text, given), given)


def shown(type: str, text: str, given: dict[str, Any]) -> str:
    """The words of a message that has passed its check."""
    if type == "interactive":
        return str(given["body"]["text"])
    if type in KINDS:
        return str(given.get("caption") or "")
    if type == "location":
        return str(given.get("name") or given.get("address") or "")
    if type == "contacts":
        return str(given["contacts"][0]["name"]["formatted_name"])
    return text.strip()
