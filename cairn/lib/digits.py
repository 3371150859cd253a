"""Whole numbers that forms and addresses give as text."""

from __future__ import annotations

LONGEST = 17  # digits; a row's id holds one more


def whole(text: str, *, least: int = 0, most: int | None = None) -> int | None:
    """The number, or None where the text is none, or one outside of `least` and `most`. Digits of any script count."""
    if not text.isdecimal() or len(text) > LONGEST:
        return None
    number = int(text)
    return number if least <= number and (most is None or number <= most) else None


def is_id(text: str) -> bool:
    """Whether it may be a row's id, as our own pages write one."""
    return text.isascii() and whole(text) is not None
