"""Who works on a conversation now. A lease ends by itself; its epoch keeps a late worker from writing.

Only the database's clock counts, so that machines whose clocks differ agree.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models.functions import Now

from cairn.conversations.models import Conversation
from cairn.lib import hot

SPARE = 4.0  # seconds beyond what a language model may take
TRIES = 3

CLAIM = """
UPDATE conversations_conversation
SET lease_until = clock_timestamp() + make_interval(secs => %(seconds)s::float), lease_epoch = lease_epoch + 1, attempts = attempts + 1
WHERE id = %(conversation)s::bigint AND waiting_since IS NOT NULL AND quiet_at <= clock_timestamp()
  AND (lease_until IS NULL OR lease_until < clock_timestamp())
RETURNING lease_epoch, attempts
"""
REMAINING = """
SELECT greatest(0, extract(epoch FROM quiet_at - clock_timestamp())) FROM conversations_conversation
WHERE id = %(conversation)s::bigint AND waiting_since IS NOT NULL AND quiet_at > clock_timestamp()
"""
HOLD = """
SELECT 1 FROM conversations_conversation
WHERE id = %(conversation)s::bigint AND lease_epoch = %(epoch)s::bigint AND lease_until > clock_timestamp() FOR UPDATE
"""
RELEASE = """
UPDATE conversations_conversation SET lease_until = NULL, attempts = 0,
    waiting_since = CASE WHEN %(finished)s::boolean THEN NULL ELSE waiting_since END,
    quiet_at = CASE WHEN %(finished)s::boolean THEN NULL ELSE quiet_at END
WHERE id = %(conversation)s::bigint AND lease_epoch = %(epoch)s::bigint RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to answer one conversation, for `seconds()`. `tries` counts how often nobody finished before."""

    conversation_id: int
    epoch: int
    tries: int


class Lost(Exception):
    """Somebody else holds the lease by now; nothing of this attempt may be written."""


def claim(conversation_id: int) -> Lease | None:
    """The lease if the customer waits, the burst is over and nobody else works on it."""
    row = hot.fetch_one(CLAIM, {"seconds": seconds(), "conversation": conversation_id})
    return Lease(conversation_id, row[0], row[1]) if row else None


def seconds() -> float:
    """How long a lease lasts: longer than an answer, and no longer, since so long waits who was left by a worker that died."""
    return SPARE + float(settings.ASSISTANT_DEADLINE)


def quiet_in(conversation_id: int) -> float:
    """Seconds until the customer has been quiet for long enough; 0 when there is nothing to wait for."""
    row = hot.fetch_one(REMAINING, {"conversation": conversation_id})
    return float(row[0]) if row else 0.0


def hold(lease: Lease) -> Conversation:
    """Lock the conversation for the rest of this transaction. Raises Lost when the lease is no longer ours."""
    if hot.fetch_one(HOLD, {"conversation": lease.conversation_id, "epoch": lease.epoch}) is None:
        raise Lost
    return Conversation.objects.select_related("contact", "channel").get(pk=lease.conversation_id)


def free() -> int:
    """End all leases: those who held them are dead. Were one alive, its epoch would keep it from writing."""
    return Conversation.objects.filter(waiting_since__isnull=False, lease_until__gt=Now()).update(lease_until=None)


def release(lease: Lease, *, finished: bool) -> None:
    """Give the lease back. `finished`: nobody waits any more; else the wait goes on after its quiet time."""
    hot.fetch_one(RELEASE, {"conversation": lease.conversation_id, "epoch": lease.epoch, "finished": finished})
