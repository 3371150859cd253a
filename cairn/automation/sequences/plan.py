"""When a step is due, and which one is next. Pure: what is known of the moment goes in, a time comes out."""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cairn.accounts.hours import moment
from cairn.accounts.models import Firm
from cairn.automation.models import Step
from cairn.automation.sequences import quiet
from cairn.catalog.models import Departure, Trip
from cairn.conversations.models import Conversation
from cairn.conversations.window import WINDOW, window
from cairn.leads.models import Lead

MORNING = time(10)  # when a day before the departure begins, in the firm's zone
MOST = 20  # departures of a trip that are looked at


@dataclass(frozen=True, slots=True)
class Moment:
    """`window_until`: when free text ends; `start`: the day of the lead's departure, where it is known."""

    now: datetime
    firm: Firm
    window_until: datetime | None
    start: date | None


def window_until(conversation: Conversation, now: datetime) -> datetime | None:
    """Until when free text goes; a channel without windows is always open."""
    found = window(conversation)
    return found.until or (now + WINDOW if found.free_text else None)


def due(step: Step, at: Moment) -> datetime | None:
    """When the step is due, never in quiet hours; None when its time has passed and it is left out."""
    span = timedelta(minutes=step.minutes)
    if step.anchor == Step.Anchor.AFTER:
        return quiet.after(at.firm, at.now + span)
    if step.anchor == Step.Anchor.WINDOW:
        return later(quiet.before(at.firm, at.window_until - span), at) if at.window_until else None
    if at.start is None:
        return quiet.after(at.firm, at.now)  # the step itself says then what is missing
    return later(quiet.after(at.firm, moment(at.firm, at.start, MORNING) - span), at)


def later(wanted: datetime, at: Moment) -> datetime | None:
    return wanted if wanted > at.now else None


def following(steps: Many[Step], position: int, at: Moment) -> tuple[int, datetime] | None:
    """The first step from `position` on that still has a time, and that time; None when the sequence is over."""
    for step in steps:
        if step.position >= position and (when := due(step, at)):
            return step.position, when
    return None


def start_of(lead: Lead, today: date) -> date | None:
    """The day of the lead's departure, where what they said leaves only one: a wrong date is worse than none."""
    if lead.trip is None:
        return None
    days = [row.start for row in upcoming(lead.trip, today) if wanted(row.start, lead.travel_dates)]
    return days[0] if len(set(days)) == 1 else None


def upcoming(trip: Trip, today: date) -> Many[Departure]:
    return list(trip.departures.upcoming(today).exclude(status=Departure.Status.CANCELLED)[:MOST])


def wanted(day: date, said: str) -> bool:
    """Whether a day is among the "MM-DD" or "MM" that the customer gave; any is where they gave none."""
    named = [word.strip() for word in said.split(",") if word.strip()]
    return not named or f"{day:%m-%d}" in named or f"{day:%m}" in named or day.isoformat() in named
