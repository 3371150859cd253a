"""Filters of the board that somebody wants to come back to."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from cairn.accounts.models import User
from cairn.dashboard.desk import DeskRequest, desk, writes
from cairn.dashboard.pipeline import filters
from cairn.leads.models import SavedView

PAGE = SavedView.Page.PIPELINE


def views(user: User) -> list[SavedView]:
    """One's own and what the others share, by name; a hundred at most."""
    known = SavedView.objects.filter(Q(user=user) | Q(shared=True), page=PAGE)
    return list(known.order_by("name", "pk")[:100])


@require_POST
@desk
@writes
def keep(request: DeskRequest) -> HttpResponse:
    """Save a filter under a name; the same name again replaces it."""
    name = request.POST.get("name", "").replace("\0", "").strip()[:80]
    query = filters.read(QueryDict(request.POST.get("query", "")[:1000])).query
    if name:
        change = {"query": query, "shared": request.POST.get("shared") == "1"}
        SavedView.objects.update_or_create(user=request.user, page=PAGE, name=name, defaults=change)
    return HttpResponseRedirect(f"/pipeline?{query}")


@require_POST
@desk
@writes
def forget(request: DeskRequest, pk: int) -> HttpResponse:
    get_object_or_404(SavedView, pk=pk, user=request.user, page=PAGE).delete()
    return HttpResponseRedirect("/pipeline")
