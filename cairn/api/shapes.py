"""What goes out of leads and tasks, field for field as in the contract. What is not known is null."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from cairn.accounts.models import User
from cairn.conversations.models import Contact, Identity
from cairn.journal.models import Event
from cairn.leads.models import Lead, Task


class Named(Schema):
    id: int
    name: str


class LeadShape(Schema):
    id: int
    name: str | None
    phone: str | None
    whatsapp_id: str | None
    username: str | None
    source: str
    stage: str
    priority: str
    score: int
    trip: Named | None
    party_size: int | None
    budget: int | None
    travel_dates: str | None
    language: str | None
    sentiment: str | None
    owner: str | None
    created_at: datetime
    last_contact_at: datetime
    conversation_id: int
    opted_out: bool
    value: int | None
    tags: list[str]
    extra: dict[str, Any]
    score_parts: list[dict[str, Any]]


class TaskShape(Schema):
    id: int
    type: str
    lead_id: int
    title: str
    priority: str
    status: str
    due_at: datetime
    assignee: str | None
    created_by: str


class Move(Schema):
    from_: str | None = Field(alias="from")
    to: str
    at: datetime
    by: str
    rule: str | None
    message_id: int | None
    undone: bool


class EventShape(Schema):
    id: int
    type: str
    at: datetime
    actor: str
    message_id: int | None
    data: dict[str, Any]


class WholeLead(LeadShape):
    tasks: list[TaskShape]
    stage_history: list[Move]


def lead_shape(lead: Lead) -> dict[str, Any]:
    contact = lead.contact
    same = ("id", "source", "stage", "priority", "score", "party_size", "budget", "created_at", "last_contact_at")
    more = ("value", "tags", "extra")
    return {
        **{name: getattr(lead, name) for name in more},
        "score_parts": [{"why": part["why"], "points": part["points"]} for part in lead.score_parts],
        **{name: getattr(lead, name) for name in same},
        **{name: getattr(contact, name) or None for name in ("name", "phone", "username")},
        **{name: getattr(lead, name) or None for name in ("travel_dates", "language", "sentiment")},
        "whatsapp_id": whatsapp_id(contact),
        "trip": {"id": lead.trip.pk, "name": lead.trip.name} if lead.trip else None,
        "owner": email(lead.owner),
        "conversation_id": lead.conversation_id,
        "opted_out": contact.opted_out_at is not None,
    }


def whatsapp_id(contact: Contact) -> str | None:
    """WhatsApp's id of the person: the number without its plus, else the business-scoped user id.

    Expects `identities` to be prefetched, so that a page costs one query for all of them.
    """
    known = {line.kind: line.value for line in contact.identities.all() if line.retired_at is None}
    phone: str | None = known.get(Identity.Kind.PHONE)
    return phone.lstrip("+") if phone else known.get(Identity.Kind.USER_ID)


def email(user: User | None) -> str | None:
    return user.email if user else None


def task_shape(task: Task) -> dict[str, Any]:
    same = ("id", "type", "lead_id", "title", "priority", "status", "due_at", "created_by")
    return {**{name: getattr(task, name) for name in same}, "assignee": email(task.assignee)}


def event_shape(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in ("id", "type", "at", "actor", "message_id", "data")}


def move_shape(event: Event) -> dict[str, Any]:
    data = event.data
    return {
        "from": data.get("from"),
        "to": data.get("to"),
        "at": event.at,
        "by": data.get("by") or event.actor,
        "rule": data.get("rule") or None,
        "message_id": event.message_id,
        "undone": bool(data.get("undone")),
    }
