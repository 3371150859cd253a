"""What follows from a reply besides its words: the lead learns, an opt-out is honoured, a person is called."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cairn.accounts.models import Firm
from cairn.assistant.answer import Reply
from cairn.assistant.draft import Handover
from cairn.conversations import ownership
from cairn.conversations.models import Consent, Conversation, Message
from cairn.inbound import consenting
from cairn.journal.record import record
from cairn.leads import scoring, tasks, worth
from cairn.leads.models import Lead, Priority, Task
from cairn.lib import clock

# What makes a first contact more urgent, the most urgent first.
PRESSING = {
    "emergency": Priority.URGENT,
    "booking": Priority.HIGH,
    "payment": Priority.HIGH,
    "complaint": Priority.HIGH,
}


def learn(lead: Lead, reply: Reply, message: Message) -> None:
    """Keep what the customer told about the trip they want. Nothing already known is overwritten with nothing.

    The lead is held; the caller writes it.
    """
    facts = reply.entities
    trip = facts.get("trip") or {}
    news: dict[str, Any] = {
        "trip_id": trip.get("id"),
        "party_size": facts.get("party_size"),
        "budget": facts.get("budget"),
        "travel_dates": ", ".join(facts["dates"])[:100] if facts.get("dates") else None,
        "language": reply.language,
        "sentiment": reply.sentiment,
    }
    changes = {name: value for name, value in news.items() if value and getattr(lead, name) != value}
    for name, value in changes.items():
        setattr(lead, name, value)
    if changes.keys() & {"trip_id", "party_size"}:
        lead.value = worth.value(lead.trip_id, lead.party_size)
    scoring.heard(lead, reply.intents, message)
    press(lead, reply)
    if "trip_id" in changes:
        record(
            "trip_linked",
            actor="assistant",
            lead_id=lead.pk,
            conversation_id=lead.conversation_id,
            message_id=message.pk,
            trip=trip["id"],
            name=trip.get("name", ""),
        )


def press(lead: Lead, reply: Reply) -> None:
    """The first contact gets the priority of what was said."""
    if found := next((level for intent, level in PRESSING.items() if intent in reply.intents), None):
        tasks.press(lead, found, types=[Task.Type.INITIAL_CONTACT])


def opt_out(conversation: Conversation, message: Message) -> None:
    """The assistant understood a sentence that filing did not: its reply is the confirmation, the message the proof."""
    consenting.record_wish(conversation, message, Consent.Kind.STOP)


def open_handover(conversation: Conversation, lead: Lead | None, handover: Handover) -> None:
    """A person is called, with a task that says what is missing and is due when we promised to answer."""
    ownership.call_person(conversation, why=handover.reason)
    if lead:
        promised = clock.now() + timedelta(minutes=Firm.current().call_back_minutes)
        tasks.add(
            lead,
            type=Task.Type.HANDOVER,
            title=handover.summary,
            due_at=promised,
            priority=Priority.HIGH,
            reason="handover",
            created_by="assistant",
        )
