"""Everything that WhatsApp would refuse of a message, said before it is queued and again before it is posted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from cairn.conversations.outgoing import interactive, media, places, reaction, template, text
from cairn.conversations.outgoing.refusal import Unsendable

Check = Callable[[str, dict[str, Any]], None]
CHECKS: dict[str, Check] = {
    "text": text.check,
    "interactive": interactive.check,
    "location": places.check_location,
    "contacts": places.check_contacts,
    "template": template.check,
    "reaction": reaction.check,
    **{kind: partial(media.check, kind) for kind in media.KINDS},
}


def check(type: str, text: str, content: dict[str, Any]) -> None:
    """Raises Unsendable with a sentence that says which limit, what the message has and what is allowed."""
    if type not in CHECKS:
        raise Unsendable("WhatsApp can't send this kind of message.")
    CHECKS[type](text, content)
