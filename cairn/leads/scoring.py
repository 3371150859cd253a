"""Keeping the score on the lead: when the customer says something, when somebody edits, and as days pass.

The score sets the priority by thresholds, and lowers only a priority that it gave itself: what a person or a rule set
higher stays until they change it.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from cairn.conversations.models import Message
from cairn.journal.record import record, together
from cairn.leads.models import Lead, Priority
from cairn.leads.score import Facts, priority, score, seen
from cairn.lib import clock, hot

WEIGHT = tuple(Priority)
FAST = timedelta(minutes=10)
STALE = timedelta(hours=12)  # a score older than this is counted anew, for the silence in it
AT_ONCE = 200
BEFORE = """
SELECT direction, at FROM conversations_message
WHERE conversation_id = %(conversation)s::bigint AND id < %(message)s::bigint ORDER BY id DESC LIMIT 3
"""
FIELDS = ("score", "score_parts", "scored_at", "priority", "scored_priority")


def facts(lead: Lead, signs: dict[str, str], now: datetime) -> Facts:
    return Facts(
        stage=lead.stage,
        source=lead.source,
        party_size=lead.party_size,
        travel_dates=lead.travel_dates,
        budget=lead.budget,
        trip=lead.trip_id is not None,
        value=lead.value,
        quiet=max(timedelta(0), now - lead.last_contact_at),
        opted_out=lead.contact.opted_out_at is not None,
        signs=signs,
    )


def signs(lead: Lead) -> dict[str, str]:
    """What the customer once gave away, as the stored parts remember it."""
    return {part["key"]: part["at"] for part in lead.score_parts if part.get("key")}


def count(lead: Lead, more: dict[str, str] | None = None) -> list[str]:
    """Set score, parts and priority on the instance, from what stands there now. Returns the priority [before, after]
    when it changed. Expects `contact` to be loaded."""
    now = clock.now()
    counted = score(facts(lead, signs(lead) | (more or {}), now))
    lead.score, lead.scored_at = counted.points, now
    lead.score_parts = [{name: value for name, value in asdict(part).items() if value != ""} for part in counted.parts]
    return prioritise(lead)


def prioritise(lead: Lead) -> list[str]:
    wanted, before = priority(lead.score), lead.priority
    higher = WEIGHT.index(wanted) > WEIGHT.index(Priority(before))
    if wanted == before or not (higher or before == lead.scored_priority):
        return []
    lead.priority = lead.scored_priority = wanted
    return [before, wanted.value]


def columns(lead: Lead, moved: list[str]) -> dict[str, Any]:
    """What to write of a counted lead. The priority only if nobody changed it meanwhile."""
    changes = {name: getattr(lead, name) for name in FIELDS if name != "priority"}
    if moved:
        changes["priority"] = Case(When(priority=moved[0], then=Value(lead.priority)), default=F("priority"))
    return changes


def heard(lead: Lead, intents: list[str], message: Message) -> None:
    """Count anew after this message, on an instance that is held and written by the caller. One query at most."""
    more = seen(frozenset(intents), message.at)
    if "fast" not in signs(lead) and quick(lead.conversation_id, message):
        more["fast"] = message.at.isoformat(timespec="seconds")
    tell(lead, count(lead, more))


def quick(conversation_id: int, message: Message) -> bool:
    """Did this message answer ours within ten minutes? The first message of all answers nothing."""
    last = hot.fetch_all(BEFORE, {"conversation": conversation_id, "message": message.pk})
    said = next((at for direction, at in last if direction == Message.Direction.OUT), None)
    return said is not None and timedelta(0) <= message.at - said <= FAST


def again(pk: int) -> None:
    """Count one lead anew, after an edit, in the caller's transaction."""
    lead = Lead.objects.select_for_update(of=("self",)).select_related("contact").get(pk=pk)
    moved = count(lead)
    Lead.objects.filter(pk=pk).update(**columns(lead, moved))
    tell(lead, moved)


def refresh_some() -> int:
    """Leads whose score was counted long ago or never: a bounded number, and two statements to write them."""
    now = clock.now()
    due = Q(scored_at=None) | Q(scored_at__lt=now - STALE)
    with transaction.atomic(), together():
        rows = Lead.objects.open().filter(due).select_related("contact")
        leads = list(rows.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
        changed = [lead for lead in leads if recounted(lead)]
        Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(scored_at=now)
        Lead.objects.bulk_update(changed, FIELDS)
    return len(leads)


def recounted(lead: Lead) -> bool:
    """Count it, and say whether anything came out differently."""
    before = (lead.score, lead.score_parts, lead.priority)
    moved = count(lead)
    tell(lead, moved)
    return before != (lead.score, lead.score_parts, lead.priority)


def tell(lead: Lead, moved: list[str]) -> None:
    if moved:
        record(
            "lead_updated",
            actor="rule",
            lead_id=lead.pk,
            conversation_id=lead.conversation_id,
            changed={"priority": moved},
            rule="score",
            reason=f"the score is {lead.score}",
        )
