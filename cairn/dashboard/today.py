"""Today: everything that waits for a person, in one order, each done by one key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from cairn.accounts.models import User
from cairn.automation import queue as acts
from cairn.conversations import inbox as conversations
from cairn.dashboard import times
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.dashboard.happenings import in_words
from cairn.leads import later, todo
from cairn.leads.rank import HEADS, TARGET, Group, Kind
from cairn.leads.today import WHO, Item, queue
from cairn.lib import clock
from cairn.lib.digits import whole
from cairn.lib.saying import OneSentence

PAGE = "dashboard/today.html"
ICONS = {Kind.REPLY: "hand", Kind.HOT: "bolt", Kind.QUIET: "moon"}
PRESSURE = {Group.LATE: "late", Group.SOON: "soon"}


@dataclass(frozen=True, slots=True)
class Row:
    """An item as the page shows it: what to do, for whom, why it stands here."""

    item: Item

    @property
    def title(self) -> str:
        name = self.item.contact.title
        if self.item.task:
            return self.item.task.title
        if self.item.kind == Kind.REPLY:
            return _("Answer %s") % name
        return (_("Write to %s") if self.item.kind == Kind.QUIET else _("Take %s further")) % name

    @property
    def about(self) -> str:
        if self.item.talk:
            return _(in_words(self.item.talk.needs_person_why) or "Needs a person")
        trip = self.item.lead.trip if self.item.lead else None
        return trip.name if trip else ""

    @property
    def books(self) -> bool:
        return self.item.talk is not None and "book" in in_words(self.item.talk.needs_person_why).lower()

    @property
    def when(self) -> str:
        if self.item.task:
            return times.due(self.item.task.due_at)
        if self.item.talk and (since := self.item.talk.needs_person_since):
            return times.length(clock.now() - since)
        return _("score %d") % self.item.lead.score if self.item.lead else ""

    @property
    def pressure(self) -> str:
        if self.item.kind == Kind.REPLY:
            return "late" if -self.item.place.order[0] >= TARGET.total_seconds() else "soon"
        return PRESSURE.get(self.item.place.group, "")

    @property
    def icon(self) -> str:
        return ICONS.get(self.item.kind, "")

    @property
    def who(self) -> User | None:
        if self.item.task:
            return self.item.task.assignee
        return self.item.talk.owner if self.item.talk else self.item.lead.owner if self.item.lead else None


@dataclass(frozen=True, slots=True)
class Head:
    name: str
    late: bool
    rows: list[Row]


@require_safe
@desk
def today(request: DeskRequest) -> HttpResponse:
    people = User.objects.filter(is_active=True).exclude(role="viewer").order_by("name")[:50]
    return render(request, PAGE, {**context(request), "people": people, "choices": later.CHOICES})


@require_safe
@desk
def queue_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, f"{PAGE}#queue", {**context(request), "fragment": True})


@require_POST
@desk
@writes
def act(request: DeskRequest) -> HttpResponse:
    """One act on the rows picked. What was done is said in a toast, with the way back."""
    try:
        finished = acts.act(request.POST.getlist("things"), wanted(request), user=request.user, firm=request.firm)
    except (later.NoSuchTime, Unknown) as refusal:
        return refused(refusal)
    return toast(done(request, "/tasks"), said(request.POST.get("act", ""), finished), undo=finished.undo)


@require_POST
@desk
@writes
def undo(request: DeskRequest, key: str) -> HttpResponse:
    back = todo.undo(key, request.user)
    return toast(done(request, "/tasks"), _("Taken back") if back else _("Too late to take it back"))


class Unknown(OneSentence):
    words = gettext_noop("Choose what to do with it.")


def wanted(request: DeskRequest) -> todo.Act:
    match request.POST.get("act"):
        case "done":
            return todo.Done()
        case "cancel":
            return todo.Cancelled(request.POST.get("reason", ""))
        case "snooze":
            return todo.Snoozed(later.until(request.POST.get("until", ""), request.firm))
        case "assign":
            return todo.Given(person(request.POST.get("to", "")))
    raise Unknown


def person(given: str) -> User | None:
    """Somebody of the team by id; nobody for an empty choice. Raises Unknown."""
    if not given:
        return None
    found = User.objects.filter(is_active=True, pk=whole(given) or 0).first()
    if found is None:
        raise Unknown
    return found


def said(act: str, finished: acts.Done) -> str:
    words = {"cancel": _("Not needed"), "snooze": _("Put off"), "assign": _("Given away")}.get(act, _("Done"))
    if not finished.number:
        return _("That was done already")
    return words if finished.number == 1 else f"{words}: {finished.number}"


def toast(response: HttpResponse, text: str, *, undo: str = "") -> HttpResponse:
    """Have the page say what happened, with a way back for ten seconds."""
    news = {"text": text} | ({"undo": f"/tasks/undo/{undo}"} if undo else {})
    response["HX-Trigger"] = json.dumps({"toast": news})
    return response


def context(request: DeskRequest) -> dict[str, object]:
    asked = request.GET.get("who", "all")
    who = asked if asked in WHO else "all"
    found = queue(request.user, who=who, firm=request.firm)
    rows = [Row(item) for item in found.items]
    heads = [
        Head(_(HEADS[group]), group in (Group.LATE, Group.WAITING), list(members))
        for group, members in groupby(rows, key=lambda row: row.item.place.group)
    ]
    return {
        "heads": heads,
        "hot": next((row for row in rows if ready(row)), None),
        "who": who,
        "total": len(rows),
        "late": found.count(Group.LATE),
        "waiting": found.count(Group.WAITING),
        "more": found.more,
        "counts": conversations.counts(request.user),
        "here": "today",
    }


def ready(row: Row) -> bool:
    """Somebody who wants to book and waits: the one block above everything else."""
    return row.item.kind == Kind.REPLY and row.books
