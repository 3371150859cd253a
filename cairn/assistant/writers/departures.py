"""Dates, seats and whether a departure runs."""

from __future__ import annotations

import re

from cairn.assistant.dates import Period
from cairn.assistant.draft import Draft
from cairn.assistant.facts import dates, day, listed, month
from cairn.assistant.spans import span
from cairn.assistant.writers.prices import seats_of
from cairn.catalog.models import Departure, Trip

MOST = 6
FREE_DAYS = re.compile(
    r"\bweekdays?\b.{0,15}\b(?:not|no|cannot)\b|\b(?:not|no|cannot|avoid\w*|except)\b.{0,25}\b(?:weekdays?|working days?|office days?)\b"
    r"|\b(?:only|just) (?:on )?(?:the )?(?:weekends?|saturdays?)\b|\bweekends? only\b|\bwithout (?:taking )?(?:any )?leave\b"
    r"|\bsat(?:urday)?s?\W{0,3}(?:and |to |or )?sun(?:day)?s?\b"
)
NEXT_TOO = re.compile(r"\bnext\b.{0,12}\b(?:and|also|or)\b")
LAST = re.compile(r"\b(?:last|final) (?:\w+ )?(?:departure|date|batch|one|trek|trip|group)\b(?! (?:day|time|year))")


def open_ones(rows: list[Departure]) -> list[Departure]:
    return [d for d in rows if d.status in (Departure.Status.OPEN, Departure.Status.FILLING) and d.seats_left]


def with_seats(draft: Draft, rows: list[Departure]) -> str:
    return listed(f"{dates(d, draft.today)} ({seats_of(draft, d)})" for d in rows[:MOST])


def named(period: Period) -> str:
    return f"{period.day} {month(period.month)}" if period.day else month(period.month)


def when(draft: Draft, trip: Trip) -> None:
    """All dates, or those of the months and days that were named."""
    draft.cite_trip(trip)
    rows, asked = draft.upcoming(trip), draft.understanding.periods
    if chosen := chosen_by_words(draft, rows):
        within(draft, trip, chosen)
        return
    fitting = [d for d in rows if any(p.near(d.start, d.end) for p in asked)]
    if fitting and NEXT_TOO.search(draft.understanding.message.glossed):
        fitting = list(dict.fromkeys([*open_ones(rows)[:1], *fitting]))
    if not rows:
        draft.say("no_dates", trip=trip.name)
    elif asked and not fitting:
        none_then(draft, trip, asked[0], rows)
    elif len(fitting) == 1 and asked and asked[0].day:
        one(draft, trip, fitting[0])
    else:
        back(draft, trip, fitting or rows)


def chosen_by_words(draft: Draft, rows: list[Departure]) -> list[Departure]:
    """Those in the stretch of days, on the days of the week or at the end of the season that the message names."""
    text = draft.understanding.message.glossed
    if stretch := span(text, draft.today):
        rows = [d for d in rows if stretch.allows(d.start)]
    elif LAST.search(text):
        season = [d for d in rows if (d.start - draft.today).days < 366]
        return [*open_ones(season)[-1:], *(d for d in season[-1:] if d not in open_ones(season))]
    elif not FREE_DAYS.search(text):
        return []
    if FREE_DAYS.search(text):
        rows = [d for d in rows if on_free_days(d)]
    return rows


def on_free_days(departure: Departure) -> bool:
    """From Friday evening to Sunday at most."""
    return departure.start.weekday() >= 4 and departure.end.weekday() == 6 and departure.days <= 3


def within(draft: Draft, trip: Trip, rows: list[Departure]) -> None:
    one(draft, trip, rows[0]) if len(rows) == 1 else back(draft, trip, rows)


def back(draft: Draft, trip: Trip, rows: list[Departure]) -> None:
    draft.say("dates", trip=trip.name, list=with_seats(draft, rows))
    if not draft.understanding.people:
        draft.question("ask_people")


def one(draft: Draft, trip: Trip, departure: Departure) -> None:
    draft.say(
        "dates_return", trip=trip.name, start=day(departure.start, draft.today), end=day(departure.end, draft.today)
    )
    status(draft, trip, departure)


def none_then(draft: Draft, trip: Trip, period: Period, rows: list[Departure]) -> None:
    key = "no_date_on" if period.day else "no_dates_then"
    draft.say(
        key, trip=trip.name, period=named(period), season=trip.season_text, list=with_seats(draft, open_ones(rows)[:3])
    )


def seats(draft: Draft, trip: Trip) -> None:
    """Seats of the departure that is meant, else of the next ones."""
    draft.cite_trip(trip)
    departure, asked = draft.chosen(trip), draft.understanding.periods
    if departure:
        status(draft, trip, departure)
    elif asked:
        when(draft, trip)
    elif rows := draft.upcoming(trip):
        draft.say("dates", trip=trip.name, list=with_seats(draft, rows))
    else:
        draft.say("no_dates", trip=trip.name)


def status(draft: Draft, trip: Trip, departure: Departure) -> None:
    values = {"trip": trip.name, "dates": dates(departure, draft.today)}
    people = draft.understanding.people
    if departure.status == Departure.Status.CANCELLED:
        draft.say("cancelled", note=departure.note, **values)
    elif departure.status == Departure.Status.FULL or not departure.seats_left:
        draft.say("full", **values)
        draft.cite_policy("waiting-list")
    elif people and people > departure.seats_left:
        draft.say("seats_short", seats=departure.seats_left, people=people, **values)
    else:
        draft.say("seats_enough" if people else "seats", seats=departure.seats_left, people=people or 0, **values)
        return
    others(draft, trip, departure)


def others(draft: Draft, trip: Trip, departure: Departure) -> None:
    """The nearest departures that still have seats."""
    rows = [
        d
        for d in open_ones(draft.upcoming(trip))
        if d != departure and d.seats_left >= (draft.understanding.people or 1)
    ]
    near = sorted(rows, key=lambda d: abs((d.start - departure.start).days))[:3]
    if near:
        draft.say("next_open", list=with_seats(draft, sorted(near, key=lambda d: d.start)))


def duration(draft: Draft, trip: Trip) -> None:
    draft.cite_trip(trip)
    draft.say("duration", trip=trip.name, days=trip.days, nights=trip.nights, note=trip.duration_note)
