"""Send later: when, and what may still be done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse
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


@require_POST
@desk
@writes
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """`do`: now, keep or cancel."""
    found = message(request, pk)
    steps: dict[str, Callable[[], object]] = {
        "now": lambda: said_later.send_now(found, user=request.user),
        "keep": lambda: planned.keep_still(found, user=request.user),
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
