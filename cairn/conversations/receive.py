"""Take one message of a customer into its conversation. The second time is a no-op.

This runs for every message there is, so it is two statements: one that inserts, one that tells the conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Greatest
from psycopg.types.json import Jsonb

from cairn.conversations.attachments.expect import expect
from cairn.conversations.events import Echo, IdentityChange, InboundMessage
from cairn.conversations.models import Channel, Contact, Conversation, Message
from cairn.lib import hot

# The longest a flood of short messages may put the answer off.
LONGEST_BURST = timedelta(seconds=8)

# Returns nothing for a message that is there already; else its id, and whether something about it came before it.
INSERT = """
INSERT INTO conversations_message (conversation_id, channel_id, wamid, direction, author, type, text, content, status, at,
    created_at, reply_to, handled_at, reactions, callback, sources, attempts, error)
VALUES (%(conversation)s, %(channel)s, %(wamid)s, %(direction)s, %(author)s, %(type)s, %(text)s, %(content)s, %(status)s, %(at)s,
    clock_timestamp(), %(reply_to)s, %(handled_at)s, '{}', gen_random_uuid(), '[]', 0, '')
ON CONFLICT (channel_id, wamid) DO NOTHING
RETURNING id, EXISTS (
    SELECT 1 FROM conversations_waitingreceipt AS early WHERE early.channel_id = %(channel)s AND early.wamid = %(wamid)s
)
"""

# WhatsApp's times are whole seconds: what arrives now is the newest unless something is later by a second at least.
# now() is the transaction's start: whoever waits since then began to wait in this very transaction.
NOTE = """
UPDATE conversations_conversation SET
    unread = unread + 1,
    status = 'active',
    snoozed_until = NULL,
    back = CASE WHEN snoozed_until IS NULL THEN back ELSE 'wrote' END,
    needs_person_why = CASE WHEN snoozed_until IS NULL OR needs_person_since IS NOT NULL THEN needs_person_why
        ELSE 'Wrote while snoozed' END,
    needs_person_since = CASE WHEN snoozed_until IS NULL THEN needs_person_since ELSE coalesce(needs_person_since, now()) END,
    last_inbound_at = greatest(last_inbound_at, %(at)s::timestamptz),
    last_words = CASE WHEN last_message_at >= %(at)s::timestamptz + interval '1 second' THEN last_words ELSE %(words)s::text END,
    last_author = CASE WHEN last_message_at >= %(at)s::timestamptz + interval '1 second' THEN last_author ELSE 'customer' END,
    last_type = CASE WHEN last_message_at >= %(at)s::timestamptz + interval '1 second' THEN last_type ELSE %(type)s::text END,
    last_message_at = greatest(last_message_at, %(at)s::timestamptz),
    waiting_since = CASE WHEN %(wait)s::boolean THEN coalesce(waiting_since, now()) ELSE waiting_since END,
    quiet_at = CASE WHEN %(wait)s::boolean
        THEN least(clock_timestamp() + %(quiet)s::interval, coalesce(waiting_since, now()) + %(longest)s::interval) ELSE quiet_at END
