"""Small numbers as English words. Every language's are glossed to these before anything is read or checked."""

from __future__ import annotations

import re

NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip


def between(least: int, most: int) -> str:
    """The words of `least` to `most`, both included, as alternatives of a pattern."""
    return "|".join(word for word, number in NUMBERS.items() if least <= number <= most)


def in_digits(said: re.Match[str]) -> str:
    """What to put for a word that a pattern of `between` has found."""
    return str(NUMBERS[said[0].lower()])
