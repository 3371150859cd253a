"""What people do with conversations, one or many at once: give, tag, move, snooze, close, read, and the way back."""

from __future__ import annotations

import json

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST

from cairn.accounts.models import User
from cairn.automation import many
from cairn.conversations.ownership import set_assistant
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.dashboard.inbox import filters, visible
from cairn.leads import later, views
from cairn.leads.models import SavedView, Stage
from cairn.lib.digits import is_id, whole
from cairn.lib.saying import OneSentence


class Unclear(OneSentence):
    words = gettext_noop("Choose conversations, and what to do with them.")


@require_POST
@desk
@writes
def act(request: DeskRequest) -> HttpResponse:
    """One act on the conversations picked, in one request. A toast says what was done, with the way back."""
    ids = [int(one) for one in request.POST.getlist("talks")[: many.MOST] if is_id(one)]
    try:
        what = wanted(request)
        if not ids:
            raise Unclear
    except (later.NoSuchTime, Unclear) as refusal:
        return refused(str(refusal), 422)
    finished = many.act(ids, what, user=request.user)
    if not finished.number and finished.why:
        return refused(finished.why, 422)
    undo = f"/inbox/undo/{finished.undo}" if finished.undo else ""
    return toast(done(request, "/inbox"), said(what, finished), undo=undo)


@require_POST
@desk
@writes
def undo(request: DeskRequest, key: str) -> HttpResponse:
    back = many.undo(key, request.user)
    return toast(done(request, "/inbox"), _("Taken back") if back else _("Too late to take it back"))


@require_POST
@desk
@writes
def pause(request: DeskRequest, pk: int) -> HttpResponse:
    """The assistant steps back until a time: `later`, `tomorrow`, `week` or a moment in ISO form."""
    found = visible(request, pk)
    try:
        until = later.until(request.POST.get("until", ""), request.firm)
    except later.NoSuchTime as refusal:
        return refused(str(refusal), 422)
    set_assistant(found, state="paused", user=request.user, until=until)
    return done(request, f"/inbox/{pk}")


@require_POST
@desk
@writes
def keep(request: DeskRequest) -> HttpResponse:
    """Save the view under a name; the same name again replaces it."""
    asked = filters.read(QueryDict(request.POST.get("query", "")[:1000]))
    shared = request.POST.get("shared") == "1"
    name = request.POST.get("name", "")
    views.keep(request.user, SavedView.Page.INBOX, name=name, query=asked.query, shared=shared)
    return HttpResponseRedirect(asked.address())


@require_POST
@desk
@writes
def forget(request: DeskRequest, pk: int) -> HttpResponse:
    get_object_or_404(SavedView, pk=pk, user=request.user, page=SavedView.Page.INBOX)
    views.forget(request.user, pk)
    return HttpResponseRedirect("/inbox")


def wanted(request: DeskRequest) -> many.Act:
    """Raises Unclear, or later.NoSuchTime."""
    match request.POST.get("act"):
        case "assign":
            return many.Give(person(request, request.POST.get("to", "")))
        case "tag" if tag := request.POST.get("tag", "").replace("\0", "").strip()[:40]:
            return many.Tag(tag)
        case "stage" if request.POST.get("stage") in Stage.values:
            return many.Move(request.POST["stage"], request.POST.get("reason", "").replace("\0", "")[:300])
        case "snooze":
            return many.Snooze(later.until(request.POST.get("until", ""), request.firm))
        case "close":
            return many.Close()
        case "reopen":
            return many.Reopen()
        case "read" | "unread" as state:
            return many.Mark(state == "read")
    raise Unclear


def person(request: DeskRequest, given: str) -> User | None:
    """`me`, somebody of the team by id, or nobody for an empty choice. Raises Unclear."""
    if given in ("", "me"):
        return request.user if given else None
    found = User.objects.filter(is_active=True, pk=whole(given) or 0).first()
    if found is None:
        raise Unclear
    return found


def said(what: many.Act, finished: many.Done) -> str:
    number = finished.number
    if not number:
        return _("That was so already")
    words = {
        many.Give: _("Given to %(name)s")
        % {"name": what.to.name if isinstance(what, many.Give) and what.to else _("nobody")},
        many.Tag: _("Tagged"),
        many.Move: _("Moved"),
        many.Snooze: _("Snoozed"),
        many.Close: _("Closed"),
        many.Reopen: _("Brought back"),
        many.Mark: _("Marked"),
    }[type(what)]
    stay = ngettext(", %(number)s stays as it is", ", %(number)s stay as they are", finished.stay) % {
        "number": finished.stay
    }
    return (words if number == 1 else f"{words}: {number}") + (stay if finished.stay else "")


def toast(response: HttpResponse, text: str, *, undo: str = "") -> HttpResponse:
    """Have the page say what happened, with a way back for ten seconds."""
    response["HX-Trigger"] = json.dumps({"toast": {"text": text} | ({"undo": undo} if undo else {})})
    return response
