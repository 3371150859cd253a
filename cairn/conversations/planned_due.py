"""The time of a planned message has come: queue it, let it wait, or end it with the reason. Each exactly once.

Whoever comes second finds it planned no more; whoever dies half-way leaves it planned, and the next pass takes it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from cairn.accounts.models import User
from cairn.conversations import ownership
from cairn.conversations.models import Conversation, Message, Template
from cairn.conversations.receive import note_outbound
from cairn.conversations.reply import WindowClosed, lock
from cairn.conversations.templates.preflight import standing
from cairn.conversations.window import Window, window
from cairn.journal.record import record
from cairn.lib import clock, later, live

Status = Message.Status
HELD = "A planned message waits: the window has closed"


def due() -> list[int]:
    """Those whose time has come, the earliest first. The database's clock decides, so that all workers agree."""
    rows = Message.objects.filter(status=Status.PLANNED, send_at__lte=Now())
    return list(rows.order_by("send_at", "pk").values_list("pk", flat=True)[:100])


def release(pk: int, *, now: bool = False, user: User | None = None) -> Message | None:
    """Queue, park or end this one. None when somebody else did, or its time was moved meanwhile.

    `now`: a person wants it gone before its time; then a closed window raises WindowClosed and it stays planned.
    """
    talk = Message.objects.filter(pk=pk).values_list("conversation_id", flat=True).first()
    with transaction.atomic():
        conversation = lock(Conversation(pk=talk)) if talk else None
        rows = (
            Message.objects.select_for_update(of=("self",)).select_related("user").filter(pk=pk, status=Status.PLANNED)
        )
        message = (rows if now else rows.filter(send_at__lte=Now())).first()
        if conversation is None or message is None:
            return None
        message.conversation = conversation
        return decide(message, window(conversation), now=now, user=user)


def decide(message: Message, found: Window, *, now: bool, user: User | None) -> Message:
    template = template_of(message)
    refusal = found.refusal(message.type, template.category if template else "")
    refusal = refusal or (standing(template) if template else "")
    if now and refusal:
        raise WindowClosed(refusal)
    if not refusal:
        queue(message)
    elif found.template and message.type != "template":
        park(message)
    else:
        end(message, refusal)
    tell(message, user)
    return message


def template_of(message: Message) -> Template | None:
    """As it is now: since it was planned WhatsApp may have paused it."""
    known = message.content.get("template_id") if message.type == "template" else None
    return Template.objects.filter(pk=known).first() if known else None


def queue(message: Message) -> None:
    settle(message, Status.QUEUED)
    note_outbound(message.conversation, message)
    ownership.take_over(message.conversation, user=message.user)
    later.wake("deliver", conversation=message.conversation_id)


def park(message: Message) -> None:
    """Nothing but a template would arrive now, and which one is for a person to say."""
    settle(message, Status.PARKED)
    ownership.call_person(message.conversation, why=HELD)


def end(message: Message, why: str) -> None:
    settle(message, Status.FAILED, error=why)


def settle(message: Message, status: str, *, error: str = "") -> None:
    message.status, message.error, message.at = status, error, clock.now()
    message.save(update_fields=["status", "error", "at"])


def tell(message: Message, user: User | None) -> None:
    record(
        "message_status",
        actor="staff" if user else "system",
        user_id=user.pk if user else None,
        conversation_id=message.conversation_id,
        message_id=message.pk,
        status=str(message.status),
        planned=True,
        why=message.error,
    )
    live.announce("inbox", f"conversation-{message.conversation_id}")
