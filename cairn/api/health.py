"""Does it live, and can it do its work? Asked every few seconds by whatever watches this installation."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from ninja import Router

from cairn import __version__
from cairn.insights.state import HISTORY, look

router = Router(tags=["Health"])


def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives. Nothing else is looked at."""
    return JsonResponse({"status": "ok", "version": __version__})


def readyz(request: HttpRequest) -> JsonResponse:
    """Each part of it; 503 when there is no database or no worker."""
    found = look()
    return JsonResponse(found, status=200 if found["status"] == "ok" else 503)


@router.get("/health")
def health(request: HttpRequest) -> JsonResponse:
    """As /readyz, with the last sixty checks of this process, newest last."""
    found = look()
    return JsonResponse({**found, "history": list(HISTORY)}, status=200 if found["status"] == "ok" else 503)
