"""Plain words. Meta: "Text messages"."""

from __future__ import annotations

from typing import Any

from cairn.conversations.outgoing.refusal import Unsendable, units, words

LONGEST = 4096


def check(text: str, content: dict[str, Any]) -> None:
    if not text.strip():
        raise Unsendable("There is nothing to send: write something first.")
    if units(text) > LONGEST:
        has = units(text)
        raise Unsendable(f"WhatsApp takes {LONGEST:,} characters at most; this has {has:,}. Send it in two parts.")
    words(text, "The text", most=LONGEST)
