"""One's own second factors: an authenticator, passkeys, recovery codes. Everybody has this page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cairn.accounts import audit
from cairn.accounts.factors import codes, passkeys
from cairn.accounts.sessions import SECOND
from cairn.accounts.team import NotAllowed
from cairn.dashboard import entering
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.proving import proven
from cairn.lib.digits import whole

PAGE, HOME = "dashboard/settings/factors.html", "/settings/me/second"
SECRET = "authenticator"  # in the session, until the first code was right


@require_http_methods(["GET", "HEAD", "POST"])
@desk
@proven
def page(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request)
    do = ACTS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    try:
        return do(request)
    except NotAllowed as refusal:
        return show(request, status=422, error=str(refusal))


@require_POST
@desk
@proven
def offer(request: DeskRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    return JsonResponse(passkeys.offer(request, request.user))


def start(request: DeskRequest) -> HttpResponse:
    request.session[SECRET] = codes.fresh()
    return HttpResponseRedirect(HOME)


def begin(request: DeskRequest) -> HttpResponse:
    fresh = codes.begin(request.user, request.session.get(SECRET) or codes.fresh(), request.POST.get("code", ""))
    request.session.pop(SECRET, None)
    return added(request, "authenticator added", fresh)


def add_passkey(request: DeskRequest) -> HttpResponse:
    name = request.POST.get("name", "").replace("\0", "")
    fresh = passkeys.add(request, request.user, answer=request.POST.get("passkey", ""), name=name)
    return added(request, "passkey added", fresh)


def new_codes(request: DeskRequest) -> HttpResponse:
    if not codes.has(request.user):
        raise NotAllowed(_("Set up an authenticator or a passkey first."))
    tell(request, "recovery codes made")
    return show(request, fresh=codes.new_recovery(request.user))


def remove(request: DeskRequest) -> HttpResponse:
    pk = whole(request.POST.get("factor", ""))
    if request.firm.second_factor and len(passkeys.listed(request.user)) + bool(authenticator(request)) < 2:
        raise NotAllowed(_("The firm asks everybody for a second factor. Add another one before you remove this one."))
    if pk is None or not codes.remove(request.user, pk=pk):
        raise Http404
    tell(request, "second factor removed")
    return HttpResponseRedirect(HOME)


def added(request: DeskRequest, act: str, fresh: list[str]) -> HttpResponse:
    """The recovery codes stand in this answer once and nowhere else."""
    request.session[SECOND] = True
    tell(request, act)
    return show(request, fresh=fresh) if fresh else HttpResponseRedirect(HOME)


def tell(request: DeskRequest, act: str) -> None:
    audit.note(act, user=request.user, address=entering.address(request))


def authenticator(request: DeskRequest) -> Any:
    return codes.authenticator(request.user)


def show(request: DeskRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    secret = request.session.get(SECRET, "")
    values = {
        "here": "settings",
        "at": "me",
        "authenticator": authenticator(request),
        "passkeys": [
            (one.pk, one.wrap().name, one.created_at, one.last_used_at) for one in passkeys.listed(request.user)
        ],
        "left": codes.left(request.user),
        "has": codes.has(request.user),
        "wanted": request.firm.second_factor,
        "secret": secret,
        "picture": codes.picture(request.user, secret) if secret else "",
    }
    return render(request, PAGE, {**values, **more}, status=status)


ACTS = {"start": start, "begin": begin, "passkey": add_passkey, "codes": new_codes, "remove": remove}
