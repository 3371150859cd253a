"""The hours of the night in which no sequence writes, in the firm's zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from cairn.accounts.hours import moment
from cairn.accounts.models import Firm

MARGIN = timedelta(minutes=5)  # what has to be said before the night is said so long before it


def is_quiet(firm: Firm, at: datetime) -> bool:
    return within(at.astimezone(firm.zone).time(), firm.quiet_from, firm.quiet_until)


def within(now: time, begin: time, end: time) -> bool:
    """Whether `now` lies in the hours from `begin` to `end`, which may go past midnight. The same twice: never."""
    return begin <= now < end if begin <= end else now >= begin or now < end


def after(firm: Firm, at: datetime) -> datetime:
    """`at`, or the end of the quiet hours that it falls into."""
    if not is_quiet(firm, at):
        return at
    day = at.astimezone(firm.zone).date()
    ends = moment(firm, day, firm.quiet_until)
    return ends if ends > at else moment(firm, day + timedelta(days=1), firm.quiet_until)


def before(firm: Firm, at: datetime) -> datetime:
    """`at`, or shortly before the quiet hours that it falls into."""
    if not is_quiet(firm, at):
        return at
    day = at.astimezone(firm.zone).date()
    begins = moment(firm, day, firm.quiet_from)
    return (begins if begins <= at else moment(firm, day - timedelta(days=1), firm.quiet_from)) - MARGIN
