"""Stretches of days in rough English: "first weekend of february", "from 5 to 12 december", "after christmas", "this weekend"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cairn.assistant.dates import DAY, MONTHS, NAME, bound, safe
from cairn.assistant.lexicon import data

ORDER = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1}
WHICH = "|".join(ORDER)
PART = re.compile(
    rf"\b(?P<which>{WHICH}) (?:in |of )?(?P<unit>weekend|week|half)(?: of| in| the|,)* (?P<month>{NAME[1:-1]})\b"
    rf"|\b(?P<month2>{NAME[1:-1]})(?:'s| of| in| the)* (?P<which2>{WHICH}) (?:in |of )?(?P<unit2>weekend|week|half)\b"
)
ROUGH = re.compile(
    rf"\b(?P<when>early|mid|middle of|late|end of|beginning of|start of)[ -](?:the |in )?(?P<month>{NAME[1:-1]})\b"
)
THIRDS = {"early": (1, 10), "beginning of": (1, 10), "start of": (1, 10), "mid": (10, 20), "middle of": (10, 20)}
FROM_TO = re.compile(
    rf"\b{DAY}(?: (?:of )?{NAME})? (?P<word>and|to|till|until|from|-) {DAY} (?:of )?{NAME}\b"
    rf"|\b{NAME} {DAY} (?:and|to|till|until|-) (?:{NAME} )?{DAY}\b"
)
BETWEEN = re.compile(r"\b(?:between|from|to|till|until)\b")
ONWARDS = re.compile(
    rf"\b(?:from |starting )?{DAY} (?:of )?{NAME}(?: from| of)* (?:onwards?|or later|and later|later)\b"
)
WEEKEND = re.compile(r"\b(?P<which>this|coming|next) weekend\b")
COMING = re.compile(r"\b(?:in|within|next|coming)(?: the)?(?: next| coming)? (?P<count>\d{1,2}) (?P<unit>days|weeks)\b")
UNTIL = re.compile(rf"\b(?:till|until|upto|up to|through)(?: the)?(?: end of)? (?P<month>{NAME[1:-1]})\b(?! ?\d)")
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both within."""

    first: date
    last: date

    def allows(self, start: date) -> bool:
        return self.first <= start <= self.last


def span(text: str, today: date) -> Span | None:
    """The stretch in which a customer wants to set out; None where only a day or a month was named."""
    text = with_days(text)
    for reader in (part, rough, from_to, onwards, sided, soon, until):
        if found := reader(text, today):
            return found
    return None


def with_days(text: str) -> str:
    """Holidays by their days, so that "between christmas and new year" reads like two dates."""
    for name, day in data("holidays")["fixed"].items():
        text = re.sub(rf"\b(?:{name})\b", f"{int(day[3:])} {MONTHS[int(day[:2]) - 1]}", text)
    return text


def coming(month: int, first: int, last: int, today: date) -> Span:
    """Those days of the month, the next time that they come."""
    year = today.year if safe(today.year, month, last) >= today else today.year + 1
    return Span(safe(year, month, first), safe(year, month, last))


def part(text: str, today: date) -> Span | None:
    if not (said := PART.search(text)):
        return None
    which, unit = ORDER[said["which"] or said["which2"]], said["unit"] or said["unit2"]
    month = MONTHS.index(said["month"] or said["month2"]) + 1
    whole = coming(month, 1, 31, today)
    if unit == "half":
        return coming(month, 1, 15, today) if which == 0 else coming(month, 16, 31, today)
    if unit == "weekend":
        return weekend(whole, which)
    return coming(month, 24, 31, today) if which < 0 else coming(month, which * 7 + 1, which * 7 + 7, today)


def weekend(month: Span, which: int) -> Span:
    """Who leaves on one of the two evenings before is on the way on Saturday and Sunday."""
    days = [month.first + timedelta(days=n) for n in range((month.last - month.first).days + 1)]
    saturdays = [day for day in days if day.weekday() == 5]
    saturday = saturdays[min(which, len(saturdays) - 1)]
    return Span(saturday - timedelta(days=2), saturday + timedelta(days=1))


def rough(text: str, today: date) -> Span | None:
    said = ROUGH.search(text)
    return coming(MONTHS.index(said["month"]) + 1, *THIRDS.get(said["when"], (20, 31)), today) if said else None


def from_to(text: str, today: date) -> Span | None:
    said = FROM_TO.search(text)
    if not said or not BETWEEN.search(text) or (said["word"] == "and" and "between" not in text):
        return None
    day1, month1, _, day2, month2, month3, day3, month4, day4 = said.groups()
    one = (month1 or month2, day1) if day1 else (month3, day3)
    two = (month2, day2) if day1 else (month4 or month3, day4)
    last = coming(MONTHS.index(two[0]) + 1, 1, int(two[1]), today).last
    first = safe(last.year, MONTHS.index(one[0]) + 1, int(one[1]))
    return Span(first if first <= last else safe(last.year - 1, first.month, first.day), last)


def onwards(text: str, today: date) -> Span | None:
    if not (said := ONWARDS.search(text)):
        return None
    first = coming(MONTHS.index(said[2]) + 1, int(said[1]), int(said[1]), today).first
    return Span(first, first + YEAR)


def sided(text: str, today: date) -> Span | None:
    """ "After" and "before" a day, a day's distance from it."""
    if not (limit := bound(text, today)):
        return None
    if limit.side == "after":
        return Span(limit.day + timedelta(days=1), limit.day + YEAR)
    return Span(today, limit.day - timedelta(days=1))


def until(text: str, today: date) -> Span | None:
    """ "The dates till March"; "January till March" is read as months."""
    said = UNTIL.search(text)
    if not said or re.search(rf"{NAME} $", text[: said.start()]):
        return None
    return Span(today, coming(MONTHS.index(said["month"]) + 1, 1, 31, today).last)


def soon(text: str, today: date) -> Span | None:
    if said := WEEKEND.search(text):
        saturday = today + timedelta(days=(5 - today.weekday()) % 7 + (7 if said["which"] == "next" else 0))
        return Span(max(today, saturday - timedelta(days=1)), saturday + timedelta(days=1))
    if said := COMING.search(text):
        return Span(today, today + timedelta(days=int(said["count"]) * (7 if said["unit"] == "weeks" else 1)))
    return None
