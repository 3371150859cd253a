"""One's own profile: name, language and password. Everybody has one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cairn.accounts import audit, passwords, sessions
from cairn.accounts.factors import codes
from cairn.accounts.models import Language
from cairn.accounts.team import NotAllowed
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.entering import address
from cairn.dashboard.settings.devices import devices

PAGE, HOME = "dashboard/settings/me.html", "/settings/me"


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def page(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, saved=request.GET.get("saved", ""))
    try:
        if request.POST.get("do") == "password":
            change_password(request)
            return HttpResponseRedirect(f"{HOME}?saved=password")
        save(request)
    except NotAllowed as refusal:
        return show(request, status=422, error=str(refusal))
    return HttpResponseRedirect(f"{HOME}?saved=1")


def save(request: DeskRequest) -> None:
    name, language = (
        " ".join(request.POST.get("name", "").replace("\0", "").split())[:120],
        request.POST.get("language", ""),
    )
    if not name:
        raise NotAllowed(str(_("Give your name.")))
    if language not in Language.values:
        raise NotAllowed(str(_("There is no such language.")))
    request.user.name, request.user.language = name, language
    request.user.save(update_fields=["name", "language"])


def change_password(request: DeskRequest) -> None:
    """This browser stays signed in; all others are out."""
    passwords.change(request.user, old=request.POST.get("old", ""), new=request.POST.get("new", ""))
    update_session_auth_hash(request, request.user)
    request.session.save()
    sessions.end(request.user, but=request.session.session_key)
    audit.note("password changed", user=request.user, address=address(request))


def show(request: DeskRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    if status != 200:
        request.user.refresh_from_db()
    values: dict[str, Any] = {
        "here": "settings",
        "at": "me",
        "languages": Language.choices,
    }
    values |= {"devices": devices(request), "has_second": codes.has(request.user)}
    return render(request, PAGE, {**values, "firm": request.firm, **more}, status=status)
