"""A refusal in words, and the counting behind it. Meta: limits of the message types."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

# Postgres and WhatsApp both refuse these: U+0000 and half of a surrogate pair.
ODD = re.compile("[\x00\ud800-\udfff]")


class Unsendable(ValueError):
    """The message can't be sent as it is; the text says why, for the person who wrote it."""


def units(text: str) -> int:
    """The text's length in UTF-16 units: Meta says characters and not how it counts an emoji, so the stricter way."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def words(value: Any, what: str, *, most: int, needed: bool = True) -> str:
    """The text, if WhatsApp takes it. `what` begins the sentence, as in "The button's title". Raises Unsendable."""
    if value is None or value == "":
        if needed:
            raise Unsendable(f"{what} is empty.")
        return ""
    if not isinstance(value, str):
        raise Unsendable(f"{what} has to be text.")
    if needed and not value.strip():
        raise Unsendable(f"{what} is empty.")
    if ODD.search(value):
        raise Unsendable(f"{what} holds a character that can't be sent; write it again.")
    if units(value) > most:
        raise Unsendable(f"{what} has {units(value):,} characters; WhatsApp takes {most:,} at most.")
    return value


def file_key(value: Any) -> None:
    """A key of one of our files, where one is named. Raises Unsendable."""
    try:
        UUID(value) if value is not None else None
    except (ValueError, AttributeError, TypeError):
        raise Unsendable("The file is not there any more; choose it again.") from None


def part(value: Any, what: str) -> dict[str, Any]:
    """The object. Raises Unsendable for anything else."""
    if not isinstance(value, dict):
        raise Unsendable(f"{what} is missing.")
    return value


def items(value: Any, what: str, *, least: int = 1, most: int) -> list[Any]:
    """The list, if it has as many as WhatsApp takes. `what` is a plural, as in "buttons". Raises Unsendable."""
    found = value if isinstance(value, list) else []
    if not least <= len(found) <= most:
        raise Unsendable(f"There are {len(found)} {what}; WhatsApp takes {least} to {most}.")
    return found
