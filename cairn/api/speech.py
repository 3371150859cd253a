"""What goes out of conversations and messages, field for field as in the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from cairn.api.shapes import whatsapp_id
from cairn.channels.whatsapp.errors import OURS, explain
from cairn.conversations import ownership
from cairn.conversations.events import Problem as Trouble
from cairn.conversations.models import Conversation, Message
from cairn.conversations.window import window

Status = Message.Status
# What to do about a message when WhatsApp gave no code.
ADVICE = {
    Status.UNKNOWN: "It may have arrived. Wait for WhatsApp's receipt, or ask the customer before sending it again.",
    Status.FAILED: "Send it again, or reach the customer another way.",
}


class SourceShape(Schema):
    kind: str
    id: str
    title: str


class ErrorShape(Schema):
    code: int | None
    title: str
    what_to_do: str


class MessageShape(Schema):
    id: int
    wamid: str | None
    direction: str
    author: str
    type: str
    text: str
    media: dict[str, Any] | None
    status: str = Field(
        description="received; parked (waits until the customer writes), queued, sending, accepted, sent, delivered, "
        "read, failed, or unknown (it may have arrived)"
    )
    error: ErrorShape | None
    reply_to: str | None
    sources: list[SourceShape]
    at: datetime


class ContactShape(Schema):
    id: int
    name: str | None
    phone: str | None
    whatsapp_id: str | None
    username: str | None
    language: str | None
    opted_out: bool


class WindowShape(Schema):
    free_text_until: datetime | None
    open: bool
    mode: str = Field(description="what WhatsApp takes now: free_text, template or nothing")
    why: str | None = Field(description="why no free text goes, in a sentence")
    held: str | None = Field(description="why nothing leaves this number at the moment")
    cost: str = Field(description="what the next message counts as: free, service, utility or marketing")


class ConversationShape(Schema):
    id: int
    lead_id: int | None
    contact: ContactShape
    status: str
    assistant: str
    unread: int
    window: WindowShape
    last_message: MessageShape | None


def message_shape(message: Message) -> dict[str, Any]:
    same = ("id", "wamid", "direction", "author", "type", "text", "status", "sources", "at")
    return {
        **{name: getattr(message, name) for name in same},
        "media": message.content if message.type != "text" and message.content else None,
        "error": error_shape(message),
        "reply_to": message.reply_to or None,
    }


def error_shape(message: Message) -> dict[str, Any] | None:
    """Why it did not arrive and what helps. Code -1 is ours: given up or unsendable, in the row's own words."""
    code = message.error_code
    if code is not None and code != OURS:
        known = explain(Trouble(code))
        return {"code": code, "title": known.title, "what_to_do": f"{known.means} {known.advice}"}
    if message.status not in ADVICE:
        return None
    return {"code": code, "title": message.error or "Not delivered", "what_to_do": ADVICE[Status(message.status)]}


def conversation_shape(conversation: Conversation, lead: int | None, last: Message | None) -> dict[str, Any]:
    contact = conversation.contact
    answering = ownership.assistant_answers(conversation)
    return {
        **{name: getattr(conversation, name) for name in ("id", "status", "unread")},
        "lead_id": lead,
        "contact": {
            "id": contact.pk,
            **{name: getattr(contact, name) or None for name in ("name", "phone", "username", "language")},
            "whatsapp_id": whatsapp_id(contact),
            "opted_out": contact.opted_out_at is not None,
        },
        "assistant": Conversation.Assistant.ON if answering else conversation.assistant,
        "window": window_shape(conversation),
        "last_message": message_shape(last) if last else None,
    }


def window_shape(conversation: Conversation) -> dict[str, Any]:
    """`open` is WhatsApp's window alone; `mode` counts the customer's wishes as well."""
    found = window(conversation)
    return {
        "free_text_until": conversation.free_text_until,
        "open": conversation.window_open,
        "mode": found.mode,
        "why": found.why or None,
        "held": found.held or None,
        "cost": found.cost(),
    }
