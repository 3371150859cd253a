"""Who may change templates, numbers and the team: the owner and managers. They cost money and speak in the firm's name."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from cairn.accounts.team import may_manage
from cairn.dashboard.desk import DeskRequest, DeskView

__all__ = ["manages", "may_manage"]


def manages(view: DeskView) -> DeskView:
    """403 for agents and viewers."""

    @wraps(view)
    def allowed(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_manage(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return allowed
