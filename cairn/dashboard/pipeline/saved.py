"""Filters of the board that somebody wants to come back to."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from cairn.accounts.models import User
from cairn.dashboard.desk import DeskRequest, desk, writes
from cairn.dashboard.pipeline import filters
from cairn.leads import views as saved
from cairn.leads.models import SavedView

PAGE = SavedView.Page.PIPELINE


def views(user: User) -> list[SavedView]:
    """One's own and what the others share, by name."""
    return saved.listed(user, PAGE)


@require_POST
@desk
@writes
def keep(request: DeskRequest) -> HttpResponse:
    """Save a filter under a name; the same name again replaces it."""
    query = filters.read(QueryDict(request.POST.get("query", "")[:1000])).query
    shared = request.POST.get("shared") == "1"
    saved.keep(request.user, PAGE, name=request.POST.get("name", ""), query=query, shared=shared)
    return HttpResponseRedirect(f"/pipeline?{query}")


@require_POST
@desk
@writes
def forget(request: DeskRequest, pk: int) -> HttpResponse:
    get_object_or_404(SavedView, pk=pk, user=request.user, page=PAGE)
    saved.forget(request.user, pk)
    return HttpResponseRedirect("/pipeline")
