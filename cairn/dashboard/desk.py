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

from cairn.accounts import sessions
from cairn.accounts.models import Firm, Role, User
from cairn.conversations import inbox
from cairn.dashboard import audited, looked

SECOND = "/settings/me/second"
OPEN = ("/settings/me", "/confirm", "/state")


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
        sessions.touch(request)
        if wants_second(known):
            return to_second(request)
        with timezone.override(known.firm.zone):
            response = view(known, *args, **kwargs)
        audited.tell(request, response)
        looked.tell(request, response)
        return private(response)

    return inside


def wants_second(request: DeskRequest) -> bool:
    """The firm asks for a second factor, and this session has shown none. Only the way to one is open."""
    asked = request.firm.second_factor and not request.session.get(sessions.SECOND)
    return asked and not request.path.startswith(OPEN)


def to_second(request: HttpRequest) -> HttpResponse:
    if from_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": SECOND})
    return HttpResponseRedirect(SECOND)


def writes(view: DeskView) -> DeskView:
    """For what changes something: viewers get 403."""
    return only(lambda user: user.may_write, view)


def manages(view: DeskView) -> DeskView:
    """For what costs money, speaks in the firm's name or happens by itself: agents and viewers get 403."""
    return only(lambda user: user.may_manage, view)


def owns(view: DeskView) -> DeskView:
    """For the owners alone: everybody else gets 403."""
    return only(lambda user: user.role == Role.OWNER, view)


def only(may: Callable[[User], bool], view: DeskView) -> DeskView:
    @wraps(view)
    def allowed(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request.user):
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


def refused(why: object, status: int = 422) -> HttpResponse:
    """The sentence that says why not, for the form or the button it came from."""
    return HttpResponse(str(why), status=status, content_type="text/plain; charset=utf-8")


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Customers' words stay out of every cache, the browser's own for "back" after signing out too."""
    response.setdefault("Cache-Control", "no-store")
    return response


def waiting(request: HttpRequest) -> dict[str, Any]:
    """How many wait, on every page with a rail: counted when it is drawn, and not where the page counted already."""
    return {"counts": SimpleLazyObject(lambda: inbox.counts(cast(User, request.user)))}
