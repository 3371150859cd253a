"""Send later: when, and what may still be done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.automation import said_later
from cairn.conversations import planned
from cairn.conversations.outgoing import Unsendable
from cairn.dashboard.composer.again import message
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes
from cairn.leads import later


def moment(request: DeskRequest) -> datetime | None:
    """When the person wants it sent; None is now. Raises Unsendable."""
    choice = request.POST.get("when", "")
    try:
        return later.until(choice[:40], request.firm) if choice else None
    except later.NoSuchTime as refusal:
        raise Unsendable(str(refusal)) from refusal


def chosen(request: DeskRequest) -> datetime:
    """The time that a planned message is moved to. Raises Unsendable."""
    at = moment(request)
    if at is None:
        raise Unsendable(_("Choose a time from now on, within a year."))
    return at


@require_POST
@desk
@writes
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """`do`: now, keep, move (to `when`) or cancel."""
    found = message(request, pk)
    steps: dict[str, Callable[[], object]] = {
        "now": lambda: said_later.send_now(found, user=request.user),
        "keep": lambda: planned.keep_still(found, user=request.user),
        "move": lambda: planned.change(found, user=request.user, at=chosen(request)),
        "cancel": lambda: planned.cancel(found, user=request.user),
    }
    step = steps.get(request.POST.get("do", ""))
    if step is None:
        raise Http404
    try:
        step()
    except Unsendable as refusal:
        return refused(refusal, 409)
    return done(request, f"/inbox/{found.conversation_id}")
