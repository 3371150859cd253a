"""Which days the page shows: the last 7, 30 or 90, or from one day to another."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from cairn.dashboard.desk import DeskRequest
from cairn.insights.report import MOST_DAYS, Period
from cairn.lib import clock

CHOICES = (7, 30, 90)
USUAL = 30


class Unclear(ValueError):
    """These days can't be; the text says why."""


def asked(request: DeskRequest) -> tuple[Period, int]:
    """The days, and which of the choices it is (0: from one day to another). Raises Unclear."""
    today = timezone.localtime(clock.now()).date()
    if request.GET.get("from") or request.GET.get("to"):
        return custom(request.GET.get("from", ""), request.GET.get("to", ""), today), 0
    given = request.GET.get("days", "")
    days = int(given) if given in map(str, CHOICES) else USUAL
    return last(days, today), days


def last(days: int, today: date) -> Period:
    return Period(today - timedelta(days=days - 1), today)


def custom(first: str, until: str, today: date) -> Period:
    try:
        end = min(date.fromisoformat(until), today) if until else today
        begin = date.fromisoformat(first) if first else end - timedelta(days=USUAL - 1)
    except ValueError:
        raise Unclear(_("Write the days as 2026-07-01.")) from None
    if begin > end:
        raise Unclear(_("The first day comes after the last one."))
    if (end - begin).days >= MOST_DAYS:
        raise Unclear(_("Ask for a year at most."))
    return Period(begin, end)
