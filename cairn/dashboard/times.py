"""Times and lengths of time in the words of the desk. All take aware datetimes and speak in the active zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from cairn.lib import clock


def day(at: datetime) -> str:
    """The line between two days of a thread: "Today, Thursday 9 July"."""
    local, today = timezone.localtime(at), timezone.localtime(clock.now()).date()
    words = date_format(local, "l j F")
    if local.date() == today:
        return _("Today, %(day)s") % {"day": words}
    if local.date() == today - timedelta(days=1):
        return _("Yesterday, %(day)s") % {"day": words}
    return words if local.year == today.year else f"{words} {local.year}"


def day_of(iso: str) -> str:
    """The day in a text such as `2026-11-25T10:00:00+05:30`: "today", "3 Jul"; empty for what is no time."""
    try:
        local = timezone.localtime(datetime.fromisoformat(iso)).date()
    except (TypeError, ValueError):
        return ""
    return _("today") if local == timezone.localtime(clock.now()).date() else date_format(local, "j M")


def stamp(at: datetime | None) -> str:
    """As short as a list allows: "11:42" today, "Tue" this week, "3 Jul" before."""
    if at is None:
        return ""
    local, today = timezone.localtime(at), timezone.localtime(clock.now()).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if timedelta(0) < today - local.date() < timedelta(days=7):
        return date_format(local, "D")
    return date_format(local, "j M" if local.year == today.year else "j M Y")


def moment(at: datetime) -> str:
    """Day and time in a sentence: "11:42", "Tuesday 10:12", "3 July 10:12"."""
    local, today = timezone.localtime(at), timezone.localtime(clock.now()).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if abs(today - local.date()) < timedelta(days=7):
        return date_format(local, "l H:i")
    return date_format(local, "j F H:i")


def length(span: timedelta) -> str:
    """One number and its unit: "4 min", "2 h", "3 d". `wait-time.js` says it the same way."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return _("%d min") % minutes
    return _("%d h") % (minutes // 60) if minutes < 48 * 60 else _("%d d") % (minutes // 1440)


def left(span: timedelta) -> str:
    """Hours and minutes: "23 h 58 m", "84 min" under two hours."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 120:
        return _("%d min") % minutes
    return _("%(hours)d h %(minutes)02d m") % {"hours": minutes // 60, "minutes": minutes % 60}


def due(at: datetime) -> str:
    """When a task is due: "18 min late", "in 11 min", "17:00", "Fri 17:00"."""
    span = at - clock.now()
    if span < timedelta(0):
        return _("%s late") % length(-span)
    if span < timedelta(hours=1):
        return _("in %s") % length(span)
    local = timezone.localtime(at)
    same_day = local.date() == timezone.localtime(clock.now()).date()
    return f"{local:%H:%M}" if same_day else date_format(local, "D j M")
