"""The firm's working hours: when somebody can do what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from cairn.accounts.models import Firm

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOK_AHEAD = 30  # days; a firm that is closed for longer has tasks due at any time
# From half a day on, a delay is a date in the calendar and not work to be done by the hour.
LONG = timedelta(hours=12)


def due(firm: Firm, now: datetime, within: timedelta) -> datetime:
    """When a task is due that has to be done `within` so long of `now`, UTC.

    Short ones count from the moment somebody is there and end with that working day; long ones end at an open moment.
    """
    if within >= LONG:
        return next_open(firm, now + within)
    start, end = shift_at(firm, now)
    return min(start + within, end) if end else start + within


def next_open(firm: Firm, at: datetime) -> datetime:
    """The first moment at or after `at` when the firm is open; `at` itself for a firm without hours."""
    return shift_at(firm, at)[0]


def shift_at(firm: Firm, at: datetime) -> tuple[datetime, datetime | None]:
    """The open moment at or after `at`, and when the firm closes after it; no end for a firm without hours."""
    for start, end in shifts(firm, at):
        if at < end:
            return max(start, at), end
    return at, None


def shifts(firm: Firm, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing times from the day before `at` on, in order. Local times, so a change of clocks is right."""
    today = at.astimezone(firm.zone).date()
    for offset in range(-1, LOOK_AHEAD):
        day = today + timedelta(days=offset)
        if day.isoformat() in firm.holidays or f"{day:%m-%d}" in firm.holidays:
            continue
        lines = [line for line in firm.working_hours if DAYS[day.weekday()] in line["days"]]
        for opens, closes in sorted((clock(line["open"]), clock(line["close"])) for line in lines):
            last = day if closes > opens else day + timedelta(days=1)
            yield moment(firm, day, opens), moment(firm, last, closes)


def moment(firm: Firm, day: date, at: time) -> datetime:
    return datetime.combine(day, at, firm.zone).astimezone(UTC)


def clock(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text)
