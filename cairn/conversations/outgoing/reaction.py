"""An emoji on one of the customer's messages. Meta: "Reaction messages"."""

from __future__ import annotations

from typing import Any

from cairn.conversations.outgoing.refusal import Unsendable, words

LONGEST = 20  # UTF-16 units; a family with skin tones and joiners has 19


def check(text: str, content: dict[str, Any]) -> None:
    words(content.get("message_id"), "The message reacted to", most=300)
    emoji = words(content.get("emoji"), "The reaction", most=LONGEST, needed=False)
    if emoji.isascii() and emoji:
        raise Unsendable("A reaction is one emoji.")