WHERE id = %(conversation)s
RETURNING %(wait)s::boolean AND waiting_since = now(), EXISTS (
    SELECT 1 FROM conversations_message AS aside WHERE aside.conversation_id = %(conversation)s AND aside.status = 'parked'
)
"""


@dataclass(frozen=True, slots=True)
class Received:
    """What a message did: whether it is new, whether the conversation was idle before, whether news of it came first, and whether
    an answer waited for it."""

    message: Message
    new: bool
    begins_wait: bool = False
    amended: bool = False
    parked: bool = False


def open_conversation(channel: Channel, contact: Contact) -> Conversation:
    conversation, _ = Conversation.objects.get_or_create(channel=channel, contact=contact)
    conversation.channel, conversation.contact = channel, contact
    return conversation


def receive(conversation: Conversation, event: InboundMessage, *, for_assistant: bool) -> Received:
    """Store the message and let the conversation know. `for_assistant`: somebody should answer it."""
    message = Message(
        conversation=conversation,
        channel_id=conversation.channel_id,
        wamid=event.wamid,
        direction=Message.Direction.IN,
        author=Message.Author.CUSTOMER,
        type=event.type,
        text=event.text,
        content=event.content,
        status=Message.Status.RECEIVED,
        at=event.at,
        reply_to=event.reply_to or "",
        handled_at=None if for_assistant else event.at,
    )
    inserted, amended = insert_once(message)
    if not inserted and not replace_placeholder(message) and not take_back(message):
        return Received(message, new=False)
    expect(message)
    begins_wait, parked = note_inbound(conversation, event, for_assistant)
    return Received(message, True, begins_wait, amended, parked)


def insert_once(message: Message) -> tuple[bool, bool]:
    """Insert unless its (channel, wamid) is there, and set its id. Returns (inserted, something about it came before it)."""
    values = {
        "conversation": message.conversation_id,
        "channel": message.channel_id,
        "content": Jsonb(message.content),
        **{
            name: getattr(message, name)
            for name in ("wamid", "direction", "author", "type", "text", "at", "reply_to", "handled_at")
        },
        "status": str(message.status),
    }
    row = hot.fetch_one(INSERT, values)
    if row is None:
        return False, False
    message.pk = row[0]
    return True, row[1]


def replace_placeholder(message: Message) -> bool:
    """131060: WhatsApp may first say "not available yet" and send the real message later under the same id."""
    if message.type == "unsupported":
        return False
    stored = Message.objects.filter(channel=message.channel_id, wamid=message.wamid, type="unsupported")
    message.pk = stored.values_list("pk", flat=True).first()
    news = {"type": message.type, "text": message.text, "content": message.content, "handled_at": message.handled_at}
    return bool(stored.update(**news))


def take_back(message: Message) -> bool:
    """We had only read along (standby), and now the same message comes to us: it is ours to answer."""
    if message.content.get("standby"):
        return False
    stored = Message.objects.filter(channel=message.channel_id, wamid=message.wamid, content__standby=True)
    message.pk = stored.values_list("pk", flat=True).first()
    return bool(stored.update(content=message.content, handled_at=message.handled_at))


def note_inbound(conversation: Conversation, event: InboundMessage, for_assistant: bool) -> tuple[bool, bool]:
    """Update what the list shows; start or prolong the quiet time. Returns (nobody was waiting before, answers wait)."""
    values: dict[str, Any] = {
        "conversation": conversation.pk,
        "at": event.at,
        "words": event.text[:300],
        "type": event.type,
        "wait": for_assistant,
        "quiet": timedelta(seconds=settings.ASSISTANT_QUIET),
        "longest": LONGEST_BURST,
    }
    row = hot.fetch_one(NOTE, values)
    return (bool(row[0]), bool(row[1])) if row else (False, False)


def note_system(conversation: Conversation, event: IdentityChange) -> None:
    """What WhatsApp itself says in the chat: a line of the thread that nobody has to answer."""
    if not event.wamid:
        return
    line = Message(
        conversation=conversation,
        channel_id=conversation.channel_id,
        wamid=event.wamid,
        direction=Message.Direction.IN,
        author=Message.Author.CUSTOMER,
        type="system",
        text=event.text or "This customer has a new number or user id.",
        content={},
        status=Message.Status.RECEIVED,
        at=event.at,
        handled_at=event.at,
    )
    insert_once(line)


def hear_from_phone(conversation: Conversation, event: Echo) -> tuple[Message, bool]:
    """The firm answered from its phone app: a message of theirs like any other."""
    message = Message(
        conversation=conversation,
        channel_id=conversation.channel_id,
        wamid=event.wamid,
        direction=Message.Direction.OUT,
        author=Message.Author.PHONE,
        type=event.type,
        text=event.text,
        content={**event.content, "standby": True} if event.standby else event.content,
        status=Message.Status.SENT,
        at=event.at,
        reply_to="",
    )
    new, _ = insert_once(message)
    if new:
        expect(message)
        note_outbound(conversation, message)
    return message, new


# The first answer to somebody who came from an advertisement begins 72 free hours (ads.py).
NOTE_OUTBOUND = """
UPDATE conversations_conversation SET last_message_at = greatest(last_message_at, %(at)s::timestamptz),
    last_words = %(words)s::text, last_author = %(author)s::text, last_type = %(type)s::text,
    ad_until = CASE WHEN ad_at >= %(at)s::timestamptz - interval '24 hours'
        THEN %(at)s::timestamptz + interval '72 hours' ELSE ad_until END,
    ad_at = CASE WHEN ad_at >= %(at)s::timestamptz - interval '24 hours' THEN NULL ELSE ad_at END
WHERE id = %(conversation)s::bigint RETURNING id
"""


def note_outbound(conversation: Conversation, message: Message) -> None:
    values = {
        "conversation": conversation.pk,
        "at": message.at,
        "words": message.text[:300],
        "author": str(message.author),
        "type": message.type,
    }
    hot.fetch_one(NOTE_OUTBOUND, values)


def note_last(conversation: Conversation, message: Message) -> None:
    """What the list shows, for what is no message: a call. Nothing newer is hidden by it."""
    rows = Conversation.objects.filter(Q(last_message_at=None) | Q(last_message_at__lte=message.at), pk=conversation.pk)
    rows.update(
        last_message_at=message.at,
        last_words=message.text[:300],
        last_author=str(message.author),
        last_type=message.type,
    )


def note_call(conversation: Conversation, at: datetime) -> None:
    """A call from the customer opens the window like a message does, answered or not."""
    Conversation.objects.filter(pk=conversation.pk).update(
        last_inbound_at=Greatest(Coalesce("last_inbound_at", at), Value(at))
    )
