"""Send later: written now, queued when its time comes, if it may go then.

A planned message never disappears in silence: when its time comes it is queued, waits for the customer (the window has
closed, and a person is told), or ends as failed with the reason (the customer asked for no more messages).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop as _

from cairn.accounts.models import User
from cairn.conversations import outgoing
from cairn.conversations.models import Conversation, Message
from cairn.conversations.outgoing import Content, Unsendable
from cairn.conversations.planned_due import release
from cairn.conversations.reply import OptedOut, bind, lock, quotable
from cairn.conversations.window import window
from cairn.journal.record import record
from cairn.lib import clock, live
from cairn.lib.saying import OneSentence

Status = Message.Status
MOST = 20  # messages that may be planned for one customer
FURTHEST = timedelta(days=366)


class Gone(OneSentence, Unsendable):
    words = _("This message was sent or cancelled meanwhile.")


def plan(
    conversation: Conversation,
    *,
    at: datetime,
    user: User,
    text: str = "",
    content: Content | None = None,
    reply_to: str = "",
    key: str | None = None,
) -> Message:
    """Keep a message for `at`. The same `key` twice gives the same message; what may go is asked again at that time.

    Raises Unsendable or OptedOut, with a sentence for the person who wrote it.
    """
    content = content or Content(text=text.strip())
    outgoing.check(content.type, content.text, content.content)
    in_time(at)
    with transaction.atomic():
        conversation = lock(conversation)
        earlier = conversation.messages.filter(idempotency_key=key).first() if key else None
        if earlier:
            return earlier
        allow(conversation)
        quotable(conversation, reply_to)
        message = keep(conversation, content, at=at, user=user, key=key, reply_to=reply_to)
        tell(message, user=user)
    return message


def in_time(at: datetime) -> None:
    now = clock.now()
    if not now < at <= now + FURTHEST:
        raise Unsendable("Choose a time from now on, within a year.")


def allow(conversation: Conversation) -> None:
    found = window(conversation)
    if not found.template:
        raise OptedOut(found.why)
    if waiting(conversation).count() >= MOST:
        raise Unsendable(f"{MOST} messages are planned for this customer already.")


def waiting(conversation: Conversation) -> QuerySet[Message]:
    """What is planned here, the soonest first."""
    return conversation.messages.filter(status=Status.PLANNED).select_related("user").order_by("send_at", "pk")


def written_since(conversation: Conversation) -> Exists:
    """Whether the customer has written since the planned message of a query was put down or changed.

    By when their words were filed: WhatsApp's own times have no parts of a second.
    """
    filed = Message.objects.filter(conversation=conversation, direction=Message.Direction.IN, pk__gt=OuterRef("pk"))
    return Exists(filed.filter(created_at__gt=OuterRef("at")))


def keep(
    conversation: Conversation, content: Content, *, at: datetime, user: User, key: str | None, reply_to: str
) -> Message:
    """The row alone. Nobody has said anything yet: last words, owner and assistant stay as they are."""
    message = Message.objects.create(
        conversation=conversation,
        channel_id=conversation.channel_id,
        direction=Message.Direction.OUT,
        author=Message.Author.STAFF,
        user=user,
        type=content.type,
        text=content.text,
        content=content.content,
        status=Status.PLANNED,
        at=clock.now(),
        send_at=at,
        idempotency_key=key,
        reply_to=reply_to,
    )
    bind(message)
    return message


def tell(message: Message, *, user: User, status: str = Status.PLANNED) -> None:
    record(
        "message_status",
        actor="staff",
        user_id=user.pk,
        conversation_id=message.conversation_id,
        message_id=message.pk,
        status=str(status),
        send_at=message.send_at.isoformat() if message.send_at else None,
    )


def change(message: Message, *, user: User, text: str | None = None, at: datetime | None = None) -> None:
    """Other words, another time, or both. Raises Unsendable, or Gone when it went meanwhile."""

    def step(found: Message) -> None:
        if text is not None and found.type == "template":
            raise Unsendable("The words of a template stand as WhatsApp approved them. Cancel it and plan another.")
        if text is not None:
            found.text = text.strip()
            captioned(found)
            outgoing.check(found.type, found.text, found.content)
        found.send_at = at or found.send_at
        # Whoever changed it has read what the customer wrote since.
        found.at = clock.now()
        found.save(update_fields=["text", "content", "send_at", "at"])
        tell(found, user=user)

    if at:
        in_time(at)
    held(message, step)


def captioned(message: Message) -> None:
    """Words under a file, or above buttons, stand in its content as well."""
    if "attachment" in message.content:
        message.content = {**message.content, "caption": message.text}
    elif message.type == "interactive":
        message.content = {**message.content, "body": {"text": message.text}}


def cancel(message: Message, *, user: User) -> None:
    """Take it back; nobody saw it. Raises Gone when it went meanwhile."""

    def step(found: Message) -> None:
        tell(found, user=user, status="cancelled")
        found.delete()
        live.announce("inbox")

    held(message, step)


def keep_still(message: Message, *, user: User) -> None:
    """The customer has written since; it goes at its time all the same."""
    change(message, user=user)


def send_now(message: Message, *, user: User) -> Message:
    """Not later but now. Raises Gone, or WindowClosed when it can't go."""
    found = release(message.pk, now=True, user=user)
    if found is None:
        raise Gone
    return found


def held(message: Message, step: Callable[[Message], None]) -> None:
    with transaction.atomic():
        lock(message.conversation)
        found = Message.objects.select_for_update().filter(pk=message.pk, status=Status.PLANNED).first()
        if found is None:
            raise Gone
        step(found)
        live.announce(f"conversation-{found.conversation_id}")
