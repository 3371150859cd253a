"""What a rule may ask about: the Event and the lead, as plain values. The database is asked here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time

from cairn.accounts.models import Firm
from cairn.conversations.models import Message
from cairn.journal.models import Event
from cairn.leads.models import Lead

BY_WHOM = {"customer": "a customer", "assistant": "the assistant", "staff": "a person at the desk", "phone": "a person on the phone", "rule": "a rule"}  # fmt: skip
# What a rule may listen to, in words.
EVENTS = {
    "message_received": "A customer writes",
    "message_sent": "A message is sent",
    "assistant_answered": "The assistant answers",
    "assistant_handed_over": "The assistant calls a person",
    "lead_created": "A lead is new",
    "stage_changed": "A lead changes its stage",
    "stage_suggested": "A move is suggested",
    "trip_linked": "A lead's trip becomes known",
    "task_created": "A task appears",
    "task_done": "A task is done",
    "assigned": "Somebody gets a lead",
    "payment_received": "A payment arrives",
    "booking_confirmed": "A booking is confirmed",
    "opted_out": "A customer wants no more messages",
    "delivery_failed": "A message can't be delivered",
}


@dataclass(frozen=True, slots=True)
class Known:
    """One Event with the lead it is about. `at`: in the firm's zone."""

    actor: str
    stage: str
    source: str
    trip: int | None
    text: str
    score: int
    priority: str
    owner: int | None
    at: time
    tags: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Case:
    """An Event, its lead and what is known. The lead is None where there is none, and then no rule applies."""

    event: Event
    lead: Lead | None
    known: Known | None


def cases(events: Iterable[Event], firm: Firm) -> list[Case]:
    """Leads and messages of all these Events, by three queries however many there are."""
    rows = list(events)
    leads = leads_of(rows)
    by_conversation = {lead.conversation_id: lead for lead in sorted(leads.values(), key=lambda lead: lead.pk)}
    ids = {event.message_id for event in rows if event.message_id}
    texts = dict(Message.objects.filter(pk__in=ids).values_list("pk", "text"))
    found = []
    for event in rows:
        lead = leads.get(event.lead_id or 0) or by_conversation.get(event.conversation_id or 0)
        found.append(Case(event, lead, known(event, lead, texts, firm) if lead else None))
    return found


def leads_of(events: list[Event]) -> dict[int, Lead]:
    named = {event.lead_id for event in events if event.lead_id}
    others = {event.conversation_id for event in events if event.conversation_id and not event.lead_id}
    rows = Lead.objects.filter(pk__in=named) | Lead.objects.filter(conversation__in=others, merged_into=None)
    return {lead.pk: lead for lead in rows.select_related("contact", "trip", "conversation")}


def known(event: Event, lead: Lead, texts: dict[int, str], firm: Firm) -> Known:
    return Known(
        actor=actor(event),
        stage=str(event.data.get("to") or lead.stage) if event.type == "stage_changed" else lead.stage,
        source=lead.source,
        trip=lead.trip_id,
        text=texts.get(event.message_id or 0, ""),
        score=lead.score,
        priority=lead.priority,
        owner=lead.owner_id,
        at=local(event.at, firm),
        tags=frozenset(tag.casefold() for tag in lead.tags),
    )


def local(at: datetime, firm: Firm) -> time:
    return at.astimezone(firm.zone).time()


def actor(event: Event) -> str:
    """Undoing is a person's, whatever it undoes."""
    return "staff" if event.user_id and event.actor not in BY_WHOM else event.actor
