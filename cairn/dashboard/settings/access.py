"""The access log, for owners: who looked at or saved what is held about whom."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cairn.accounts.models import Role, User
from cairn.conversations.models import Contact
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.settings.audit import number
from cairn.privacy import access
from cairn.privacy.models import Access

PAGE = "dashboard/settings/access.html"
WORDS: dict[str, str | Promise] = {
    "conversation": _("Read the conversation"),
    "lead": _("Opened the lead"),
    "privacy": _("Saw what is held"),
    "export": _("Saved a copy of everything"),
    "list": _("Saved a list of leads"),
}


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    if request.user.role != Role.OWNER:
        raise PermissionDenied
    search = asked(request)
    found = access.find(search)
    lines, more = found[: access.PAGE], len(found) > access.PAGE
    values: dict[str, Any] = {
        "here": "settings",
        "at": "access",
        "lines": [(line, WORDS[line.what]) for line in lines],
        "kinds": WORDS.items(),
        "people": User.objects.order_by("name", "pk")[:200],
        "search": search,
        "contact": Contact.objects.filter(pk=search.contact).first() if search.contact else None,
        "older": query(request, lines[-1].pk) if more else "",
    }
    return render(request, PAGE, values)


def asked(request: DeskRequest) -> access.Search:
    what = request.GET.get("what", "")
    return access.Search(
        user=number(request, "person"),
        what=what if what in Access.What.values else "",
        contact=number(request, "contact"),
        words=request.GET.get("q", "").replace("\0", "").strip()[:100],
        before=number(request, "before"),
    )


def query(request: DeskRequest, before: int) -> str:
    known = {name: request.GET.get(name, "") for name in ("what", "person", "contact", "q")}
    return urlencode({name: value for name, value in known.items() if value} | {"before": before})
