"""Giving leads to people: by hand, many at once, or to whoever's turn it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from cairn.accounts.models import Firm, Role, User
from cairn.journal.record import record, together
from cairn.leads.models import Lead, Task
from cairn.lib import clock

MOST = 500


def next_in_turn() -> User | None:
    """Whoever has waited longest for a lead, and has got this one now; None when leads are not given in turn.

    The row's lock makes two at once follow each other, so that each gets the next person.
    """
    if not Firm.objects.filter(round_robin=True).exists():
        return None
    with transaction.atomic():
        # All that may be chosen are locked, in one order: with only the first locked a second one at once would wait
        # for it, find its time changed and still take it.
        people = list(
            User.objects.filter(is_active=True, takes_leads=True).exclude(role=Role.VIEWER)
            .order_by("pk").select_for_update(no_key=True)
        )  # fmt: skip
        chosen = min(
            people, key=lambda user: (user.given_lead_at is not None, user.given_lead_at, user.pk), default=None
        )
        if chosen:
            User.objects.filter(pk=chosen.pk).update(given_lead_at=clock.now())
    return chosen


def give(
    ids: Iterable[int], *, to: User | None, user: User | None, by: str = "", actor: str = "", batch: str = ""
) -> list[int]:
    """Make these leads `to`'s, with their open tasks that were the former owner's or nobody's. Returns those changed."""
    with transaction.atomic(), together():
        rows = Lead.objects.filter(pk__in=list(ids)[:MOST], merged_into=None)
        rows = rows.exclude(owner=to) if to else rows.filter(owner__isnull=False)
        leads = list(rows.order_by("pk").select_for_update())
        pks = [lead.pk for lead in leads]
        theirs = Task.objects.open().filter(lead__in=pks)
        (theirs.filter(assignee=None) | theirs.filter(assignee=F("lead__owner"))).update(assignee=to)
        Lead.objects.filter(pk__in=pks).update(owner=to)
        for lead in leads:
            tell(lead, to, user=user, by=by, actor=actor, batch=batch)
    return pks


def tell(
    lead: Lead, to: User | None, *, user: User | None = None, by: str = "", actor: str = "", batch: str = ""
) -> None:
    more: dict[str, Any] = {"by": by} if by else {"was": lead.owner_id}
    more |= {"batch": batch} if batch else {}
    record(
        "assigned",
        actor=actor or ("staff" if user else "rule"),
        user_id=user.pk if user else None,
        lead_id=lead.pk,
        conversation_id=lead.conversation_id,
        to=to.pk if to else None,
        **more,
    )
