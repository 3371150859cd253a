"""Filters that somebody wants to come back to, for one page; one's own and what the others share."""

from __future__ import annotations

from django.db.models import Q

from cairn.accounts.models import User
from cairn.leads.models import SavedView

MOST = 50


def listed(user: User, page: str) -> list[SavedView]:
    return list(SavedView.objects.filter(Q(user=user) | Q(shared=True), page=page).order_by("name", "pk")[:MOST])


def keep(user: User, page: str, *, name: str, query: str, shared: bool) -> SavedView | None:
    """Save under a name; the same name again replaces it. None for a name of nothing."""
    name = name.replace("\0", "").strip()[:80]
    if not name:
        return None
    change = {"query": query[:1000], "shared": shared}
    saved, _ = SavedView.objects.update_or_create(user=user, page=page, name=name, defaults=change)
    return saved


def forget(user: User, pk: int) -> bool:
    """Only whoever saved it can remove it."""
    return bool(SavedView.objects.filter(pk=pk, user=user).delete()[0])
