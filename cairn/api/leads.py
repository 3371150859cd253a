"""Leads: found, read, changed, moved along the pipeline; and what happened to each."""

from __future__ import annotations

import re
from typing import Annotated, Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest
from ninja import Field, Query, Router
from pydantic import Strict, StringConstraints

from cairn.api.changes import ACTOR, CALLER, person, trip
from cairn.api.inputs import Id, Input, Paise, find
from cairn.api.pages import Page, Paging, page
from cairn.api.problems import Problem, invalid
from cairn.api.shapes import EventShape, LeadShape, WholeLead, event_shape, lead_shape, move_shape, task_shape
from cairn.conversations.models import Identity
from cairn.journal.models import Event
from cairn.leads import fields, stages, tags
from cairn.leads.change import change
from cairn.leads.models import Lead, LeadQuerySet, Priority, Stage, Task

router = Router(tags=["Leads"])


class LeadFilters(Paging):
    phone: str | None = Field(None, max_length=40, description="with or without plus sign and spaces")
    stage: Stage | None = None
    source: str | None = Field(None, max_length=40)
    tag: str | None = Field(None, max_length=40)
    q: str | None = Field(None, max_length=200, description="in name, phone, username, messages or trip")


class LeadPatch(Input):
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    party_size: Annotated[int, Field(ge=1, le=1000)] | None = None
    budget: Paise | None = None
    travel_dates: Annotated[str, StringConstraints(max_length=100)] | None = None
    priority: Priority = Priority.MEDIUM
    owner: Annotated[int, Strict()] | str | None = Field(None, description="e-mail or id of a member of the team")
    trip: Id | None = None
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)] = "whatsapp"
    tags: list[Annotated[str, StringConstraints(max_length=40)]] | None = Field(None, max_length=20)
    extra: dict[str, str | int | float | bool | None] | None = Field(None, description="the firm's own fields, by key")


class StageMove(Input):
    stage: Stage
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


@router.get("", response=Page[LeadShape])
def list_leads(request: HttpRequest, filters: Query[LeadFilters]) -> dict[str, Any]:
    """Leads, newest first."""
    rows, following = page(matching(visible().filter(merged_into=None), filters), filters)
    return {"items": [lead_shape(lead) for lead in rows], "next": following}


@router.get("/{int:id}", response=WholeLead, by_alias=True)
def get_lead(request: HttpRequest, id: int) -> dict[str, Any]:
    """One lead with its tasks and the stages it went through."""
    return whole(one(id))


@router.patch("/{int:id}", response=WholeLead, by_alias=True)
def patch_lead(request: HttpRequest, id: int, data: LeadPatch) -> dict[str, Any]:
    """Change the fields that are given; the others stay."""
    lead = one(id)
    given = data.model_dump(exclude_unset=True)
    if "owner" in given:
        given["owner"] = person(data.owner, "owner")
    if "trip" in given:
        given["trip"] = trip(data.trip)
    if "travel_dates" in given:
        given["travel_dates"] = data.travel_dates or ""
    if "extra" in given:
        given["extra"] = own_fields(given["extra"] or {})
    if "tags" in given:
        given["tags"] = tags.clean(given["tags"] or [])
    change(lead, given, actor=ACTOR)
    return whole(one(id))


def own_fields(given: dict[str, Any]) -> dict[str, Any]:
    """Values of the firm's own fields, checked as the desk checks them."""
    known = {field.key: field for field in fields.current()}
    if unknown := sorted(given.keys() - known.keys()):
        raise invalid("extra", f"There is no field {unknown[0]}.")
    try:
        return {key: fields.read(known[key], "" if value is None else str(value)) for key, value in given.items()}
    except fields.Unfit as refusal:
        raise invalid("extra", str(refusal)) from refusal


@router.post("/{int:id}/stage", response=WholeLead, by_alias=True)
def move_lead(request: HttpRequest, id: int, data: StageMove) -> dict[str, Any]:
    """Move the lead to another stage. `lost` needs a reason; `won` a payment, a booking or a reason."""
    try:
        stages.move(one(id), to=data.stage, actor=ACTOR, reason=data.reason)
    except (stages.ReasonMissing, stages.WonUnproven) as refusal:
        raise Problem(422, str(refusal), [{"field": "reason", "detail": str(refusal)}]) from refusal
    except stages.Unmovable as refusal:
        raise Problem(409, str(refusal)) from refusal
    return whole(one(id))


@router.get("/{int:id}/events", response=Page[EventShape])
def list_events(request: HttpRequest, id: int, paging: Query[Paging]) -> dict[str, Any]:
    """What happened to the lead, in order. The first page is the newest; `next` leads to older ones."""
    rows, following = page(Event.objects.filter(concerning(one(id))), paging)
    return {"items": [event_shape(event) for event in reversed(rows)], "next": following}


def concerning(lead: Lead) -> Q:
    """Its own Events, and those of its conversation that name no lead: receipts, notes, replies."""
    return Q(lead_id=lead.pk) | Q(conversation_id=lead.conversation_id, lead_id=None)


def visible() -> LeadQuerySet:
    lines = Prefetch("contact__identities", Identity.objects.filter(retired_at=None).order_by("pk"))
    return Lead.objects.visible_to(CALLER).select_related("contact", "trip", "owner").prefetch_related(lines)


def one(pk: int) -> Lead:
    lead = find(visible(), pk, "lead")
    if lead.merged_into_id:
        raise Problem(404, f"Lead {pk} was merged into lead {lead.merged_into_id}.")
    return lead


def matching(rows: LeadQuerySet, filters: LeadFilters) -> LeadQuerySet:
    if filters.phone:
        rows = rows.filter(contact__phone="+" + re.sub(r"\D", "", filters.phone).lstrip("0"))
    if filters.stage:
        rows = rows.filter(stage=filters.stage)
    if filters.source:
        rows = rows.filter(source=filters.source)
    if filters.tag:
        rows = rows.filter(tags__contains=[filters.tag])
    return rows.filter(saying(filters.q.strip())) if filters.q else rows


def saying(words: str) -> Q:
    said = ("contact__name", "contact__username", "newest_message", "first_message", "trip__name")
    found = Q(contact__phone__contains=words.replace(" ", ""))
    for name in said:
        found |= Q(**{f"{name}__icontains": words})
    return found


def whole(lead: Lead) -> dict[str, Any]:
    tasks = Task.objects.filter(lead=lead).select_related("assignee").order_by("-pk")[:200]
    moves = Event.objects.filter(lead_id=lead.pk, type="stage_changed").order_by("-pk")[:200]
    history = [move_shape(event) for event in reversed(moves)]
    return {**lead_shape(lead), "tasks": [task_shape(task) for task in tasks], "stage_history": history}
