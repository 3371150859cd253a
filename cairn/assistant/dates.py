"""Days and months in rough English: "12 aug", "between december and february", "new year's eve", "next month"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from cairn.assistant.lexicon import data
from cairn.lib.number_words import between, in_digits

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
NAME = "(" + "|".join(MONTHS) + ")"
DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
DAY_MONTH = re.compile(rf"\b{DAY}(?: ?(?:to|-|and|,) ?{DAY})? ?(?:of )?{NAME}\b")
MONTH_DAY = re.compile(
    rf"\b{NAME} ?{DAY}(?![\d:])(?! ?(?:people|adult|person|friend|day|us\b|log|kid|child))(?!(?<= \d) ?seat)\b"
)
NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?\b")
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
RANGE = re.compile(rf"\b(?:between |from )?{NAME}(?: and | to | till | - |-){NAME}\b")
AFTER = re.compile(rf"\b(?:after|post|beyond|past) {NAME}\b(?! \d)")
MONTH = re.compile(rf"\b{NAME}\b")
SPELT_DAY = re.compile(rf"\b(?:{between(2, 16)})(?= (?:of )?{NAME}\b)")
# "may" and "march" are months only where a month can stand.
VERBS = re.compile(
    r"(?:in|of|during|this|next|late|early|mid|till|by|end|around|for|\d) (?:may|march)\b|\b(?:may|march) (?:in\b|batch|date|month|departure|trek|trip|weekend|end|\d|\?|$)"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A day (`day` given) or a whole month that a customer named, without its year."""

    month: int
    day: int | None = None

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}" if self.day else f"{self.month:02d}"

    def holds(self, start: date) -> bool:
        return start.month == self.month and self.day in (None, start.day)

    def near(self, start: date, end: date, slack: int = 2) -> bool:
        """Does a departure begin within some days of it, or run over it?"""
        if self.day is None:
            return start.month == self.month
        for year in (start.year, end.year):
            day = safe(year, self.month, self.day)
            if start - timedelta(days=slack) <= day <= max(end, start + timedelta(days=slack)):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Bound:
    """ "After Christmas", "before 10 January": the day and which side of it."""

    side: str
    day: date

    def allows(self, start: date) -> bool:
        return start > self.day if self.side == "after" else start < self.day


def bound(text: str, today: date) -> Bound | None:
    """The day after or before which a customer wants to go; in Hindi word order the side follows the day."""
    holidays = "|".join(data("holidays")["fixed"])
    one = rf"(?:{holidays}|{DAY_MONTH.pattern}|{MONTH_DAY.pattern})"
    for pattern in (
        rf"\b(?P<side>after|before) (?:the )?(?P<day>{one})",
        rf"(?P<day>{one})(?: of| from| in| for| [^\sa-z\d]{{1,3}})* (?P<side>after|before)\b",
    ):
        if found := re.search(pattern, text):
            day = next(iter(periods(found["day"], today)), None)
            if day and day.day:
                this = safe(today.year, day.month, day.day)
                return Bound(found["side"], this if this >= today else safe(today.year + 1, day.month, day.day))
    return None


def safe(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def periods(text: str, today: date) -> list[Period]:
    """All days and months of a glossed text, in order, each once; a month that has a day is not repeated."""
    found: list[Period] = []
    rest = SPELT_DAY.sub(in_digits, text)
    for reader in (iso, numeric, day_month, month_day):
        rest = reader(rest, found)
    named_days(rest, today, found)
    months(rest, today, found)
    return list(dict.fromkeys(p for p in found if possible(p)))


def possible(period: Period) -> bool:
    return 1 <= period.month <= 12 and (period.day is None or 1 <= period.day <= 31)


def iso(text: str, found: list[Period]) -> str:
    found += [Period(int(m), int(d)) for _, m, d in ISO.findall(text)]
    return ISO.sub(" ", text)


def numeric(text: str, found: list[Period]) -> str:
    hits = [m for m in NUMERIC.finditer(text) if int(m[1]) <= 31 and 1 <= int(m[2]) <= 12 and ("/" in m[0] or m[3])]
    found += [Period(int(m[2]), int(m[1])) for m in hits]
    for hit in hits:
        text = text.replace(hit[0], " ")
    return text


def day_month(text: str, found: list[Period]) -> str:
    for first, last, month in DAY_MONTH.findall(text):
        found += [Period(MONTHS.index(month) + 1, int(day)) for day in (first, last) if day]
    return DAY_MONTH.sub(" ", text)


def month_day(text: str, found: list[Period]) -> str:
    found += [
        Period(MONTHS.index(month) + 1, int(day)) for month, day in MONTH_DAY.findall(text) if 1 <= int(day) <= 31
    ]
    return MONTH_DAY.sub(" ", text)


def named_days(text: str, today: date, found: list[Period]) -> None:
    """Holidays by their day in the calendar, and days counted from today."""
    for name, day in data("holidays")["fixed"].items():
        if re.search(rf"\b(?:{name})\b", text):
            found.append(Period(int(day[:2]), int(day[3:])))
    for pattern, offset in data("holidays")["relative_days"].items():
        if re.search(rf"\b(?:{pattern})\b", text):
            later = today + timedelta(days=offset)
            found.append(Period(later.month, later.day))


def months(text: str, today: date, found: list[Period]) -> None:
    for pattern, listed in data("holidays")["seasons"].items():
        if not found and re.search(rf"\b(?:in|this|next|during|for the|of) (?:the )?(?:{pattern})\b", text):
            found += [Period(number) for number in listed]
    if later := AFTER.search(text):
        found += [Period(m) for m in span(MONTHS.index(later[1]) + 2, MONTHS.index(later[1]) + 5)]
        text = AFTER.sub(" ", text)
    for first, last in RANGE.findall(text):
        found += [Period(m) for m in span(MONTHS.index(first) + 1, MONTHS.index(last) + 1)]
    for match in MONTH.finditer(text):
        number = MONTHS.index(match[1]) + 1
        if match[1] not in ("may", "march") or VERBS.search(text):
            found.append(Period(number))
    if re.search(r"\bnext month\b", text):
        found.append(Period(today.month % 12 + 1))
    if re.search(r"\bthis month(?:'?s)?\b", text):
        found.append(Period(today.month))


def span(first: int, last: int) -> list[int]:
    """Months from one to the other, over the turn of the year where needed."""
    length = (last - first) % 12 + 1
    return [(first - 1 + step) % 12 + 1 for step in range(length)]
