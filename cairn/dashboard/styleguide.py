"""Each part of the screens in each of its states, for whoever builds them. Only while developing (CAIRN_DEBUG=1)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.conversations import canned
from cairn.conversations.drafts import Words
from cairn.dashboard import samples
from cairn.dashboard.composer import writing
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.window import window


@require_safe
@desk
def styleguide(request: DeskRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, "dashboard/styleguide.html", {"here": "styleguide", **parts(request), **composer(request)})


def parts(request: DeskRequest) -> dict[str, Any]:
    """What the real partials are given."""
    return {
        "listing": SimpleNamespace(query=""),
        "rows": samples.rows(),
        "page": SimpleNamespace(items=samples.thread(request.user)),
        "cards": samples.cards(),
        "tasks": samples.tasks(),
    }


def composer(request: DeskRequest) -> dict[str, Any]:
    found = samples.talk("Priya Nair", "", heard=samples.ago(hours=1))
    return {
        "conversation": found,
        "window": window(found),
        "draft": Words(),
        "presets": writing.presets(request.firm),
        "blanks": "|".join(canned.BLANKS),
        "plans": samples.plans(request.user),
    }
