"""Which operations of the API give out what is held about a person, for the access log (`cairn/privacy/access.py`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from cairn.privacy import access
from cairn.privacy.models import Access

View = Callable[..., HttpResponseBase]
What = Access.What
# The route below /api/v1/: what it is, and whose id stands in it. Also what changes a lead answers with the whole of it.
SHOWN: dict[str, tuple[What, str]] = {
    "leads": (What.LIST, "all"),
    "leads/<int:id>": (What.LEAD, "lead"),
    "leads/<int:id>/stage": (What.LEAD, "lead"),
    "leads/<int:id>/events": (What.LEAD, "lead"),
    "conversations": (What.LIST, "all"),
    "conversations/<int:id>": (What.CONVERSATION, "talk"),
    "conversations/<int:id>/assistant": (What.CONVERSATION, "talk"),
    "conversations/<int:id>/messages": (What.CONVERSATION, "talk"),
    "tasks": (What.LIST, "all"),
    "tasks/<int:id>": (What.LEAD, "task"),
}


def noted(view: View, route: str) -> View:
    """The view, and a line of the log where it showed something. Who was refused has seen nothing."""
    if route not in SHOWN:
        return view
    what, way = SHOWN[route]

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            access.note(None, what, way=way, pk=kwargs.get("id"))
        return response

    return inner
