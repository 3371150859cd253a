"""The frame of the logs that owners read: what is looked for stands in the address, older lines follow page by page."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render

from cairn.accounts.models import User
from cairn.dashboard.desk import DeskRequest
from cairn.lib.digits import whole

L = TypeVar("L", bound=Model)
PEOPLE = 200  # to choose from


class Searched(Protocol):
    """What both logs look for: a colleague's id, words, and the line that the page before ended with."""

    @property
    def person(self) -> int: ...
    @property
    def words(self) -> str: ...
    @property
    def before(self) -> int: ...


def show(
    request: DeskRequest, at: str, found: list[L], *, size: int, search: Searched, names: tuple[str, ...], **more: Any
) -> HttpResponse:
    """`found`: a page of `size` lines, and one more where there are older ones. `names`: of the form's fields."""
    lines = found[:size]
    known = {
        "here": "settings",
        "at": at,
        "lines": lines,
        "people": User.objects.order_by("name", "pk")[:PEOPLE],
        "search": search,
        "older": query(request, names, lines[-1].pk) if len(found) > size else "",
    }
    return render(request, f"dashboard/settings/{at}.html", known | more)


def text(request: DeskRequest, name: str, most: int = 100) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:most]


def number(request: DeskRequest, name: str) -> int:
    return whole(request.GET.get(name, "")) or 0


def query(request: DeskRequest, names: tuple[str, ...], before: int) -> str:
    known = {name: value for name in names if (value := request.GET.get(name, ""))}
    return urlencode({**known, "before": before})
