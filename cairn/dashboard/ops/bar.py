"""The bar over every page that says in words what is away, and that goes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cairn.dashboard import times
from cairn.dashboard.desk import private, to_the_door
from cairn.insights import state

PAGE = "dashboard/ops/bar.html"


@dataclass(frozen=True, slots=True)
class Bar:
    """One at a time, the worst."""

    tone: str
    title: str | Promise
    words: str | Promise


@require_safe
def bar(request: HttpRequest) -> HttpResponse:
    """Asked by every open page. While the database is away nobody can be known, so everybody hears that, and only that."""
    found = state.recent()
    if found["database"]["ok"] and not request.user.is_authenticated:
        response = to_the_door(request)
    else:
        response = render(request, PAGE, {"bar": worst(found)})
    private(response)
    return response


def worst(found: dict[str, Any]) -> Bar | None:
    if not found["database"]["ok"]:
        return Bar("red", _("The database is starting again."), _(
            "What you see stays here and may be a little old. New messages are kept on disk and come in by themselves."
        ))  # fmt: skip
    worker = found["worker"]["state"]
    if worker in ("missing", "silent"):
        return Bar("red", _("The worker has stopped."), _(
            "Messages come in and are kept, but nothing is answered or sent. It starts again by itself; if this bar "
            "stays for a minute, start Cairn again."
        ))  # fmt: skip
    if found.get("whatsapp", {}).get("state") == "away":
        return away(found["whatsapp"])
    if files := int(found["spool"].get("files", 0)):
        return Bar("amber", ngettext("%d message waits on disk.", "%d messages wait on disk.", files) % files, _(
            "They came while the database was away and are being filed in order."
        ))  # fmt: skip
    if worker == "late":
        return Bar("amber", _("The worker is late."), _("Messages are filed in order; the newest may take a moment."))
    return None


def away(whatsapp: dict[str, Any]) -> Bar:
    waiting = int(whatsapp["waiting"])
    title = _("WhatsApp has not answered since %s.") % times.moment(datetime.fromisoformat(whatsapp["since"]))
    words = ngettext(
        "%d message waits. It goes out by itself as soon as WhatsApp answers.",
        "%d messages wait. They go out by themselves as soon as WhatsApp answers.",
        waiting,
    )
    return Bar("amber", title, words % waiting)
