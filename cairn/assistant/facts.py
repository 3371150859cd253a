"""Facts as words: money, dates and lists from rows, written the way they may be said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cairn.assistant.lexicon import data
from cairn.catalog.models import Departure, Trip
from cairn.knowledge.embed import known_words
from cairn.lib.money import grouped


@dataclass(frozen=True, slots=True)
class Source:
    """A row that an answer rests on: kind is trip, faq, policy, story or document."""

    kind: str
    id: str
    title: str


def of_trip(trip: Trip) -> Source:
    return Source("trip", str(trip.pk), trip.name)


def money(paise: int) -> str:
    """Rupees with Indian grouping: 12345600 paise -> ₹1,23,456."""
    rupees, rest = divmod(paise, 100)
    return f"₹{grouped(rupees)}" + (f".{rest:02d}" if rest else "")


def month(number: int) -> str:
    return str(data("months")["short"][number - 1])


def day(value: date, today: date) -> str:
    """ "12 Aug"; with the year where it is not within the next twelve months."""
    far = (value - today).days > 366
    return f"{value.day} {month(value.month)}" + (f" {value.year}" if far else "")


def dates(departure: Departure, today: date) -> str:
    """ "12 to 19 Aug", "30 Dec to 2 Jan"."""
    start, end = departure.start, departure.end
    if start.month == end.month:
        return f"{start.day} to {day(end, today)}"
    return f"{start.day} {month(start.month)} to {day(end, today)}"


def listed(items: Iterable[str], word: str = "and") -> str:
    """ "a, b and c"."""
    rows = [item for item in items if item]
    if len(rows) < 2:
        return "".join(rows)
    comma = "; " if any(", " in row for row in rows) else ", "
    return f"{comma.join(rows[:-1])}{';' if comma == '; ' else ''} {word} {rows[-1]}"


def lowered(text: str) -> str:
    """A list entry inside a sentence: "All meals" -> "all meals", but "AC coach" and "Non-AC" stay."""
    first = text.split(" ", 1)[0].strip(",;:")
    name = first[1:].lower() != first[1:] or (len(first) > 3 and first.lower() not in known_words())
    return text if name or len(first) < 2 else text[0].lower() + text[1:]
