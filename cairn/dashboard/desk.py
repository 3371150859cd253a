"""The way to every page behind the door: somebody of the firm, at the firm's clock."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cairn.accounts.models import Firm, User
from cairn.conversations import inbox


class DeskRequest(HttpRequest):
    """A request of a signed-in person. `firm` is read once."""

    user: User
    firm: Firm


DeskView = Callable[..., HttpResponseBase]


def desk(view: DeskView) -> DeskView:
    """Let the signed-in in, with times in the firm's zone; send everybody else to the door."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_the_door(request)
        known = cast(DeskRequest, request)
        known.firm = Firm.current()
        with timezone.override(known.firm.zone):
            return private(view(known, *args, **kwargs))

    return inside


def writes(view: DeskView) -> DeskView:
    """For what changes something: viewers get 403."""

    @wraps(view)
    def allowed(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.may_write:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return allowed


def to_the_door(request: HttpRequest) -> HttpResponse:
    """A live region must not swap in the sign-in page: it is told to load the whole page anew."""
    if from_htmx(request):
        return HttpResponse(status=401, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())


def from_htmx(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def done(request: HttpRequest, to: str) -> HttpResponse:
    """What a POST answers: nothing for a live page, which shows the change by itself, else the page again."""
    return HttpResponse(status=204) if from_htmx(request) else HttpResponseRedirect(to)


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Customers' words stay out of every cache, the browser's own for "back" after signing out too."""
    response.setdefault("Cache-Control", "no-store")
    return response


def waiting(request: HttpRequest) -> dict[str, Any]:
    """How many wait, on every page with a rail: counted when it is drawn, and not where the page counted already."""
    return {"counts": SimpleLazyObject(lambda: inbox.counts(cast(User, request.user)))}
