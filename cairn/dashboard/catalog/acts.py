"""What is done with one press: archive, copy, cancel, repeat, delete and take back, let a story through."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from cairn.catalog.edit import acts
from cairn.catalog.edit.refusal import Referenced, Wrong
from cairn.catalog.edit.written import CHANGED
from cairn.catalog.models import Departure, Faq, Story, Trip
from cairn.dashboard.catalog import edit
from cairn.dashboard.catalog.frame import by, changes, may_change
from cairn.dashboard.desk import DeskRequest, desk
from cairn.journal.models import Event
from cairn.lib.digits import whole


@require_POST
@desk
@changes("trip")
def trip(request: DeskRequest, pk: int) -> HttpResponse:
    row, what = get_object_or_404(Trip, pk=pk), request.POST.get("act")
    if what == "duplicate":
        return HttpResponseRedirect(f"/trips/{acts.duplicate(row, by=by(request)).pk}/edit")
    if what in ("archive", "restore"):
        (acts.archive if what == "archive" else acts.restore)(row, by=by(request))
    return HttpResponseRedirect(f"/trips/{pk}")


@require_POST
@desk
@changes("departure")
def departure(request: DeskRequest, pk: int) -> HttpResponse:
    """Cancel with a reason, open again, repeat, delete. What can't be is said on the form."""
    row = get_object_or_404(Departure, pk=pk)
    try:
        return HttpResponseRedirect(DEPARTURE.get(request.POST.get("act", ""), nothing)(request, row))
    except Wrong as refusal:
        return refused(request, row, next(iter(refusal.errors.values())))
    except Referenced as refusal:
        return refused(request, row, str(refusal))


def refused(request: DeskRequest, row: Departure, why: str) -> HttpResponse:
    draft = edit.Draft("departure", row, refusal=why, seen=row.updated_at.isoformat())
    draft.texts = edit.stored(draft)
    return edit.shown(request, draft, status=422)


def cancel(request: DeskRequest, row: Departure) -> str:
    acts.cancel(row, reason=request.POST.get("reason", "").replace("\0", ""), by=by(request))
    return f"/departures/{row.pk}/edit"


def reopen(request: DeskRequest, row: Departure) -> str:
    acts.reopen(row, by=by(request))
    return f"/departures/{row.pk}/edit"


def repeat(request: DeskRequest, row: Departure) -> str:
    every, times = (request.POST.get(name, "") for name in ("every", "times"))
    numbers = [whole(one, most=99_999) or 0 for one in (every, times)]
    acts.repeat(row, every=numbers[0], times=numbers[1], by=by(request))
    return f"/trips/{row.trip_id}#dates"


def delete(request: DeskRequest, row: Departure) -> str:
    return f"/departures?trip={row.trip_id}&deleted={acts.delete(row, by=by(request)).pk}"


def nothing(request: DeskRequest, row: Departure) -> str:
    return f"/departures/{row.pk}/edit"


DEPARTURE = {"cancel": cancel, "reopen": reopen, "repeat": repeat, "delete": delete}


@require_POST
@desk
@changes("faq")
def delete_faq(request: DeskRequest, pk: int) -> HttpResponse:
    event = acts.delete(get_object_or_404(Faq, pk=pk), by=by(request))
    return HttpResponseRedirect(f"/faqs?deleted={event.pk}")


@require_POST
@desk
@changes("story")
def story(request: DeskRequest, pk: int) -> HttpResponse:
    """Delete it, or let a held one through: that is for owner and managers, who answer for it."""
    row = get_object_or_404(Story, pk=pk)
    if request.POST.get("act") == "delete":
        return HttpResponseRedirect(f"/stories?deleted={acts.delete(row, by=by(request)).pk}")
    if request.POST.get("act") == "let_through":
        if not may_change(request, "trip"):
            raise PermissionDenied
        acts.let_through(row, by=by(request))
    return HttpResponseRedirect(f"/stories/{pk}/edit")


@require_POST
@desk
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Put back what was deleted."""
    event = get_object_or_404(Event, pk=pk, type=CHANGED, data__act="deleted")
    kind = str(event.data["kind"])
    if not may_change(request, kind):
        raise PermissionDenied
    row: Any = acts.undelete(event, by=by(request))
    if row is None:
        raise Http404
    return HttpResponseRedirect(f"/{edit.TABS[kind]}/{row.pk}/edit")
