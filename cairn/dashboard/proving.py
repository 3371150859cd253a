"""Before acts that would hurt in the wrong hands: show the password or a second factor again, if it was a while ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cairn.accounts import audit, throttle
from cairn.accounts.factors import codes, passkeys
from cairn.accounts.models import User
from cairn.accounts.sessions import PROVEN, moment
from cairn.accounts.team import NotAllowed
from cairn.dashboard import entering
from cairn.dashboard.desk import DeskRequest, DeskView, desk
from cairn.dashboard.door import wait
from cairn.lib import clock

# A page is asked for earlier than the act that is sent from it, so that nobody loses what they have just filled in.
LOOKING, DOING = timedelta(minutes=30), timedelta(minutes=60)
PAGE = "dashboard/settings/confirm.html"


def proven(view: DeskView) -> DeskView:
    """Send whoever signed in long ago to show that it is still them."""

    @wraps(view)
    def allowed(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        limit = DOING if request.method == "POST" else LOOKING
        shown = request.session.get(PROVEN)
        if shown and clock.now() - moment(shown) <= limit:
            return view(request, *args, **kwargs)
        return to_confirm(request)

    return allowed


def to_confirm(request: DeskRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "")
    address = "/confirm?" + urlencode({"next": entering.onward(request, back)})
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def confirm(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request)
    try:
        throttle.claim("proof", str(request.user.pk))
        check(request, request.user)
    except throttle.Locked as locked:
        return page(request, error=wait(locked))
    except NotAllowed as refusal:
        audit.note("failed to confirm", user=request.user, address=entering.address(request))
        return page(request, error=str(refusal))
    throttle.succeeded("proof", str(request.user.pk))
    request.session[PROVEN] = clock.now().isoformat()
    return HttpResponseRedirect(entering.onward(request, request.POST.get("next", "")))


def check(request: DeskRequest, user: User) -> None:
    """Raises NotAllowed."""
    if answer := request.POST.get("passkey", ""):
        passkeys.owner(request, answer, user=user)
    elif given := request.POST.get("code", ""):
        if not codes.opens(user, given):
            raise NotAllowed(_("This code does not fit, or was used already. Take the next one."))
    elif not user.check_password(request.POST.get("password", "")):
        raise NotAllowed(_("This is not your password."))


def page(request: DeskRequest, *, error: str = "") -> HttpResponse:
    asked: Callable[[str, str], str] = (request.POST if request.method == "POST" else request.GET).get
    values = {"here": "settings", "next": entering.onward(request, asked("next", "")), "error": error}
    factors = {"has_passkey": passkeys.listed(request.user).exists(), "has_codes": codes.has(request.user)}
    return render(request, PAGE, values | factors, status=422 if error else 200)
