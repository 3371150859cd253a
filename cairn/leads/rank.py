"""Today's one order: what comes before what, and why. A pure function; the screen says the same words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.utils.translation import gettext as _
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
            return Place(Group.HOT, (-thing.score,), _("score %d, and no next step") % thing.score)
        case Kind.QUIET:
            days = (now - thing.at).days
            return Place(Group.QUIET, (days, -thing.score), _("silent for %d days, and no next step") % days)
        case _:
            return task(thing, now, midnight)


def waiting(thing: Thing, waited: timedelta) -> Place:
    """The longest wait first, whatever it is about."""
    over = ", " + _("over the target of 12 min") if waited >= TARGET else ""
    return Place(Group.WAITING, (-waited.total_seconds(),), _("waits %s") % minutes(waited) + over)


def task(thing: Thing, now: datetime, midnight: datetime) -> Place:
    """Late ones by priority and then the longest late; the others by their time, and by priority within a minute."""
    weight, until = -WEIGHT.index(Priority(thing.priority)), (thing.at - now).total_seconds()
    words = "" if thing.priority in (Priority.MEDIUM, Priority.LOW) else f", {_(str(thing.priority))}"
    if until < 0:
        return Place(Group.LATE, (weight, until), _("%s late") % minutes(-timedelta(seconds=until)) + words)
    if thing.at < now + SOON:
        return Place(Group.SOON, (until // 60, weight), _("due in %s") % minutes(thing.at - now) + words)
    group = Group.TODAY if thing.at < midnight else Group.AFTER
    return Place(group, (until // 60, weight), _("due later") + words)


def minutes(span: timedelta) -> str:
    whole = max(0, int(span.total_seconds() // 60))
    if whole < 60:
        return _("%d min") % whole
    return _("%d h") % (whole // 60) if whole < 2880 else _("%d days") % (whole // 1440)
