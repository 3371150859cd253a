"""Canned replies: write, change, delete with a way back, search. For everybody who may write."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cairn.conversations import canned
from cairn.conversations.models import CannedReply
from cairn.conversations.outgoing import Unsendable
from cairn.dashboard.desk import DeskRequest, desk, done, writes
from cairn.dashboard.settings.undoing import remember, toast

PAGE, HOME = "dashboard/settings/replies.html", "/settings/replies"


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    return show(request)


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    """The list alone, while one types in its search."""
    return render(request, f"{PAGE}#list", listed(request))


@require_POST
@desk
@writes
def save(request: DeskRequest, pk: int = 0) -> HttpResponse:
    """A new one, or other words for an old one; what can't be stays in the form with the reason."""
    reply = get_object_or_404(CannedReply, pk=pk) if pk else CannedReply()
    name, text = (request.POST.get(field, "").replace("\0", "").replace("\r\n", "\n") for field in ("name", "text"))
    try:
        canned.write(reply, name=name, text=text, user=request.user)
    except Unsendable as refusal:
        given = {"pk": pk, "name": name, "text": text}
        return show(request, status=422, error=str(refusal), given=given)
    return HttpResponseRedirect(HOME)


@require_POST
@desk
@writes
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(CannedReply, pk=pk)
    kept = {"name": reply.name, "text": reply.text, "language": reply.language, "used": reply.used}
    reply.delete()
    key = remember(request, kept)
    return toast(done(request, HOME), _("/%(name)s is deleted") % {"name": reply.name}, undo=f"{HOME}/back/{key}")


@require_POST
@desk
@writes
def bring_back(request: DeskRequest, key: str) -> HttpResponse:
    """Undo of the deletion, by whoever deleted it."""
    kept = request.session.get("deleted_replies", {}).get(key)
    back = canned.restore(kept, user=request.user) if kept else None
    return toast(done(request, HOME), _("It is back") if back else _("Too late to take it back"))


def listed(request: DeskRequest) -> dict[str, Any]:
    q = request.GET.get("q", "")
    return {"replies": list(canned.listed(q)[: canned.MOST]), "q": q}


def show(request: DeskRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    values = {"here": "settings", "at": "replies", "blanks": list(canned.BLANKS)}
    return render(request, PAGE, {**values, **listed(request), **more}, status=status)
