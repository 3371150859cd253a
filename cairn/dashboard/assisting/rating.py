"""Thumbs up and down on an answer, and what it stands on."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from cairn.assistant import ratings
from cairn.assistant.models import Answer, Suggestion
from cairn.conversations.models import Conversation
from cairn.dashboard.assisting.rows import cited
from cairn.dashboard.desk import DeskRequest, desk, done, writes


@require_POST
@desk
@writes
def rate(request: DeskRequest, pk: int) -> HttpResponse:
    mark = request.POST.get("mark", "")
    if mark not in ratings.MARKS:
        raise Http404
    found = of_somebody_visible(request, Answer, pk)
    ratings.rate(found, ratings.MARKS[mark], user=request.user)
    return done(request, f"/inbox/{found.conversation_id}")


@require_safe
@desk
def sources(request: DeskRequest, pk: int) -> HttpResponse:
    return shown(request, of_somebody_visible(request, Answer, pk), {"answer": True})


@require_safe
@desk
def suggested(request: DeskRequest, pk: int) -> HttpResponse:
    return shown(request, of_somebody_visible(request, Suggestion, pk), {"answer": False})


def shown(request: DeskRequest, found: Any, more: dict[str, Any]) -> HttpResponse:
    context = {
        "found": found,
        "sources": cited(found.sources, found.question),
        "sure": round(found.confidence * 100),
    }
    return render(request, "dashboard/assisting/sources.html", context | more)


def of_somebody_visible(request: DeskRequest, model: Any, pk: int) -> Any:
    """Answers and suggestions may be seen by whoever may see the conversation."""
    known = Conversation.objects.visible_to(request.user)
    return get_object_or_404(model.objects.filter(conversation__in=known), pk=pk)
