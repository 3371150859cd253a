"""The second door: a code, a recovery code, or a passkey. And the first, for a passkey alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cairn.accounts import audit, throttle
from cairn.accounts.factors import codes, passkeys
from cairn.accounts.models import Firm, User
from cairn.accounts.team import NotAllowed
from cairn.dashboard import entering
from cairn.dashboard.door import wait

PAGE, DOOR = "dashboard/joining/second.html", "/sign-in"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest) -> HttpResponse:
    found = entering.pending(request)
    if found is None:
        return HttpResponseRedirect(DOOR)
    user, known = found
    if request.method != "POST":
        return page(request, user)
    try:
        throttle.claim("second", str(user.pk))
        how = opened(request, user)
    except throttle.Locked as locked:
        return page(request, user, error=wait(locked))
    except NotAllowed as refusal:
        audit.note("failed the second factor", name=user.name, address=entering.address(request))
        return page(request, user, error=str(refusal))
    throttle.succeeded("second", str(user.pk))
    entering.inside(request, user, stays=known["stays"], how=how)
    return HttpResponseRedirect(known["to"])


def opened(request: HttpRequest, user: User) -> str:
    """What opened the door. Raises NotAllowed."""
    if answer := request.POST.get("passkey", ""):
        passkeys.owner(request, answer, user=user)
        return "passkey"
    if how := codes.opens(user, request.POST.get("code", "")):
        return how
    raise NotAllowed(_("This code does not fit, or was used already. Take the next one."))


@never_cache
@require_POST
def challenge(request: HttpRequest) -> HttpResponse:
    """What the browser needs for a passkey: of whoever stands before the second door, or of anybody."""
    found = entering.pending(request)
    return JsonResponse(passkeys.challenge(request, found[0] if found else None))


@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """In with a passkey alone. Wrong ones are counted by where they come from: there is no secret to guess."""
    where = entering.address(request)
    try:
        throttle.claim("address", where)
        user = passkeys.owner(request, request.POST.get("passkey", ""))
    except (throttle.Locked, NotAllowed) as refusal:
        audit.note("failed to sign in", address=where, how="passkey")
        words = wait(refusal) if isinstance(refusal, throttle.Locked) else str(refusal)
        return render(request, "dashboard/joining/refused.html", {"firm": Firm.current(), "error": words}, status=422)
    throttle.succeeded("address", where)
    entering.inside(request, user, stays=True, how="passkey")
    return HttpResponseRedirect(entering.onward(request, request.POST.get("next", "")))


def page(request: HttpRequest, user: User, *, error: str = "") -> HttpResponse:
    values = {"firm": Firm.current(), "error": error, "has_passkey": passkeys.listed(user).exists()}
    return render(request, PAGE, values, status=422 if error else 200)
