"""The inbox: its page, and the fragments that its live regions fetch."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cairn.conversations.inbox import VIEWS
from cairn.conversations.models import Conversation, Message
from cairn.conversations.ownership import assistant_answers
from cairn.dashboard import panel, rows, thread
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.rows import Listing
from cairn.dashboard.window import window

PAGE = "dashboard/inbox.html"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/inbox")


@require_safe
@desk
def inbox(request: DeskRequest) -> HttpResponse:
    """The list, and no conversation beside it; before the first message, what to do first."""
    shown = listing(request)
    first_run = not shown.rows and not Conversation.objects.visible_to(request.user).exists()
    return render(
        request,
        "dashboard/first_run.html" if first_run else PAGE,
        {**common(shown), "firm": request.firm, "simulator": simulator()},
    )


@require_safe
@desk
def conversation(request: DeskRequest, pk: int) -> HttpResponse:
    """The list with one conversation open: thread, composer and lead."""
    found = visible(request, pk)
    context = {**common(listing(request), found), **talk(request, found), "panel": panel.panel(found)}
    return render(request, PAGE, context)


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    opened = number(request, "open")
    return render(request, f"{PAGE}#list", {**common(listing(request)), "opened": opened, "fragment": True})


@require_safe
@desk
def thread_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    """The last page, with the head of the thread and the composer's window line, which change with it."""
    context = {**talk(request, visible(request, pk)), "fragment": True}
    if len(context["page"].items) >= thread.MOST:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, f"{PAGE}#messages", context)


@require_safe
@desk
def older_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    before = get_object_or_404(Message, conversation=found, pk=number(request, "before"))
    return render(request, f"{PAGE}#older", {"conversation": found, "page": thread.older_page(found, before=before)})


@require_safe
@desk
def lead_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    return render(request, f"{PAGE}#lead", {"conversation": found, "panel": panel.panel(found)})


def visible(request: DeskRequest, pk: int) -> Conversation:
    """The conversation, or 404 for whoever may not see it and for ids that never were."""
    known = Conversation.objects.visible_to(request.user).select_related("contact", "channel", "owner")
    return get_object_or_404(known, pk=pk)


def listing(request: DeskRequest) -> Listing:
    view = request.GET.get("view", "open")
    show = min(rows.MOST, max(rows.PAGE, number(request, "show")))
    return rows.listing(
        request.user,
        view=view if view in VIEWS else "open",
        q=request.GET.get("q", "").replace("\0", "")[:100],
        show=show,
    )


def common(shown: Listing, found: Conversation | None = None) -> dict[str, Any]:
    return {"listing": shown, "counts": shown.counts, "opened": found.pk if found else 0, "here": "inbox"}


def talk(request: DeskRequest, found: Conversation) -> dict[str, Any]:
    page = thread.live_page(found, since=number(request, "since"), new=number(request, "new"))
    return {
        "conversation": found,
        "page": page,
        "window": window(found),
        "hours": request.firm.phone_hours,
        "assistant": "on" if assistant_answers(found) else found.assistant,
    }


def number(request: HttpRequest, name: str) -> int:
    raw = request.GET.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else 0


def simulator() -> str:
    return settings.SIMULATOR_URL if settings.SIMULATED else ""
