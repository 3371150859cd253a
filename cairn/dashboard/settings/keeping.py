"""How long things are kept, for owners: they type days, see what would go, and only then say so. A job does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cairn.accounts.models import Role
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.proving import proven
from cairn.lib.digits import is_id
from cairn.privacy import retention
from cairn.privacy.ageing import KINDS
from cairn.privacy.models import Retention

PAGE, HOME = "dashboard/settings/keeping.html", "/settings/retention"
# What it is, what happens to it, and what its number counts.
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "lost": (
        gettext_lazy("People who never booked"),
        gettext_lazy("All their leads are lost and nobody has written since. They are erased whole, as if by hand."),
    ),
    "messages": (
        gettext_lazy("Words of silent conversations"),
        gettext_lazy("Messages, notes and summaries are emptied. Who wrote, and when, stays for the figures."),
    ),
    "files": (
        gettext_lazy("Photos, voice notes and documents"),
        gettext_lazy("The files are deleted. The thread says that one was there."),
    ),
    "webhooks": (
        gettext_lazy("The journal of what WhatsApp sent"),
        gettext_lazy("Bodies are emptied. What was filed from them stays; it can no longer be processed again."),
    ),
    "accesses": (
        gettext_lazy("Who looked at whom"),
        gettext_lazy("Lines of the access log are deleted. The law wants a year."),
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One kind as the page shows it. `given` is what stands in its box, `goes` what would go, once looked at."""

    name: str
    title: str | Promise
    about: str | Promise
    usual: int
    least: int
    given: str
    now: Retention | None
    error: str = ""
    days: int | None = None
    goes: int | None = None

    @property
    def more(self) -> bool:
        return self.goes is not None and self.goes >= retention.MOST


@require_http_methods(["GET", "HEAD", "POST"])
@desk
@proven
def page(request: DeskRequest) -> HttpResponse:
    if request.user.role != Role.OWNER:
        raise PermissionDenied
    if request.method == "POST":
        return keep(request)
    looking = "look" in request.GET
    return show(request, rows(request.GET if looking else {}, count=looking), looking=looking)


def keep(request: DeskRequest) -> HttpResponse:
    found = rows(request.POST, count=False)
    if any(row.error for row in found):
        return show(request, found, looking=False, status=422)
    retention.keep_all({row.name: row.days for row in found}, user=request.user)
    return HttpResponseRedirect(f"{HOME}?saved=1")


def rows(given: Mapping[str, str], *, count: bool) -> list[Row]:
    """A kind that was not sent stays as it is."""
    known = {row.kind: row for row in Retention.objects.select_related("user")}
    return [one(name, known.get(name), given.get(name), count=count) for name in KINDS]


def one(name: str, now: Retention | None, typed: str | None, *, count: bool) -> Row:
    kind, (title, about) = KINDS[name], WORDS[name]
    given = typed.replace("\0", "").strip()[:20] if typed is not None else str((now and now.days) or "")
    row: dict[str, Any] = {"usual": kind.usual, "least": kind.least, "given": given, "now": now}
    try:
        row["days"] = days = read(name, given)
    except retention.Wrong as wrong:
        return Row(name, title, about, **row, error=str(wrong))
    if count and days is not None:
        row["goes"] = retention.would_go(name, days)
    return Row(name, title, about, **row)


def read(name: str, given: str) -> int | None:
    """Days, or None for good. Raises Wrong."""
    if not given:
        return None
    if not is_id(given):
        raise retention.Wrong(_("Give a number of days, or nothing to keep it for good."))
    retention.check(name, days := int(given))
    return days


def show(request: DeskRequest, found: list[Row], *, looking: bool, status: int = 200) -> HttpResponse:
    wrong = any(row.error for row in found)
    values: dict[str, Any] = {"here": "settings", "at": "keeping", "rows": found, "wrong": wrong}
    values |= {"looking": looking and not wrong, "saved": "saved" in request.GET}
    return render(request, PAGE, values, status=422 if wrong else status)
