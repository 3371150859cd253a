"""Say something to a customer. A reply is a row first; delivery takes it from there."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cairn.accounts.models import User
from cairn.conversations import mentions, outgoing, ownership
from cairn.conversations.models import Attachment, Conversation, Message, Note
from cairn.conversations.outgoing import Content, Unsendable
from cairn.conversations.receive import note_outbound
from cairn.conversations.window import window
from cairn.journal.record import record
from cairn.lib import clock, hot, later, live

__all__ = ["OptedOut", "Unsendable", "WindowClosed", "check", "note", "queue", "reply"]


class WindowClosed(Unsendable):
    """The customer last wrote more than 24 hours ago, so WhatsApp takes only a template."""


class OptedOut(WindowClosed):
    """This customer asked for no more messages. Wait until they write again."""


def reply(
    conversation: Conversation,
    *,
    user: User | None,
    text: str = "",
    content: Content | None = None,
    reply_to: str = "",
    key: str | None = None,
) -> Message:
    """Queue a person's reply; the assistant steps back. The same `key` twice gives the same message.

    `content` for anything but plain text; `reply_to`: WhatsApp's id of the message quoted.
    Raises Unsendable, WindowClosed or OptedOut, with a sentence for the person who wrote it.
    """
    content = content or Content(text=text.strip())
    outgoing.check(content.type, content.text, content.content)
    with transaction.atomic():
        conversation = lock(conversation)
        earlier = conversation.messages.filter(idempotency_key=key).first() if key else None
        if earlier:
            return earlier
        allow(conversation, content)
        quotable(conversation, reply_to)
        author = Message.Author.STAFF
        message = queue(conversation, content=content, author=author, user=user, key=key, reply_to=reply_to)
        ownership.take_over(conversation, user=user)
        live.announce("inbox", f"conversation-{conversation.pk}")
        later.wake("deliver", conversation=conversation.pk)
    return message


def lock(conversation: Conversation) -> Conversation:
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("contact", "channel")
    return rows.get(pk=conversation.pk)


def allow(conversation: Conversation, content: Content) -> None:
    """Raises WindowClosed or OptedOut when it can't go now."""
    found = window(conversation)
    if refusal := found.refusal(content.type):
        raise WindowClosed(refusal) if found.template else OptedOut(refusal)


def quotable(conversation: Conversation, wamid: str) -> None:
    if wamid and not conversation.messages.filter(wamid=wamid).exists():
        raise Unsendable("The message that you quote is not in this conversation.")


def check(text: str) -> None:
    """Raises Unsendable when WhatsApp would not take this text."""
    outgoing.check("text", text, {})


def queue(
    conversation: Conversation,
    *,
    author: str,
    text: str = "",
    content: Content | None = None,
    user: User | None = None,
    key: str | None = None,
    sources: list[dict[str, Any]] | None = None,
    reply_to: str = "",
    status: str = Message.Status.QUEUED,
) -> Message:
    """Write the reply down, in the caller's transaction. Whether it may go is asked again when it is sent."""
    content = content or Content(text=text)
    message = hot.insert(
        Message(
            conversation=conversation,
            channel_id=conversation.channel_id,
            direction=Message.Direction.OUT,
            author=author,
            user=user,
            type=content.type,
            text=content.text,
            content=content.content,
            status=status,
            at=clock.now(),
            idempotency_key=key,
            sources=sources or [],
            reply_to=reply_to,
        )
    )
    if content.content:
        bind(message)
    if content.type != "reaction":
        note_outbound(conversation, message)
    return message


def bind(message: Message) -> None:
    """The files that it names belong to it from now on, unless an earlier message has them."""
    keys = list(outgoing.attachments(message.content))
    if keys:
        held = Attachment.objects.filter(key=keys[0]).first()
        if held is None:
            raise Unsendable("The file is not there any more; choose it again.")
        Attachment.objects.filter(pk=held.pk, message=None).update(message=message)


def note(conversation: Conversation, *, text: str, user: User) -> Note:
    """Keep a note for the team. Raises Unsendable when it is empty."""
    if not text.strip():
        raise Unsendable("The note is empty.")
    with transaction.atomic():
        kept = Note.objects.create(conversation=conversation, text=text.strip().replace("\0", ""), user=user)
        record("note_added", actor="staff", user_id=user.pk, conversation_id=conversation.pk, note=kept.pk)
        mentions.mention(kept)
    return kept
