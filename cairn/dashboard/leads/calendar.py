"""The calendar address of each person: the file for programmes, and the page that shows and renews it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from cairn.conversations import inbox as conversations
from cairn.dashboard.desk import DeskRequest, desk
from cairn.leads import calendar


@require_safe
def ics(request: HttpRequest, key: str) -> HttpResponse:
    """No sign-in: the key is the permission. Anything else is 404."""
    owner = calendar.owner(key)
    if owner is None:
        raise Http404
    found = calendar.tasks(owner)
    tag = f'"{calendar.version(found)}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    body = calendar.written(owner, found)
    headers = {"ETag": tag, "Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def address(request: DeskRequest) -> HttpResponse:
    """One's own address; a POST makes a new one."""
    if request.method == "POST":
        calendar.address(request.user, anew=True)
        return HttpResponseRedirect("/tasks/calendar")
    root = (
        settings.PUBLIC_URL.rstrip("/")
        if getattr(settings, "PUBLIC_URL", "")
        else request.build_absolute_uri("/").rstrip("/")
    )
    link = f"{root}/calendar/{calendar.address(request.user)}.ics"
    more = {"link": link, "counts": conversations.counts(request.user), "here": "today"}
    return render(request, "dashboard/leads/calendar.html", more)
