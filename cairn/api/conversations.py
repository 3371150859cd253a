"""Conversations: found, and who answers them. What is said in them: `messages`."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Prefetch, Q, Subquery
from django.http import HttpRequest
from ninja import Field, Query, Router

from cairn.api.changes import CALLER
from cairn.api.inputs import Input, find
from cairn.api.pages import Page, Paging, page
from cairn.api.speech import ConversationShape, conversation_shape
from cairn.conversations.models import Conversation, ConversationQuerySet, Identity, Message
from cairn.conversations.ownership import set_assistant
from cairn.leads.models import CLOSED, Lead

router = Router(tags=["Conversations"])


class ConversationFilters(Paging):
    status: Conversation.Status | None = None
    q: str | None = Field(None, max_length=200, description="in name, phone, username or the newest message")


class Switch(Input):
    state: Conversation.Assistant


@router.get("", response=Page[ConversationShape])
def list_conversations(request: HttpRequest, filters: Query[ConversationFilters]) -> dict[str, Any]:
    """Conversations, the one with the newest message first."""
    rows = visible().search(filters.q or "")
    if filters.status:
        rows = rows.filter(status=filters.status)
    found, following = page(rows, filters, by="-last_message_at")
    return {"items": shapes(found), "next": following}


@router.get("/{int:id}", response=ConversationShape)
def get_conversation(request: HttpRequest, id: int) -> dict[str, Any]:
    return shapes([one(id)])[0]


@router.post("/{int:id}/assistant", response=ConversationShape)
def switch(request: HttpRequest, id: int, data: Switch) -> dict[str, Any]:
    """Switch the assistant on, pause it for twelve hours, or turn it off."""
    set_assistant(one(id), state=data.state, user=CALLER)
    return shapes([one(id)])[0]


def visible() -> ConversationQuerySet:
    lines = Prefetch("contact__identities", Identity.objects.filter(retired_at=None).order_by("pk"))
    return Conversation.objects.visible_to(CALLER).select_related("contact", "channel").prefetch_related(lines)


def one(pk: int) -> Conversation:
    return find(visible(), pk, "conversation")


def shapes(rows: list[Conversation]) -> list[dict[str, Any]]:
    """With the lead and the newest message of each, in two queries for all of them."""
    closed = ExpressionWrapper(Q(stage__in=CLOSED), output_field=BooleanField())
    leads = Lead.objects.filter(conversation=OuterRef("pk"), merged_into=None).order_by(closed, "-pk")
    newest = Message.objects.filter(conversation=OuterRef("pk")).exclude(type="reaction")
    newest = newest.exclude(status="planned").order_by("-pk")
    pks = [row.pk for row in rows]
    found = Conversation.objects.filter(pk__in=pks).annotate(
        lead=Subquery(leads.values("pk")[:1]), newest=Subquery(newest.values("pk")[:1])
    )
    extra = {pk: (lead, last) for pk, lead, last in found.values_list("pk", "lead", "newest")}
    messages = Message.objects.in_bulk([last for _, last in extra.values() if last])
    return [conversation_shape(row, extra[row.pk][0], messages.get(extra[row.pk][1])) for row in rows]
