"""Who works on a conversation now. A lease ends by itself; its epoch keeps a late worker from writing.

Only the database's clock counts, so that machines whose clocks differ agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models.functions import Now

from cairn.conversations.models import Channel, Contact, Conversation
from cairn.lib import clock, hot

SPARE = 4.0  # seconds beyond what a language model may take
TRIES = 3

CONVERSATION = hot.Columns(Conversation, "conversation")
CONTACT, CHANNEL = hot.Columns(Contact, "contact"), hot.Columns(Channel, "channel")

CLAIM = f"""
UPDATE conversations_conversation AS conversation
SET lease_until = clock_timestamp() + make_interval(secs => %(seconds)s::float), lease_epoch = lease_epoch + 1, attempts = attempts + 1
WHERE id = %(conversation)s::bigint AND waiting_since IS NOT NULL AND quiet_at <= clock_timestamp()
  AND (lease_until IS NULL OR lease_until < clock_timestamp())
RETURNING {CONVERSATION.sql}
"""  # noqa: S608  names of our own columns
REMAINING = """
SELECT greatest(0, extract(epoch FROM quiet_at - clock_timestamp())) FROM conversations_conversation
WHERE id = %(conversation)s::bigint AND waiting_since IS NOT NULL AND quiet_at > clock_timestamp()
"""
HOLD = """
SELECT 1 FROM conversations_conversation
WHERE id = %(conversation)s::bigint AND lease_epoch = %(epoch)s::bigint AND lease_until > clock_timestamp() FOR UPDATE
"""
# Apart from the lock: who waited for it must see what was written meanwhile, also of the customer.
LOOK = f"""
SELECT EXISTS (
    SELECT 1 FROM conversations_message AS message WHERE message.conversation_id = conversation.id
      AND message.direction = 'in' AND message.handled_at IS NULL AND message.id <> ALL (%(known)s::bigint[])
), {CONVERSATION.sql}, {CONTACT.sql}, {CHANNEL.sql}
FROM conversations_conversation AS conversation
JOIN conversations_contact AS contact ON contact.id = conversation.contact_id
JOIN conversations_channel AS channel ON channel.id = conversation.channel_id
WHERE conversation.id = %(conversation)s::bigint
"""  # noqa: S608  names of our own columns
RELEASE = """
WITH handled AS (
    UPDATE conversations_message SET handled_at = %(now)s::timestamptz
    WHERE conversation_id = %(conversation)s::bigint AND id = ANY (%(handled)s::bigint[])
)
UPDATE conversations_conversation SET lease_until = NULL, attempts = 0,
    waiting_since = CASE WHEN %(finished)s::boolean THEN NULL ELSE waiting_since END,
    quiet_at = CASE WHEN %(finished)s::boolean THEN NULL ELSE quiet_at END
WHERE id = %(conversation)s::bigint AND lease_epoch = %(epoch)s::bigint RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to answer one conversation, for `seconds()`. `tries` counts how often nobody finished before.

    `conversation` is as it was when the lease was taken, without contact and channel.
    """

    conversation: Conversation
    epoch: int
    tries: int

    @property
    def conversation_id(self) -> int:
        return self.conversation.pk


class Lost(Exception):
    """Somebody else holds the lease by now; nothing of this attempt may be written."""


def claim(conversation_id: int) -> Lease | None:
    """The lease if the customer waits, the burst is over and nobody else works on it."""
    row = hot.fetch_one(CLAIM, {"seconds": seconds(), "conversation": conversation_id})
    conversation = CONVERSATION.made(row) if row else None
    return Lease(conversation, conversation.lease_epoch, conversation.attempts) if conversation else None


def seconds() -> float:
    """How long a lease lasts: longer than an answer, and no longer, since so long waits who was left by a worker that died."""
    return SPARE + float(settings.ASSISTANT_DEADLINE)


def quiet_in(conversation_id: int) -> float:
    """Seconds until the customer has been quiet for long enough; 0 when there is nothing to wait for."""
    row = hot.fetch_one(REMAINING, {"conversation": conversation_id})
    return float(row[0]) if row else 0.0


def hold(lease: Lease, *, known: Iterable[int] = ()) -> tuple[Conversation, bool]:
    """Lock the conversation for the rest of this transaction. Raises Lost when the lease is no longer ours.

    Returns it as it is now, and whether the customer wrote something that waits for an answer besides the messages `known`.
    """
    if hot.fetch_one(HOLD, {"conversation": lease.conversation_id, "epoch": lease.epoch}) is None:
        raise Lost
    row = hot.fetch_one(LOOK, {"conversation": lease.conversation_id, "known": list(known)})
    if row is None:
        raise Lost
    conversation, contact, channel = hot.side_by_side(row[1:], CONVERSATION, CONTACT, CHANNEL)
    conversation.contact, conversation.channel = contact, channel
    return conversation, row[0]


def free() -> int:
    """End all leases: those who held them are dead. Were one alive, its epoch would keep it from writing."""
    return Conversation.objects.filter(waiting_since__isnull=False, lease_until__gt=Now()).update(lease_until=None)


def release(lease: Lease, *, finished: bool, handled: Iterable[int] = ()) -> None:
    """Give the lease back. `finished`: nobody waits any more; else the wait goes on after its quiet time.

    `handled`: ids of the messages that are done with.
    """
    values = {"conversation": lease.conversation_id, "epoch": lease.epoch, "finished": finished}
    hot.fetch_one(RELEASE, {**values, "handled": list(handled), "now": clock.now()})
