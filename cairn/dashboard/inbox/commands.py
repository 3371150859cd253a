"""The command bar: people and leads by name, a few of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.conversations import search
from cairn.conversations.models import Conversation
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.rows import lead_of
from cairn.leads.models import Lead

MOST = 8


@dataclass(frozen=True, slots=True)
class Hit:
    conversation: Conversation
    lead: Lead | None


@require_safe
@desk
def commands(request: DeskRequest) -> HttpResponse:
    """The newest conversations that a few letters fit, each with its lead. Nothing for nothing."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found: list[Conversation] = []
    if len(words) > 1:
        rows = Conversation.objects.visible_to(request.user).filter(
            pk__in=search.called(words), contact__merged_into=None
        )
        rows = rows.select_related("contact").prefetch_related("leads__trip").order_by("-last_message_at")
        found = list(rows[:MOST])
    hits = [Hit(one, lead_of(one)) for one in found]
    return render(request, "dashboard/parts/command_hits.html", {"hits": hits, "words": words})
