"""Until when something is put off, in the firm's own working time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.translation import gettext_noop

from cairn.accounts.hours import next_open
from cairn.accounts.models import Firm
from cairn.lib import clock
from cairn.lib.saying import OneSentence

LATER_TODAY = timedelta(hours=3)
MORNING = time(9)
CHOICES = {
    "later": gettext_noop("Later today"),
    "tomorrow": gettext_noop("Tomorrow morning"),
    "week": gettext_noop("Next week"),
}


class NoSuchTime(OneSentence):
    words = gettext_noop("Choose a day from today on, within a year.")


def until(choice: str, firm: Firm) -> datetime:
    """The moment that `later`, `tomorrow`, `week` or a day or minute in ISO form stands for, UTC. Raises NoSuchTime."""
    now = clock.now()
    today = now.astimezone(firm.zone).date()
    if choice == "later":
        return next_open(firm, now + LATER_TODAY)
    if choice == "tomorrow":
        return next_open(firm, datetime.combine(today + timedelta(days=1), MORNING, firm.zone))
    if choice == "week":
        return next_open(firm, datetime.combine(today + timedelta(days=7 - today.weekday()), MORNING, firm.zone))
    return on(choice, firm, now)


def on(choice: str, firm: Firm, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(choice)
    except ValueError as error:
        raise NoSuchTime from error
    at = at if at.tzinfo else at.replace(tzinfo=firm.zone)
    if len(choice) == len("2026-12-24") and at.date() >= now.astimezone(firm.zone).date():
        at = max(next_open(firm, datetime.combine(at.date(), MORNING, firm.zone)), now + timedelta(minutes=1))
    if not now < at < now + timedelta(days=366):
        raise NoSuchTime
    return at
