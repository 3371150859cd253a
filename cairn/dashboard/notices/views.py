"""The bell, and the same news as a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cairn.conversations import inbox as conversations
from cairn.dashboard import times
from cairn.dashboard.desk import DeskRequest, desk, done
from cairn.dashboard.notices import screen
from cairn.journal.models import NEWS, Event
from cairn.lib import clock
from cairn.notifications import bell
from cairn.notifications.bell import Notice
from cairn.notifications.news import LOOKS
from cairn.notifications.preferences import quiet, ways

TEMPLATE = "dashboard/notices/notices.html"


@dataclass(frozen=True, slots=True)
class Line:
    """One notice with its icon. `rings`: it is new and wanted with a sound."""

    notice: Notice
    rings: bool

    @property
    def icon(self) -> str:
        return LOOKS[self.notice.news.kind][0]

    @property
    def tone(self) -> str:
        return LOOKS[self.notice.news.kind][1]


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    lines: list[Line]


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    context = {**news(request), "counts": conversations.counts(request.user), "here": "notices"}
    return render(request, TEMPLATE, context)


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, f"{TEMPLATE}#list", news(request))


@require_safe
@desk
def bell_fragment(request: DeskRequest) -> HttpResponse:
    """The number on the bell and what is behind it; `told` is how far this tab has already told aloud."""
    found = news(request)
    screen.shown(request.user.pk, found["days"])
    return render(request, f"{TEMPLATE}#bell", found)


@require_POST
@desk
def read(request: DeskRequest, pk: int) -> HttpResponse:
    get_object_or_404(Event, pk=pk, type__in=NEWS)
    bell.read(request.user, pk)
    return done(request, "/notifications")


@require_POST
@desk
def read_all(request: DeskRequest) -> HttpResponse:
    bell.read_all(request.user)
    return done(request, "/notifications")


def news(request: DeskRequest) -> dict[str, Any]:
    person = request.user
    silent = quiet(person, request.firm, clock.now())
    lines = [
        Line(notice, notice.unread and not silent and "sound" in ways(person, notice.news.kind))
        for notice in bell.notices(person)
    ]
    unread = sum(line.notice.unread for line in lines)
    newest = max((line.notice.event.pk for line in lines), default=0)
    return {"days": by_day(lines), "unread": unread, "full": unread >= bell.MOST, "newest": newest}


def by_day(lines: list[Line]) -> list[Day]:
    """Newest first; the day of an Event is the firm's."""
    groups = groupby(lines, key=lambda line: timezone.localtime(line.notice.event.at).date())
    found = [list(group) for _, group in groups]
    return [Day(times.day(group[0].notice.event.at), group) for group in found]
