"""Who may be the same person twice: a suggestion for people to judge, never a merge by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from cairn.conversations import search
from cairn.leads.models import Lead

WITHIN = timedelta(days=30)
MOST = 5
DIGITS = 10  # of a number that make a person in most countries, without the prefix


@dataclass(frozen=True, slots=True)
class Likeness:
    lead: Lead
    why: str


def of(lead: Lead) -> list[Likeness]:
    """Other people who look like this one: the same number written otherwise, or the name and trip about the same time."""
    tail = "".join(filter(str.isdigit, lead.contact.phone))[-DIGITS:]
    others = Lead.objects.filter(merged_into=None, contact__merged_into=None).exclude(contact=lead.contact_id)
    found: list[Likeness] = []
    if len(tail) == DIGITS:
        same = others.filter(contact__phone__in=forms(tail, lead.contact.phone))
        found += [Likeness(row, "the same phone number") for row in related(same)]
    if lead.contact.name.strip() and lead.trip_id:
        near = Q(created_at__gt=lead.created_at - WITHIN, created_at__lt=lead.created_at + WITHIN)
        # By the index of names first: comparing capitals row by row would walk through everybody.
        alike = search.found(lead.contact.name)
        same = others.filter(near, trip=lead.trip_id, conversation__in=alike)
        same = same.filter(contact__name__iexact=lead.contact.name.strip())
        found += [Likeness(row, "the same name and trip within a month") for row in related(same)]
    return list({one.lead.pk: one for one in reversed(found)}.values())[:MOST]


def forms(tail: str, written: str) -> set[str]:
    """The ways in which people and files write one number."""
    return {tail, f"0{tail}", f"91{tail}", f"+91{tail}", f"0091{tail}", written.lstrip("+"), f"+{written.lstrip('+')}"}


def related(rows: object) -> list[Lead]:
    return list(rows.select_related("contact", "trip").order_by("-pk")[:MOST])  # type: ignore[attr-defined]
