"""Say something to a customer. A reply is a row first; delivery takes it from there."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cairn.accounts.models import User
from cairn.conversations import ownership
from cairn.conversations.models import Conversation, Message, Note
from cairn.conversations.receive import note_outbound
from cairn.journal.record import record
from cairn.lib import clock, later, live

LONGEST = 4096  # UTF-16 units; Meta: text.body


class Unsendable(Exception):
    """The message can't be sent as it is."""


class WindowClosed(Unsendable):
    """The customer last wrote more than 24 hours ago, so WhatsApp takes only a template."""

    def __str__(self) -> str:
        return self.__doc__ or ""


def reply(conversation: Conversation, *, text: str, user: User | None, key: str | None = None) -> Message:
    """Queue a person's reply; the assistant steps back. The same `key` twice gives the same message.

    Raises Unsendable, or WindowClosed, with a sentence for the person who wrote it.
    """
    check(text)
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        earlier = conversation.messages.filter(idempotency_key=key).first() if key else None
        if earlier:
            return earlier
        if not conversation.window_open:
            raise WindowClosed
        message = queue(conversation, text=text.strip(), author=Message.Author.STAFF, user=user, key=key)
        ownership.take_over(conversation, user=user)
        live.announce("inbox", f"conversation-{conversation.pk}")
        later.wake("deliver", conversation=conversation.pk)
    return message


def check(text: str) -> None:
    if not text.strip():
        raise Unsendable("There is nothing to send: write something first.")
    length = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if length > LONGEST:
        raise Unsendable(f"WhatsApp takes {LONGEST:,} characters at most; this has {length:,}. Send it in two parts.")
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Unsendable("The text holds a character that can't be sent; write it again.")


def queue(
    conversation: Conversation,
    *,
    text: str,
    author: str,
    user: User | None = None,
    key: str | None = None,
    sources: list[dict[str, Any]] | None = None,
) -> Message:
    """Write the reply down as `queued`, in the caller's transaction."""
    message = Message.objects.create(
        conversation=conversation,
        channel_id=conversation.channel_id,
        direction=Message.Direction.OUT,
        author=author,
        user=user,
        text=text,
        status=Message.Status.QUEUED,
        at=clock.now(),
        idempotency_key=key,
        sources=sources or [],
    )
    note_outbound(conversation, message)
    return message


def note(conversation: Conversation, *, text: str, user: User) -> Note:
    """Keep a note for the team. Raises Unsendable when it is empty."""
    if not text.strip():
        raise Unsendable("The note is empty.")
    with transaction.atomic():
        kept = Note.objects.create(conversation=conversation, text=text.strip().replace("\0", ""), user=user)
        record("note_added", actor="staff", user_id=user.pk, conversation_id=conversation.pk, note=kept.pk)
    return kept
