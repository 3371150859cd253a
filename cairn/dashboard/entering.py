"""The way in: after the password, the second factor where there is one; and the lines of the audit log about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from cairn.accounts import audit, sessions
from cairn.accounts.factors import codes
from cairn.accounts.models import User
from cairn.accounts.sessions import SECOND, moment
from cairn.lib import clock

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING, HALFWAY = "pending", timedelta(minutes=10)
STEP = "/sign-in/second"


def enter(request: HttpRequest, user: User, *, to: str = "/inbox", stays: bool = True) -> HttpResponseRedirect:
    """Whoever showed the first secret: inside, or before the second door."""
    if not codes.has(user):
        inside(request, user, stays=stays, how="password")
        return HttpResponseRedirect(to)
    request.session.cycle_key()
    at = clock.now().isoformat()
    request.session[PENDING] = {
        "user": user.pk,
        "at": at,
        "to": to,
        "stays": stays,
        "key": user.get_session_auth_hash(),
    }
    return HttpResponseRedirect(STEP)


def pending(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    """Who stands before the second door, for ten minutes and while the password is the same."""
    known = request.session.get(PENDING)
    if not known or clock.now() - moment(known["at"]) > HALFWAY:
        return None
    user = User.objects.filter(pk=known["user"], is_active=True).first()
    return (user, known) if user and user.get_session_auth_hash() == known["key"] else None


def inside(request: HttpRequest, user: User, *, stays: bool, how: str) -> None:
    """Sign in. `how` is what opened the last door."""
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    if not stays:
        sessions.leave_with_the_browser(request.session)
    if how != "password":
        request.session[SECOND] = True
    audit.note("signed in", user=user, address=address(request), how=how)


def address(request: HttpRequest | None) -> str:
    """From where. Behind a proxy that is believed, uvicorn has put the visitor's own address here."""
    return str(request.META.get("REMOTE_ADDR") or "") if request else ""


def onward(request: HttpRequest, to: str) -> str:
    """A page of ours, or the inbox."""
    fine = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if to and fine else "/inbox"
