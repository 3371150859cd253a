"""The audit log, for owners: who did what of consequence, found by what, by whom and by words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.accounts import audit
from cairn.accounts.models import Role, User
from cairn.dashboard.desk import DeskRequest, desk
from cairn.lib.digits import whole

PAGE = "dashboard/settings/audit.html"


@require_safe
@desk
def page(request: DeskRequest) -> HttpResponse:
    if request.user.role != Role.OWNER:
        raise PermissionDenied
    search = asked(request)
    found = audit.find(search)
    lines, more = found[: audit.PAGE], len(found) > audit.PAGE
    values: dict[str, Any] = {
        "here": "settings",
        "at": "audit",
        "lines": lines,
        "acts": audit.acts(),
        "people": User.objects.order_by("name", "pk")[:200],
        "search": search,
        "older": query(request, lines[-1].pk) if more else "",
    }
    return render(request, PAGE, values)


def asked(request: DeskRequest) -> audit.Search:
    act = request.GET.get("act", "").replace("\0", "")[:40]
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    return audit.Search((act,) if act else (), number(request, "person"), words, number(request, "before"))


def number(request: DeskRequest, name: str) -> int:
    return whole(request.GET.get(name, "")) or 0


def query(request: DeskRequest, before: int) -> str:
    known = {name: request.GET.get(name, "") for name in ("act", "person", "q")}
    return urlencode({name: value for name, value in known.items() if value} | {"before": before})
