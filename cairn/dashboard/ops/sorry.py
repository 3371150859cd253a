"""What a page says when it can't be made: the database is away for a moment, or something broke."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

AWAY = (OperationalError, InterfaceError)
AGAIN = 3  # seconds


def broken(request: HttpRequest) -> HttpResponse:
    """503 and a page that tries again by itself while the database is away; 500 for everything else. No query here."""
    if not isinstance(sys.exc_info()[1], AWAY):
        return HttpResponse(loader.render_to_string("500.html"), status=500)
    again = AGAIN if request.method in ("GET", "HEAD") else None
    page = loader.render_to_string("503.html", {"again": again})
    return HttpResponse(page, status=503, headers={"Retry-After": str(AGAIN), "Cache-Control": "no-store"})
