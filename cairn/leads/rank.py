"""Today's one order: what comes before what, and why. A pure function; the screen says the same words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.utils.translation import gettext_noop

from cairn.leads.models import Priority

TARGET = timedelta(minutes=12)  # a person's first answer
SOON = timedelta(hours=1)
WEIGHT = tuple(Priority)


class Kind:
    REPLY = "reply"  # a conversation that waits for a person
    TASK = "task"
    HOT = "hot"  # a lead likely to book, with nothing planned
    QUIET = "quiet"  # a lead in talks that has gone silent, with nothing planned


class Group(IntEnum):
    """The queue from top to bottom. Within a group the order is that of `place`."""

    WAITING = 0
    LATE = 1
    SOON = 2
    HOT = 3
    TODAY = 4
    QUIET = 5
    AFTER = 6


HEADS = {
    Group.WAITING: gettext_noop("Wait for an answer"),
    Group.LATE: gettext_noop("Late"),
    Group.SOON: gettext_noop("Next hour"),
    Group.HOT: gettext_noop("Likely to book, nothing planned"),
    Group.TODAY: gettext_noop("Later today"),
    Group.QUIET: gettext_noop("Gone quiet, nothing planned"),
    Group.AFTER: gettext_noop("Tomorrow and after"),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """`at`: since when the customer waits, when the task is due, or when the lead was last heard of."""

    kind: str
    at: datetime
    priority: str = Priority.MEDIUM
    score: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands: the smaller `order`, the higher. `why` is the reason in words."""

    group: Group
    order: tuple[float, ...]
    why: str


def place(thing: Thing, *, now: datetime, midnight: datetime) -> Place:
    """`midnight` is the end of the firm's day."""
    match thing.kind:
        case Kind.REPLY:
            return waiting(thing, now - thing.at)
        case Kind.HOT:
            return Place(Group.HOT, (-thing.score,), f"score {thing.score}, and no next step")
        case Kind.QUIET:
            days = (now - thing.at).days
            return Place(Group.QUIET, (days, -thing.score), f"silent for {days} days, and no next step")
        case _:
            return task(thing, now, midnight)


def waiting(thing: Thing, waited: timedelta) -> Place:
    """The longest wait first, whatever it is about."""
    over = ", over the target of 12 min" if waited >= TARGET else ""
    return Place(Group.WAITING, (-waited.total_seconds(),), f"waits {minutes(waited)}{over}")


def task(thing: Thing, now: datetime, midnight: datetime) -> Place:
    """Late ones by priority and then the longest late; the others by their time, and by priority within a minute."""
    weight, until = -WEIGHT.index(Priority(thing.priority)), (thing.at - now).total_seconds()
    words = "" if thing.priority in (Priority.MEDIUM, Priority.LOW) else f", {thing.priority}"
    if until < 0:
        return Place(Group.LATE, (weight, until), f"{minutes(-timedelta(seconds=until))} late{words}")
    if thing.at < now + SOON:
        return Place(Group.SOON, (until // 60, weight), f"due in {minutes(thing.at - now)}{words}")
    group = Group.TODAY if thing.at < midnight else Group.AFTER
    return Place(group, (until // 60, weight), f"due later{words}")


def minutes(span: timedelta) -> str:
    whole = max(0, int(span.total_seconds() // 60))
    return f"{whole} min" if whole < 60 else f"{whole // 60} h" if whole < 2880 else f"{whole // 1440} days"
