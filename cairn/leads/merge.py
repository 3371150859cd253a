"""Two leads of one person become one, and two again when that was wrong."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cairn.conversations.models import Conversation
from cairn.journal.record import record
from cairn.leads import scoring
from cairn.leads.models import Lead, Task

# What the one that goes on takes over from the others where it knows nothing itself.
FACTS = ("trip_id", "party_size", "budget", "travel_dates", "language", "sentiment", "owner_id", "value")


def merge_leads(kept: Conversation, emptied: Conversation) -> dict[str, Any]:
    """Two conversations became one: the older lead goes on, with the tasks of both. Twice changes nothing more.

    Returns what it moved, as plain values for `Merge.moved`; give it to `unmerge_leads` to put it back.
    """
    found = Lead.objects.filter(conversation__in=[kept, emptied], merged_into=None).order_by("created_at", "pk")
    with transaction.atomic():
        leads = list(found.select_for_update(of=("self",)))
        if not leads:
            return {}
        first, *rest = leads
        moved = {"lead": first.pk, "before": state(first), "leads": [absorb(first, lead) for lead in rest]}
        first.contact_id, first.conversation_id = kept.contact_id, kept.pk
        first.last_contact_at = max(lead.last_contact_at for lead in leads)
        fill(first, rest)
        first.save()
        scoring.again(first.pk)
        for lead in rest:
            record("merged", actor="system", lead_id=first.pk, conversation_id=kept.pk, lead=lead.pk)
    return moved


def state(lead: Lead) -> dict[str, Any]:
    """What a merge may change of the lead that goes on, as plain values."""
    plain = ("contact_id", "conversation_id", *FACTS, "tags", "extra")
    return {name: getattr(lead, name) for name in plain}


def absorb(first: Lead, lead: Lead) -> dict[str, Any]:
    """Close `lead` into `first`: its open tasks go over, but its own first contact is not needed twice."""
    double = Task.objects.open().filter(lead=lead, type=Task.Type.INITIAL_CONTACT)
    cancelled = dict(double.values_list("pk", "status"))
    double.update(status=Task.Status.CANCELLED)
    there = set(Task.objects.open().filter(lead=first).values_list("type", "reason"))
    going = [task.pk for task in Task.objects.open().filter(lead=lead) if (task.type, task.reason) not in there]
    Task.objects.filter(pk__in=going).update(lead=first)
    lead.merged_into = first
    Lead.objects.filter(pk=lead.pk).update(merged_into=first)
    return {"lead": lead.pk, "tasks": going, "cancelled": {str(pk): status for pk, status in cancelled.items()}}


def fill(first: Lead, rest: list[Lead]) -> None:
    for lead in rest:
        for name in FACTS:
            if not getattr(first, name):
                setattr(first, name, getattr(lead, name))
        first.tags = list(dict.fromkeys([*first.tags, *lead.tags]))[:40]
        first.extra = lead.extra | first.extra


def unmerge_leads(moved: dict[str, Any]) -> None:
    """Put back what `merge_leads` said that it moved. What was learned since stays with the lead that went on."""
    if not moved:
        return
    with transaction.atomic():
        first = Lead.objects.select_for_update().get(pk=moved["lead"])
        before = moved["before"]
        for name in ("contact_id", "conversation_id"):
            setattr(first, name, before[name])
        first.save(update_fields=["contact_id", "conversation_id"])
        for part in moved["leads"]:
            part_again(first, part)


def part_again(first: Lead, part: dict[str, Any]) -> None:
    rows = Lead.objects.filter(pk=part["lead"], merged_into=first)
    if not rows.update(merged_into=None):
        return
    Task.objects.filter(pk__in=part["tasks"], lead=first).update(lead=part["lead"])
    for pk, status in part["cancelled"].items():
        Task.objects.filter(pk=int(pk), status=Task.Status.CANCELLED).update(status=status, done_at=None)
    lead = Lead.objects.get(pk=part["lead"])
    scoring.again(lead.pk)
    about: dict[str, Any] = {"lead_id": lead.pk, "conversation_id": lead.conversation_id}
    record("merged", actor="system", undone=True, lead=first.pk, **about)
