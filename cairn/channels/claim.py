"""Take the next message of a conversation, if it may leave now: in order, within the rates, in the window."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from cairn.assistant.models import Answer
from cairn.channels import media_upload, rates
from cairn.channels.whatsapp.errors import OURS
from cairn.conversations import receipts
from cairn.conversations.consent import CONFIRMATION
from cairn.conversations.events import Person, Problem
from cairn.conversations.lease import CHANNEL, CONTACT, CONVERSATION
from cairn.conversations.models import Attachment, Identity, Message, Template
from cairn.conversations.window import window
from cairn.lib import clock, failing, hot

Status = Message.Status
WINDOW_CLOSED = 131047

MESSAGE = hot.Columns(Message, "message")
# Asked under the lock, in a statement of its own: who waited for the lock must see what was written meanwhile.
# What WhatsApp takes only hours from now (it has a code) steps aside; a short wait keeps its place.
NEXT = f"""
SELECT ARRAY(
    SELECT ARRAY[line.kind, line.value] FROM conversations_identity AS line WHERE line.contact_id = conversation.contact_id
      AND line.channel_id = conversation.channel_id AND line.retired_at IS NULL ORDER BY line.id
), {MESSAGE.sql}, {CONVERSATION.sql}, {CONTACT.sql}, {CHANNEL.sql}
FROM conversations_message AS message
JOIN conversations_conversation AS conversation ON conversation.id = message.conversation_id
JOIN conversations_contact AS contact ON contact.id = conversation.contact_id
JOIN conversations_channel AS channel ON channel.id = conversation.channel_id
WHERE message.conversation_id = %(conversation)s::bigint AND message.status IN ('queued', 'sending')
  AND (message.error_code IS NULL OR message.next_attempt_at IS NULL OR message.next_attempt_at <= %(now)s::timestamptz)
ORDER BY message.id LIMIT 1
"""  # noqa: S608  names of our own columns


@dataclass(frozen=True, slots=True)
class Claim:
    """One of: a message that is `sending` now, with its recipient; a file to upload first; seconds to wait; a refusal to be told."""

    message: Message | None = None
    to: Person = field(default_factory=Person)
    upload: Attachment | None = None
    wait: float | None = None
    refused: Problem | None = None


NOTHING = Claim()


def claim(conversation_id: int) -> Claim:
    """The oldest queued message, marked `sending` and committed, unless one before it is under way."""
    with transaction.atomic():
        if not receipts.lock_conversation(conversation_id):  # erased since somebody asked
            return NOTHING
        now = clock.now()
        found = next_in_line(conversation_id, now)
        if found is None or found[0].conversation.channel.paused_at:
            return NOTHING
        message, to = found
        if message.status == Status.SENDING or not due(message, now):
            return NOTHING
        if problem := forbidden(message):
            return Claim(message=message, refused=problem)
        if message.content and (file := media_upload.missing(message)):
            return Claim(message=message, upload=file)
        if rates.take(message, now):
            failing.point("before claiming")
            return Claim(message=message, to=to)
        return Claim(wait=rates.wait(message))


def next_in_line(conversation_id: int, now: datetime) -> tuple[Message, Person] | None:
    """The message with its conversation, and to whom it goes."""
    row = hot.fetch_one(NEXT, {"conversation": conversation_id, "now": now})
    if row is None:
        return None
    message, conversation, contact, channel = hot.side_by_side(row[1:], MESSAGE, CONVERSATION, CONTACT, CHANNEL)
    conversation.contact, conversation.channel = contact, channel
    message.conversation, known = conversation, dict(row[0])
    return message, Person(phone=known.get(Identity.Kind.PHONE), user_id=known.get(Identity.Kind.USER_ID))


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
