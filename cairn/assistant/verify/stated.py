"""The last look before a text may go out: every number, date, link, phone and UPI id must be known.

A bot's sentence binds the firm (Moffatt v. Air Canada, 2024), so a text that fails is not sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cairn.assistant.clean import clean

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
LINK = re.compile(r"https?://[^\s)]+|\bwww\.[^\s)]+")
HANDLE = re.compile(r"[\w.+-]+@[\w.-]+")


def unknown(text: str, facts: Iterable[str], question: str) -> list[str]:
    """What the text states without a basis in the facts or in the customer's own words; empty when all is well."""
    basis = " \n".join([*facts, question])
    return [*strange(NUMBER, text, basis), *strange(LINK, text, basis), *strange(HANDLE, text, basis)]


def strange(pattern: re.Pattern[str], text: str, basis: str) -> list[str]:
    known = {plain(m) for m in pattern.findall(clean(basis[:200_000]) if len(basis) < 1000 else basis.lower())}
    known |= {plain(m) for m in pattern.findall(basis)}
    return [m for m in pattern.findall(text) if plain(m) not in known and not listing(m, text)]


def plain(value: str) -> str:
    return re.sub(r"(?<=\d),(?=\d)", "", value).strip(".,:;)*_").lower()


def listing(number: str, text: str) -> bool:
    """The "2." that counts the lines of a list is no statement."""
    return bool(re.search(rf"(?m)^{re.escape(number)}\. ", text)) and number.isdigit() and int(number) < 20
