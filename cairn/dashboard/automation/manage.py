"""Who may change what happens by itself: the owner and managers. Everybody may read it."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from cairn.accounts.models import User
from cairn.dashboard.desk import DeskRequest, DeskView


def may_manage(user: User) -> bool:
    return user.may_manage


def manages(view: DeskView) -> DeskView:
    """For what changes the automation: others get 403."""

    @wraps(view)
    def allowed(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_manage(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return allowed


def refusal(words: str, status: int = 422) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
