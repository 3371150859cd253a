"""When a customer wants to travel: kept as "08-12, 08-19" or "12" (a month), read as "12 Aug to 19 Aug" or "December"."""

from __future__ import annotations

import re

from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _

KEPT = re.compile(r"(?P<month>\d\d)(?:-(?P<day>\d\d))?$")
TYPED = re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[^\s\d]{2,}?)\.?$")


def spell(kept: str) -> str:
    """The kept form in the reader's language; what somebody wrote in other words stays."""
    known = [KEPT.match(part.strip()) for part in kept.split(",") if part.strip()]
    if not known or not all(known):
        return kept
    return _(" to ").join(day(found) for found in known[:2] if found)


def day(found: re.Match[str]) -> str:
    month = min(12, max(1, int(found["month"])))
    return f"{int(found['day'])} {str(MONTHS_3[month]).title()}" if found["day"] else str(MONTHS[month])


def compact(typed: str) -> str:
    """The other way round, for what a person types: "12 Aug to 19 August" is kept as "08-12, 08-19". What is not a day
    or a month stays as it was typed."""
    parts = [TYPED.match(part.strip()) for part in re.split(r",|-|–|\bto\b|" + re.escape(_(" to ")), typed)]
    kept = [known(found) if found else None for found in parts]
    return typed if not all(kept) else ", ".join(part for part in kept if part)


def known(found: re.Match[str]) -> str | None:
    word = found["month"].lower()
    months = [
        number for number, name in MONTHS.items()
        if word in (str(name).lower(), str(MONTHS_3[number]).lower()) or (number == 9 and word == "sept")
    ]  # fmt: skip
    if not months or not 0 < int(found["day"] or 1) <= 31:
        return None
    return f"{months[0]:02d}" + (f"-{int(found['day']):02d}" if found["day"] else "")
