"""An emoji of ours on a customer's message."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from cairn.conversations.outgoing import Unsendable
from cairn.conversations.react import react
from cairn.dashboard.composer.again import message
from cairn.dashboard.desk import DeskRequest, desk, done, refused, writes


@require_POST
@desk
@writes
def set_reaction(request: DeskRequest, pk: int) -> HttpResponse:
    """Put it there; empty takes it back."""
    found = message(request, pk)
    try:
        react(found, emoji=request.POST.get("emoji", "")[:40], user=request.user)
    except Unsendable as refusal:
        return refused(refusal)
    return done(request, f"/inbox/{found.conversation_id}")
