"""Free-form text. Meta: "Text messages"."""

from __future__ import annotations

import re

from cairn.channels.whatsapp.clean import scrub_text
from cairn.channels.whatsapp.payloads.address import addressed, extras
from cairn.conversations.events import Json, Person
from cairn.conversations.outgoing.refusal import Unsendable, units
from cairn.conversations.outgoing.text import LONGEST

LONGEST_TEXT = LONGEST
_LINK = re.compile(r"https?://\S", re.IGNORECASE)


def text_payload(to: Person, body: str, reply_to: str | None = None, callback: str | None = None) -> Json:
    """A free-form text. `callback` comes back in every receipt. Raises Unsendable."""
    return {**addressed(to), "type": "text", "text": text(body), **extras(reply_to, callback)}


def text(body: str) -> Json:
    clean = scrub_text(body)
    if not clean.strip():
        raise Unsendable("The message is empty.")
    if units(clean) > LONGEST_TEXT:
        raise Unsendable(f"The message is too long for WhatsApp: {units(clean)} of {LONGEST_TEXT} characters.")
    return {"body": clean, "preview_url": _LINK.search(clean) is not None}
