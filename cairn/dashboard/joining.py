"""Pages before the door: accept an invitation, ask for a new password, choose it. A link says who may."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cairn.accounts import invite, letters, passwords
from cairn.accounts.models import Firm, Language
from cairn.accounts.team import NotAllowed
from cairn.dashboard.entering import enter
from cairn.journal import staff

METHODS = ["GET", "HEAD", "POST"]
JOIN, FORGOT, CHOOSE = (f"dashboard/joining/{name}.html" for name in ("join", "forgot", "choose"))


@never_cache
@require_http_methods(METHODS)
def join(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invitation = invite.read(token)
    except NotAllowed as refusal:
        return page(request, JOIN, status=410, over=str(refusal))
    if request.method != "POST":
        return page(request, JOIN, invitation=invitation, languages=Language.choices)
    given = {name: request.POST.get(name, "").replace("\0", "") for name in ("name", "email", "password", "language")}
    if given["language"] not in Language.values:
        given["language"] = Language.ENGLISH
    try:
        person = staff.join(token, **given)
    except NotAllowed as refusal:
        kept = {**given, "password": ""}
        return page(
            request, JOIN, status=422, error=str(refusal), invitation=invitation, languages=Language.choices, given=kept
        )
    return enter(request, person)


@never_cache
@require_http_methods(METHODS)
def forgot(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether there is such a person or not."""
    if request.method == "POST" and letters.configured():
        staff.forgot(request.POST.get("email", "").replace("\0", "")[:254])
        return page(request, FORGOT, mails=True, asked=True)
    return page(request, FORGOT, mails=letters.configured())


@never_cache
@require_http_methods(METHODS)
def choose(request: HttpRequest, name: str, token: str) -> HttpResponse:
    try:
        person = passwords.read(name, token)
        if request.method != "POST":
            return page(request, CHOOSE, person=person)
    except NotAllowed as refusal:
        return page(request, CHOOSE, status=410, over=str(refusal))
    try:
        return enter(request, staff.reset(name, token, request.POST.get("password", "")))
    except NotAllowed as refusal:
        return page(request, CHOOSE, status=422, person=person, error=str(refusal))


def page(request: HttpRequest, template: str, *, status: int = 200, **values: Any) -> HttpResponse:
    # The address is a key and travels to no other site: Referrer-Policy is same-origin everywhere. With no-referrer
    # browsers would post the form with a null Origin, which the protection against forgery refuses.
    return render(request, template, {"firm": Firm.current(), **values}, status=status)
