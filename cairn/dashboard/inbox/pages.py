"""The inbox: its page, and the fragments that its live regions fetch."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cairn.conversations import merge, presence
from cairn.conversations.models import Conversation, Message
from cairn.conversations.ownership import assistant_answers
from cairn.dashboard import panel, rows, thread
from cairn.dashboard.composer import writing
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.inbox import filters, pressed, visible
from cairn.dashboard.ops import first
from cairn.dashboard.rows import Listing
from cairn.dashboard.window import window
from cairn.leads import gates, later, views
from cairn.leads.models import Lead, Priority, SavedView, Stage
from cairn.lib.digits import whole

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
    context = {**common(request, shown), "firm": request.firm, "simulator": simulator()}
    if first_run:
        return render(request, first.PAGE, context | first.values(request))
    return render(request, PAGE, context)


@require_safe
@desk
def conversation(request: DeskRequest, pk: int) -> HttpResponse:
    """The list with one conversation open: thread, composer and lead. What was merged leads to where its messages are."""
    found = visible(request, pk)
    if found.contact.merged_into_id and (kept := merge.led_to(pk)):
        query = request.GET.urlencode()
        return HttpResponseRedirect(f"/inbox/{kept}" + (f"?{query}" if query else ""))
    context = {**talk(request, found, lead=panel.newest_lead(found)), **writing.begun(request, found)}
    context |= {"others": presence.others(found, request.user)}
    if pressed.keeps_list(request):
        return alone(render(request, f"{PAGE}#beside", context))
    context |= {**common(request, listing(request), found), "panel": panel.panel(found, context["lead"])}
    return render(request, PAGE, context)


def alone(response: HttpResponse) -> HttpResponse:
    """Tell talk-list.js that the list is to stay."""
    response["Cairn-Alone"] = "1"
    return response


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    shown = listing(request)
    opened = pressed.opened(request)
    told = filters.choices().told(shown.wanted) if shown.wanted.filtering else []
    context = {**listed(shown), "told": told, "opened": opened, "fragment": True}
    return render(request, f"{PAGE}#list", context)


@require_safe
@desk
def thread_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    """The last page, with the head of the thread and the composer's window line, which change with it."""
    found = visible(request, pk)
    context = {**talk(request, found, lead=panel.newest_lead(found)), "fragment": True}
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
    return render(
        request, f"{PAGE}#lead", {"conversation": found, "panel": panel.panel(found, panel.newest_lead(found))}
    )


def listing(request: DeskRequest) -> Listing:
    return rows.listing(request.user, filters.read(request.GET))


def common(request: DeskRequest, shown: Listing, found: Conversation | None = None) -> dict[str, Any]:
    """What the page has beside the list: the filter's and the menus' choices."""
    choices = filters.choices()
    return {
        **listed(shown),
        "choices": choices,
        "told": choices.told(shown.wanted),
        "opened": found.pk if found else 0,
        "here": "inbox",
        "saved": views.listed(request.user, SavedView.Page.INBOX),
        "stages": Stage.choices,
        "open_stages": [(stage.value, stage.label) for stage in gates.OPEN],
        "priorities": Priority.values,
        "statuses": Conversation.Status.values,
        "lost_reasons": gates.LOST_REASONS,
        "won_reasons": gates.WON_REASONS,
        "until_choices": later.CHOICES,
    }


def listed(shown: Listing) -> dict[str, Any]:
    return {"listing": shown, "wanted": shown.wanted, "counts": shown.counts}


def talk(request: DeskRequest, found: Conversation, *, lead: Lead | None = None) -> dict[str, Any]:
    page = thread.live_page(found, since=number(request, "since"), new=number(request, "new"))
    return {
        "conversation": found,
        "page": page,
        "window": window(found),
        "hours": request.firm.phone_hours,
        "plans": writing.plans(found),
        "presets": writing.presets(request.firm),
        "assistant": "on" if assistant_answers(found) else found.assistant,
        "lead": lead,
    }


def number(request: HttpRequest, name: str) -> int:
    return whole(request.GET.get(name, "")) or 0


def simulator() -> str:
    return settings.SIMULATOR_URL if settings.SIMULATED else ""
