"""What every page of the catalogue needs around it, and who may change what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from cairn.catalog.edit.written import By
from cairn.catalog.models import Import
from cairn.conversations import inbox
from cairn.dashboard.catalog import listing
from cairn.dashboard.desk import DeskRequest, DeskView

# What everybody who may write keeps up to date; the rest is money and promises.
BY_AGENTS = ("faq", "story")


def framed(request: DeskRequest, at: str) -> dict[str, Any]:
    """`at` is the tab: trips, departures, faqs, stories, policies."""
    known = {"here": "trips", "at": at, "counts": inbox.counts(request.user), "tabs": listing.counts()}
    rights = {"may_write": request.user.may_write}
    search = {"q": listing.words(request), "view": listing.words(request, "view")}
    # Which row of the list stands open; the list keeps it when it fetches itself.
    chosen = {"on": listing.number(request, "on") or ""}
    return {**known, **rights, **search, **chosen}


def by(request: DeskRequest) -> By:
    return By("staff", request.user)


def may_change(request: DeskRequest, kind: str) -> bool:
    return request.user.may_write if kind in BY_AGENTS else request.user.may_manage


def changes(kind: str) -> Callable[[DeskView], DeskView]:
    """403 for those who may not change this kind."""

    def around(view: DeskView) -> DeskView:
        @wraps(view)
        def allowed(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may_change(request, kind):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return allowed

    return around


def seen(text: str) -> datetime | None:
    """When the row that a form shows was last saved."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def recent_imports() -> list[Import]:
    return list(Import.objects.defer("content", "problems").select_related("user").order_by("-pk")[:10])
