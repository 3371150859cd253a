"""Browsers that may be pushed to: taken up, given back; and the two files that a browser wants for it."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from cairn.dashboard.desk import DeskRequest, desk, refused
from cairn.notifications.subscribing import Unusable, forget, remember


@require_POST
@desk
def subscribe(request: DeskRequest) -> HttpResponse:
    """The address and keys that the browser's push service gave."""
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        remember(request.user, **given)
    except Unusable as refusal:
        return refused(refusal)
    return HttpResponse(status=204)


@require_POST
@desk
def unsubscribe(request: DeskRequest) -> HttpResponse:
    """One browser by its address, or all of this person's."""
    forget(request.user, request.POST.get("endpoint", ""))
    return HttpResponse(status=204)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponseBase:
    """At the root, so that it may speak for the whole desk. Never from a cache: an old one would stay for a day."""
    return static_file("cairn/sw.js", "text/javascript", cache="no-cache")


@require_safe
def manifest(request: HttpRequest) -> HttpResponseBase:
    return static_file("cairn/manifest.webmanifest", "application/manifest+json", cache="max-age=3600")


def static_file(name: str, kind: str, *, cache: str) -> HttpResponseBase:
    path = finders.find(name)
    if not isinstance(path, str):
        raise Http404
    # Closed by the response once it is sent.
    return FileResponse(open(path, "rb"), content_type=kind, headers={"Cache-Control": cache})
