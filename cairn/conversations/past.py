"""Chats from before the number came here: many messages at once, in their order, and nobody is woken by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cairn.conversations import amend
from cairn.conversations.attachments.expect import expect
from cairn.conversations.events import Past, PastMessage
from cairn.conversations.models import Conversation, Message, WaitingReceipt
from cairn.lib import hot, live

BATCH = 500
STATUS = {
    "read": Message.Status.READ,
    "played": Message.Status.READ,
    "delivered": Message.Status.DELIVERED,
    "error": Message.Status.FAILED,
}
# A thread that is only history lies in the archive; the customer's next message brings it back.
NOTE = """
UPDATE conversations_conversation SET
    status = CASE WHEN last_message_at IS NULL THEN 'archived' ELSE status END,
    last_inbound_at = greatest(last_inbound_at, %(inbound)s::timestamptz),
    last_words = CASE WHEN last_message_at >= %(at)s::timestamptz THEN last_words ELSE %(words)s::text END,
    last_author = CASE WHEN last_message_at >= %(at)s::timestamptz THEN last_author ELSE %(author)s::text END,
    last_type = CASE WHEN last_message_at >= %(at)s::timestamptz THEN last_type ELSE %(type)s::text END,
    last_message_at = greatest(last_message_at, %(at)s::timestamptz)
WHERE id = %(conversation)s::bigint RETURNING id
"""


def fill(conversation: Conversation, past: Past) -> int:
    """Put these messages into the thread; those that are there already stay as they are. Returns how many were new."""
    known = existing(conversation, [one.wamid for one in past.messages])
    fresh = {one.wamid: one for one in past.messages if one.wamid not in known}
    rows = [row(conversation, one) for one in sorted(fresh.values(), key=lambda one: one.at)]
    Message.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    replaced = [one for one in past.messages if known.get(one.wamid) == "unsupported" and replace(conversation, one)]
    settle(conversation, [*fresh, *(one.wamid for one in replaced)])
    if rows:
        note(conversation, rows)
    if rows or replaced:
        live.announce("inbox", f"conversation-{conversation.pk}")
    return len(rows)


def existing(conversation: Conversation, wamids: list[str]) -> dict[str, str]:
    found = Message.objects.filter(channel=conversation.channel_id, wamid__in=wamids)
    return {str(wamid): kind for wamid, kind in found.values_list("wamid", "type")}


def row(conversation: Conversation, past: PastMessage) -> Message:
    inbound = past.by_customer
    return Message(
        conversation=conversation,
        channel_id=conversation.channel_id,
        wamid=past.wamid,
        direction=Message.Direction.IN if inbound else Message.Direction.OUT,
        author=Message.Author.CUSTOMER if inbound else Message.Author.PHONE,
        type=past.type[:20],
        text=past.text,
        content=past.content,
        status=Message.Status.RECEIVED if inbound else STATUS.get(past.status, Message.Status.SENT),
        at=past.at,
        handled_at=past.at,
        reply_to=(past.reply_to or "")[:300],
    )


def replace(conversation: Conversation, past: PastMessage) -> bool:
    """The photo itself, after WhatsApp had only said that there was one."""
    if past.type == "unsupported":
        return False
    stored = Message.objects.filter(channel=conversation.channel_id, wamid=past.wamid, type="unsupported")
    return bool(stored.update(type=past.type, text=past.text, content=past.content))


def settle(conversation: Conversation, wamids: list[str]) -> None:
    """Their files are awaited, and what was told of them before they came is applied."""
    mine = Message.objects.filter(channel=conversation.channel_id, wamid__in=wamids)
    for message in mine.filter(type__in=["image", "video", "audio", "document", "sticker"]):
        expect(message, soon=False)
    early = WaitingReceipt.objects.filter(channel=conversation.channel_id, wamid__in=wamids)
    for message in mine.filter(wamid__in=early.values("wamid")):
        amend.apply_waiting(message)


def note(conversation: Conversation, rows: list[Message]) -> None:
    last = rows[-1]
    values: dict[str, Any] = {
        "conversation": conversation.pk,
        "inbound": newest_inbound(rows),
        "at": last.at,
        "words": last.text[:300],
        "author": str(last.author),
        "type": last.type,
    }
    hot.fetch_one(NOTE, values)


def newest_inbound(rows: list[Message]) -> datetime | None:
    return max((row.at for row in rows if row.direction == Message.Direction.IN), default=None)
