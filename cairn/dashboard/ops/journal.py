"""The journal page: find what came in, see its bytes and what came of it, process it again. Owner and managers only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from cairn.conversations.models import Message
from cairn.dashboard.desk import DeskRequest, desk, manages
from cairn.dashboard.ops import entry as one
from cairn.journal import again, find
from cairn.journal.find import Search
from cairn.journal.models import Entry
from cairn.journal.record import record
from cairn.lib import clock
from cairn.lib.digits import whole

LIST, ONE = "dashboard/ops/journal.html", "dashboard/ops/entry.html"
MOST_COUNTED = 100
STATES = (
    ("", _("All")),
    ("waiting", _("Waiting")),
    ("filed", _("Filed")),
    ("quarantined", _("Could not be filed")),
    ("aside", _("Set aside")),
)
KINDS = (
    ("", _("Every kind")),
    ("messages", _("Messages")),
    ("receipts", _("Receipts")),
    ("templates", _("Templates")),
    ("account", _("Account")),
)
ACTS = {"again": again.try_again, "aside": again.set_aside}


@require_safe
@desk
@manages
def page(request: DeskRequest) -> HttpResponse:
    search, wrong = asked(request)
    found = find.find(search)
    wrong_ones = Entry.objects.filter(state=Entry.State.QUARANTINED)
    values: dict[str, Any] = {
        "rows": one.lines(found.entries),
        "found": found,
        "search": search,
        "until": request.GET.get("until", ""),
        "states": STATES,
        "kinds": KINDS,
        "wrong": wrong,
        "quarantined": len(wrong_ones.values_list("pk")[:MOST_COUNTED]),
        "query": query(request),
    }
    return render(request, LIST, {**base(), **values}, status=422 if wrong else 200)


@require_safe
@desk
@manages
def entry(request: DeskRequest, pk: int) -> HttpResponse:
    """Whoever looks at what customers wrote is written down."""
    found = get_object_or_404(Entry, pk=pk)
    record("entry_seen", actor="staff", user_id=request.user.pk, entry=pk)
    return render(request, ONE, {**base(), "entry": found, "shown": one.shown(found), "came": one.came_of(found)})


@require_safe
@desk
@manages
def body(request: DeskRequest, pk: int) -> HttpResponse:
    """The bytes as they came, to save."""
    found = get_object_or_404(Entry, pk=pk)
    record("entry_seen", actor="staff", user_id=request.user.pk, entry=pk, saved=True)
    response = HttpResponse(bytes(found.body), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="entry-{pk}.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@desk
@manages
def act(request: DeskRequest, pk: int) -> HttpResponse:
    do = ACTS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    do(get_object_or_404(Entry, pk=pk), user_id=request.user.pk)
    return HttpResponseRedirect(f"/settings/journal/{pk}")


def base() -> dict[str, Any]:
    return {"here": "settings", "at": "journal"}


def asked(request: DeskRequest) -> tuple[Search, str]:
    """What is looked for, and what is wrong with it in words."""
    words = request.GET.get("q", "").strip().replace("\0", "")[:200]
    raw, wrong, until = request.GET.get("until", ""), "", None
    try:
        until = timezone.make_aware(datetime.fromisoformat(raw)) if raw else None
    except ValueError:
        wrong = str(_("Write the time as 2026-07-09T11:42."))
    if words and not find.ID.fullmatch(words) and not words.lstrip("#").isdigit():
        wrong, words = (
            str(_("Give the number of an entry, or an id such as wamid.HBgM…, at least four letters of it.")),
            "",
        )
    before = request.GET.get("before", "")
    search = Search(
        state=request.GET.get("state", ""),
        kind=request.GET.get("kind", ""),
        words=words,
        until=until,
        before=whole(before),
        near=near(words),
    )
    return search, wrong


def near(words: str) -> tuple[datetime, datetime] | None:
    """A message's id is looked for around the time at which the message came, however long ago that is."""
    known = (
        Message.objects.filter(wamid=words).values_list("at", "created_at")[:1] if words.startswith("wamid.") else []
    )
    for at, filed in known:
        return min(at, filed) - timedelta(minutes=5), min(filed + timedelta(days=1), clock.now())
    return None


def query(request: DeskRequest) -> str:
    """The filters of this page for the link to the next one."""
    kept = request.GET.copy()
    kept.pop("before", None)
    return kept.urlencode()
