"""Leads page by page: each order walks an index, and the next page begins after the last row seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from cairn.leads.models import Lead, LeadQuerySet
from cairn.lib.digits import is_id

PAGE = 50
ENOUGH = 1000  # counting stops here
SORTS = {"recent": "last_contact_at", "newest": "pk", "score": "score", "value": "value"}


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Lead]
    next: str


def page(rows: LeadQuerySet, *, sort: str = "recent", after: str = "") -> Page:
    """The highest first. `after` is the `next` of the page before; nonsense begins at the top."""
    column = SORTS.get(sort, "last_contact_at")
    if column == "value":
        rows = rows.filter(value__isnull=False)
    rows = rows.order_by(*dict.fromkeys([f"-{column}", "-pk"]))
    if seen := decode(after, column):
        rows = rows.filter(below(column, *seen))
    found = list(rows.select_related("contact", "trip", "owner")[: PAGE + 1])
    return Page(found[:PAGE], encode(found[PAGE - 1], column) if len(found) > PAGE else "")


def below(column: str, value: Any, pk: int) -> Q:
    if column == "pk":
        return Q(pk__lt=pk)
    return Q(**{f"{column}__lte": value}) & (Q(**{f"{column}__lt": value}) | Q(pk__lt=pk))


def encode(lead: Lead, column: str) -> str:
    value = getattr(lead, column)
    return f"{value.isoformat() if hasattr(value, 'isoformat') else value}~{lead.pk}"


def decode(after: str, column: str) -> tuple[Any, int] | None:
    text, _, pk = after.rpartition("~")
    if not is_id(pk):
        return None
    try:
        value = parse_datetime(text) if column == "last_contact_at" else int(text)
    except ValueError:
        return None
    return (value, int(pk)) if value is not None and (column == "last_contact_at" or abs(int(text)) < 2**62) else None


def count(rows: LeadQuerySet) -> int:
    """How many, at most ENOUGH."""
    return rows.order_by()[:ENOUGH].count()
