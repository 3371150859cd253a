"""The board: its page, and the fragments that its live columns fetch."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cairn.conversations import inbox as conversations
from cairn.conversations.models import Conversation
from cairn.dashboard.composer import writing
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.inbox import pages, visible
from cairn.dashboard.pipeline import filters, saved
from cairn.dashboard.pipeline.columns import MOST, PAGE, Column, columns
from cairn.dashboard.pipeline.figures import numbers, totals
from cairn.dashboard.pipeline.filters import Filter
from cairn.leads.gates import LOST_REASONS, OPEN, WON_REASONS
from cairn.leads.models import Lead, Priority, Stage

TEMPLATE = "dashboard/pipeline/board.html"


@require_safe
@desk
def pipeline(request: DeskRequest) -> HttpResponse:
    wanted = filters.read(request.GET)
    whole, found = totals(request.user, wanted)
    shown = columns(request.user, wanted, found, opened=opened(request), show=PAGE)
    context = {**head(wanted, whole), **offers(request, wanted), **board(request, shown)}
    return render(request, TEMPLATE, context)


@require_safe
@desk
def totals_fragment(request: DeskRequest) -> HttpResponse:
    wanted = filters.read(request.GET)
    whole, _ = totals(request.user, wanted)
    return render(request, f"{TEMPLATE}#totals", head(wanted, whole))


@require_safe
@desk
def column_fragment(request: DeskRequest, stage: str) -> HttpResponse:
    """One column with as many cards as were shown."""
    if stage not in Stage.values:
        raise Http404
    wanted = filters.read(request.GET)
    found = numbers(request.user, wanted, [Stage(stage)])
    show = min(MOST, max(PAGE, pages.number(request, "show")))
    shown = columns(request.user, wanted, found, opened=opened(request), show=show)
    return render(request, f"{TEMPLATE}#column", {"column": shown[0], "opened": opened(request)})


@require_safe
@desk
def peek(request: DeskRequest, pk: int) -> HttpResponse:
    """The chat of a card, beside the board."""
    lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
    found = visible(request, lead.conversation_id)
    return render(request, f"{TEMPLATE}#peek", {**pages.talk(request, found), **writing.begun(request, found)})


def head(wanted: Filter, whole: object) -> dict[str, Any]:
    return {"wanted": wanted, "totals": whole}


def board(request: DeskRequest, shown: list[Column]) -> dict[str, Any]:
    empty = not any(column.figures.count for column in shown)
    return {
        "columns": shown,
        "opened": opened(request),
        "counts": conversations.counts(request.user),
        "first_run": empty and not Conversation.objects.visible_to(request.user).exists(),
        "nothing": empty,
        "here": "pipeline",
    }


def offers(request: DeskRequest, wanted: Filter) -> dict[str, Any]:
    """What the filter, the menu and the dialogs let one choose from."""
    known = filters.choices()
    return {
        "choices": known,
        "told": known.told(wanted),
        "months": list(MONTHS.items()),
        "switches": {name: _(words) for name, words in filters.SWITCHES.items()},
        "priorities": Priority.values,
        "bands": list(filters.BANDS),
        "stages": list(Stage),
        "open_stages": OPEN,
        "lost_reasons": LOST_REASONS,
        "won_reasons": WON_REASONS,
        "saved": saved.views(request.user),
        "simulator": pages.simulator(),
    }


def opened(request: DeskRequest) -> frozenset[str]:
    """Which of won and lost are open: `?open=won&open=lost`."""
    return frozenset(request.GET.getlist("open")) & {Stage.WON.value, Stage.LOST.value}
