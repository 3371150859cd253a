"""Take the next message of a conversation, if it may leave now: in order, within the rates, in the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cairn.assistant.models import Answer
from cairn.channels import media_upload, rates
from cairn.channels.whatsapp.errors import OURS
from cairn.conversations.consent import CONFIRMATION
from cairn.conversations.events import Problem
from cairn.conversations.models import Attachment, Conversation, Message, Template
from cairn.conversations.window import window
from cairn.lib import clock, failing

Status = Message.Status
WINDOW_CLOSED = 131047


@dataclass(frozen=True, slots=True)
class Claim:
    """One of: a message that is `sending` now; a file to upload first; seconds to wait; a refusal to be told."""

    message: Message | None = None
    upload: Attachment | None = None
    wait: float | None = None
    refused: Problem | None = None


NOTHING = Claim()


def claim(conversation_id: int) -> Claim:
    """The oldest queued message, marked `sending` and committed, unless one before it is under way."""
    with transaction.atomic():
        locked = Conversation.objects.select_for_update(of=("self",)).select_related("channel", "contact")
        conversation = locked.filter(pk=conversation_id).first()
        if conversation is None or conversation.channel.paused_at:  # erased since somebody asked, or standing still
            return NOTHING
        now = clock.now()
        message = next_in_line(conversation, now)
        if message is None or message.status == Status.SENDING or not due(message, now):
            return NOTHING
        message.conversation = conversation
        if problem := forbidden(message):
            return Claim(message=message, refused=problem)
        if message.content and (file := media_upload.missing(message)):
            return Claim(message=message, upload=file)
        if rates.take(message, now):
            failing.point("before claiming")
            return Claim(message=message)
        return Claim(wait=rates.wait(message))


def next_in_line(conversation: Conversation, now: datetime) -> Message | None:
    """What WhatsApp takes only hours from now (it has a code) steps aside; a short wait keeps its place."""
    aside = Q(error_code__isnull=False, next_attempt_at__gt=now)
    waiting = conversation.messages.filter(status__in=[Status.QUEUED, Status.SENDING])
    return waiting.exclude(aside).order_by("pk").first()


def due(message: Message, now: datetime) -> bool:
    return message.next_attempt_at is None or message.next_attempt_at <= now


def forbidden(message: Message) -> Problem | None:
    """Why it may not go any more: a window that closed while it waited, or a customer who asked for silence."""
    found = window(message.conversation)
    category = category_of(message) if message.type == "template" and not found.marketing else ""
    refusal = found.refusal(message.type, category)
    if not refusal or (found.until and clock.now() < found.until and confirms(message)):
        return None
    return Problem(WINDOW_CLOSED, refusal) if found.template and message.type != "template" else Problem(OURS, refusal)


def confirms(message: Message) -> bool:
    """Whether this is the answer to the wish for silence itself. Asked only of those who have it."""
    if (message.idempotency_key or "").startswith(CONFIRMATION):
        return True
    return Answer.objects.filter(message=message, expect="opt_out").exists()


def category_of(message: Message) -> str:
    """Asked only for customers who stopped marketing. A template that we don't know counts as marketing."""
    rows = Template.objects.filter(name=message.content.get("name"), account=message.conversation.channel.account)
    return str(rows.values_list("category", flat=True).first() or Template.Category.MARKETING)
