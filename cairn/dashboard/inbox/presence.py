"""Who else is in a conversation: said by pages that have it open, shown above the composer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from cairn.conversations import presence
from cairn.conversations.models import Conversation
from cairn.dashboard.desk import DeskRequest, desk, refused
from cairn.dashboard.inbox import visible
from cairn.lib.digits import whole

PART = "dashboard/parts/presence.html"


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def here(request: DeskRequest, pk: int) -> HttpResponse:
    """GET: who else. POST: this person looks at it, writes in it, or leaves. Looking is for viewers too."""
    found = visible(request, pk)
    if request.method == "POST":
        state = request.POST.get("state", "")
        if state == "leaves":
            presence.leave(found, request.user)
        else:
            presence.note(found, request.user, writes=state == "writes" and request.user.may_write)
        return HttpResponse(status=204)
    return render(request, PART, {"conversation": found, "others": presence.others(found, request.user)})


def collision(request: HttpRequest, found: Conversation) -> HttpResponse | None:
    """409 with a sentence when somebody else answered since this person began to write, unless they send anyway."""
    user = request.user
    if request.POST.get("anyway") == "1" or request.POST.get("mode") == "note" or not user.is_authenticated:
        return None
    seen = whole(request.POST.get("seen", "")) or 0
    said = presence.answered_since(found, seen=seen, user=user)
    if said is None:
        return None
    return refused(presence.warning(said), 409)
