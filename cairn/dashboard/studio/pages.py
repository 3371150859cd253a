"""The template studio: the list, one template, and the form for a new one. Everybody may look."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cairn.conversations import inbox
from cairn.conversations.models import Template, TemplateSync
from cairn.conversations.templates.preflight import preflight
from cairn.conversations.templates.shape import shape
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.studio import drafting, wording
from cairn.dashboard.studio.rows import MOST, VIEWS, Row, Sheet, counts, listed, sheet, use

LIST, ONE, DRAFT = "dashboard/studio/list.html", "dashboard/studio/one.html", "dashboard/studio/draft.html"


@require_safe
@desk
def templates(request: DeskRequest) -> HttpResponse:
    return render(request, LIST, listing(request))


@require_safe
@desk
def list_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, f"{LIST}#list", listing(request))


@require_safe
@desk
def template(request: DeskRequest, pk: int) -> HttpResponse:
    return render(request, ONE, about(request, found(pk)))


@require_safe
@desk
def state_fragment(request: DeskRequest, pk: int) -> HttpResponse:
    return render(request, f"{ONE}#state", about(request, found(pk)))


def found(pk: int) -> Template:
    return get_object_or_404(Template, pk=pk)


def listing(request: DeskRequest) -> dict[str, Any]:
    view = request.GET.get("view", "all")
    q = request.GET.get("q", "").replace("\0", "")[:100]
    rows = [Row(one) for one in listed(view=view, q=q)[:MOST]]
    return {**common(request), "rows": rows, "view": view if view in VIEWS else "all", "q": q, "numbers": counts()}


def common(request: DeskRequest) -> dict[str, Any]:
    return {**framed(request), "syncs": list(TemplateSync.objects.order_by("pk")[:20])}


def framed(request: DeskRequest) -> dict[str, Any]:
    """What every page of the studio needs around it."""
    known = {"here": "settings", "at": "templates", "counts": inbox.counts(request.user)}
    return {**known}


def about(request: DeskRequest, one: Template, **more: Any) -> dict[str, Any]:
    """All that the page of one template shows; it is filled with the samples given to Meta."""
    samples = {slot.key: slot.sample for slot in shape(one.components).slots if slot.sample}
    filled: Sheet = more.pop("sheet", None) or sheet(one, samples, preflight(one, samples))
    known = {"row": Row(one), "sheet": filled, "use": use(one), "editable": drafting.editable(one)}
    return {**framed(request), **known, **more}


def form(request: DeskRequest, fields: dict[str, str], **more: Any) -> dict[str, Any]:
    languages = [(code, wording.language(code)) for code in drafting.LANGUAGES]
    if (own := fields.get("language")) and own not in drafting.LANGUAGES:
        languages.append((own, wording.language(own)))
    categories = [(key, words) for key, words in wording.CATEGORIES.items() if key != "authentication"]
    choices = {"languages": languages, "categories": categories, "buttons": range(drafting.BUTTONS)}
    return {**framed(request), "fields": fields, **choices, **more}
