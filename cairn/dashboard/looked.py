"""Which pages of the desk show or give out what is held about a person, for the access log (`cairn/privacy/access.py`)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from cairn.accounts.models import User
from cairn.privacy import access
from cairn.privacy.models import Access

What = Access.What
# The name of the address: what it is, and whose id stands in it.
SHOWN: dict[str, tuple[What, str]] = {
    "conversation": (What.CONVERSATION, "talk"),
    "thread": (What.CONVERSATION, "talk"),
    "older": (What.CONVERSATION, "talk"),
    "lead": (What.CONVERSATION, "talk"),
    "lead-page": (What.LEAD, "lead"),
    "lead-body": (What.LEAD, "lead"),
    "lead-older": (What.LEAD, "lead"),
    "privacy": (What.PRIVACY, "contact"),
    "privacy-download": (What.EXPORT, "contact"),
    "leads-export": (What.LIST, "all"),
}


def tell(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note it, if something was shown. Who was sent elsewhere or refused has seen nothing."""
    match, user = request.resolver_match, request.user
    shown = SHOWN.get(match.url_name or "") if match and request.method == "GET" else None
    if match and shown and response.status_code == 200 and isinstance(user, User):
        what, way = shown
        access.note(user, what, way=way, pk=match.kwargs.get("pk"))
