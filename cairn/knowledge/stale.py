"""Why a passage must not be used any more: dates that have passed, prices of another season, claims against the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from cairn.catalog.models import Departure, Faq, Story, Trip

UNTOUCHED = timedelta(days=365)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED = re.compile(rf"(?<!since )(?:\b(\d{{1,2}})(?:st|nd|rd|th)? )?\b({'|'.join(MONTHS)})[a-z]*\.? (20\d\d)\b", re.I)
WRITTEN = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
AMOUNT = r"(?:₹|Rs\.? ?|INR ?)(\d[\d,]*)"
PRICE = re.compile(rf"\b(?:costs?|priced? at|price (?:is|of)) {AMOUNT}(?: (?:per|a|each)\b)", re.I)
ADVANCE = re.compile(rf"\badvance (?:of |is |: ?)?{AMOUNT}|{AMOUNT} (?:as |in )?advance\b", re.I)
LEAST_AGE = re.compile(r"\bminimum age(?: is| of|:)? (\d{1,2})\b", re.I)


def of_facet(facet: str, trip: Trip, departures: Iterable[Departure], today: date) -> str:
    """A price whose season is over; dates that all lie in the past."""
    if facet == "price" and trip.price_expired:
        return (
            f"The price is of a season that is over ({trip.price_label})."
            if trip.price_label
            else "The price's season is over."
        )
    starts = [departure.start for departure in departures]
    if facet == "dates" and starts and max(starts) <= today:
        return f"The last departure left on {spelt(max(starts))}."
    return ""


def of_story(story: Story) -> str:
    return "The guest names a price that does not hold any more." if story.mentions_old_price else ""


def of_faq(faq: Faq, trips: Mapping[str, Trip], today: date) -> str:
    """The first reason that holds: the firm's own mark, a claim against the catalogue, a past date, a year untouched."""
    if faq.stale:
        return sentence(faq.stale_reason or "Marked as out of date")
    said = f"{faq.question} {faq.answer}"
    if (trip := trip_of(faq, said, trips)) and (against := contradiction(faq.answer, trip)):
        return against[:300]
    if passed := past_date(said, today):
        return f"It names {passed}, which has passed."
    if faq.updated_at and faq.updated_at.date() < today - UNTOUCHED:
        return f"Nobody has looked at it since {spelt(faq.updated_at.date())}."
    return ""


def sentence(words: str) -> str:
    words = words.strip()[:299]
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")


def trip_of(faq: Faq, said: str, trips: Mapping[str, Trip]) -> Trip | None:
    """The trip that it belongs to, or the only one that it names."""
    if faq.trip_id:
        return next((trip for trip in trips.values() if trip.pk == faq.trip_id), faq.trip)
    found = [trip for name, trip in trips.items() if name in said]
    return found[0] if len(found) == 1 else None


def contradiction(text: str, trip: Trip) -> str:
    """A price, advance or age in `text` that the catalogue has otherwise, as a sentence."""
    for amount in groups(PRICE, text):
        if amount * 100 not in prices(trip):
            return f"It says ₹{amount:,}; the catalogue says ₹{trip.price // 100:,} for {trip.name}."
    for amount in groups(ADVANCE, text):
        if amount * 100 != trip.advance:
            return f"It says ₹{amount:,} advance; the catalogue says ₹{trip.advance // 100:,} for {trip.name}."
    for age in groups(LEAST_AGE, text):
        if trip.min_age and age != trip.min_age:
            return f"It says from {age} years; the catalogue says from {trip.min_age} for {trip.name}."
    return ""


def groups(pattern: re.Pattern[str], text: str) -> list[int]:
    found = (next(g for g in match.groups() if g) for match in pattern.finditer(text))
    return [int(number.replace(",", "")) for number in found]


def prices(trip: Trip) -> set[int]:
    """Paise that somebody may have to pay for it, add-ons too."""
    own = {trip.price, trip.balance} | {a["price"] for a in trip.add_ons if "price" in a}
    return own | {departure.price for departure in trip.departures.all() if departure.price}


def past_date(text: str, today: date) -> str:
    """The first date in `text` that lies before today, as it stands there. A bare year or a month without one is none."""
    for match in NAMED.finditer(text):
        month = MONTHS.index(match[2].lower()) + 1
        if before(int(match[3]), month, int(match[1] or 31), today):
            return match[0].strip()
    for match in WRITTEN.finditer(text):
        if before(int(match[1]), int(match[2]), int(match[3]), today):
            return match[0]
    return ""


def before(year: int, month: int, day: int, today: date) -> bool:
    return (year, month, day) < (today.year, today.month, today.day)


def spelt(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
