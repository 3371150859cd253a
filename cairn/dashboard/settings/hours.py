"""The firm's working hours as a form writes them: from and to for each day, empty when closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from cairn.accounts.hours import DAYS

NAMES = tuple(WEEKDAYS[number] for number in range(7))
Hours = list[dict[str, Any]]


class Unclear(ValueError):
    """These hours can't be; the text says why."""


@dataclass(frozen=True, slots=True)
class Day:
    key: str
    name: str
    begins: str
    ends: str


def days(hours: Hours) -> list[Day]:
    """Each day with its first opening."""
    known = {day: line for line in reversed(hours) for day in line["days"]}
    return [Day(key, str(name), *span(known.get(key))) for key, name in zip(DAYS, NAMES, strict=True)]


def span(line: dict[str, Any] | None) -> tuple[str, str]:
    return (line["open"], line["close"]) if line else ("", "")


def read(posted: QueryDict) -> Hours:
    """Days with the same hours share a line. Raises Unclear."""
    lines: dict[tuple[str, str], list[str]] = {}
    for key, name in zip(DAYS, NAMES, strict=True):
        begins, ends = posted.get(f"open.{key}", ""), posted.get(f"close.{key}", "")
        if begins or ends:
            check(str(name), begins, ends)
            lines.setdefault((begins[:5], ends[:5]), []).append(key)
    return [{"days": keys, "open": begins, "close": ends} for (begins, ends), keys in lines.items()]


def check(name: str, begins: str, ends: str) -> None:
    try:
        right = time.fromisoformat(begins) < time.fromisoformat(ends)
    except ValueError:
        raise Unclear(
            _("%s: give both times, as 09:30 and 19:30, or leave both empty when you are closed.") % name
        ) from None
    if not right:
        raise Unclear(_("%s: the firm would close before it opens.") % name)
