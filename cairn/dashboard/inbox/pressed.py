"""Where the browser stands when it asks for something, as htmx tells: with which list, and which conversation beside it."""

from __future__ import annotations

import re

from django.http import HttpRequest, QueryDict

from cairn.dashboard.inbox.filters import read

INBOX = re.compile(r"https?://[^/?#]+/inbox(?:/(\d{1,17}))?(?:\?([^#]*))?(?:#.*)?")


def opened(request: HttpRequest) -> int:
    """The conversation that stands beside the list; 0 for none."""
    here = INBOX.fullmatch(request.headers.get("HX-Current-URL", ""))
    return int(here[1] or 0) if here else 0


def keeps_list(request: HttpRequest) -> bool:
    """A row was pressed in a list that is the one asked for: it stands there already and follows by itself."""
    here = INBOX.fullmatch(request.headers.get("HX-Current-URL", ""))
    if here is None or request.headers.get("HX-Boosted") != "true":
        return False
    return read(QueryDict(here[2])) == read(request.GET)
