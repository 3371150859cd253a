"""Each part of the screens in each of its states, for whoever builds them. Only while developing (CAIRN_DEBUG=1)."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.dashboard.desk import DeskRequest, desk


@require_safe
@desk
def styleguide(request: DeskRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, "dashboard/styleguide.html", {"here": "styleguide"})
