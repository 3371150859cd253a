"""What leaves in a month, in a stretch of days or from a town, whichever trip it is."""

from __future__ import annotations

from cairn.assistant.dates import Period
from cairn.assistant.draft import Draft
from cairn.assistant.facts import dates, listed
from cairn.assistant.spans import span
from cairn.assistant.writers.departures import FREE_DAYS, MOST, named, on_free_days, open_ones
from cairn.assistant.writers.prices import seats_of
from cairn.catalog.models import Departure, Trip


def on_period(draft: Draft) -> bool:
    """A date without a trip: everything that starts then. False where no date was named."""
    asked, text = draft.understanding.periods, draft.understanding.message.glossed
    stretch = span(text, draft.today)
    if not asked and not stretch:
        return False
    rows = [(t, d) for t in draft.snapshot.trips for d in draft.upcoming(t)]
    rows = [r for r in rows if (stretch.allows(r[1].start) if stretch else any(fits(p, r[1]) for p in asked))]
    rows = [r for r in rows if on_free_days(r[1])] if FREE_DAYS.search(text) else rows
    rows = from_towns(draft, rows) or rows
    if not rows and not asked:
        draft.say("no_departure_then")
        next_from(draft)
        return True
    if not rows:
        draft.say("nothing_then", period=named(asked[0]))
        return True
    if stretch:
        draft.say("departures_then", list="\n" + shown(draft, rows, 8))
        return True
    key = "on_period" if any(p.day for p in asked) else "in_period"
    draft.say(key, period=listed(named(p) for p in asked), list="\n" + shown(draft, rows, 12))
    return True


def shown(draft: Draft, rows: list[tuple[Trip, Departure]], most: int) -> str:
    """Trips and dates, the earliest first, one a line."""
    rows = sorted(rows, key=lambda r: r[1].start)[:most]
    for trip, _ in rows:
        draft.cite_trip(trip)
    return "\n".join(f"*{t.name}*, {dates(d, draft.today)} ({seats_of(draft, d)})" for t, d in rows)


def from_towns(draft: Draft, rows: list[tuple[Trip, Departure]]) -> list[tuple[Trip, Departure]]:
    """Those that pick up in a town that the message names."""
    towns = set(draft.understanding.message.cities)
    return [r for r in rows if towns & {p["city"] for p in r[0].pickups}]


def next_from(draft: Draft) -> bool:
    """A town alone: the next dates that leave from there."""
    rows = from_towns(draft, [(t, d) for t in draft.snapshot.trips for d in open_ones(draft.upcoming(t))])
    if rows:
        draft.say("departures_from", city=draft.understanding.message.cities[0], list="\n" + shown(draft, rows, MOST))
    return bool(rows)


def fits(period: Period, departure: Departure) -> bool:
    return period.near(departure.start, departure.end, 2) if period.day else departure.start.month == period.month
