"""Who works on a conversation now. A lease ends by itself; its epoch keeps a late worker from writing.

Only the database's clock counts, so that machines whose clocks differ agree.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Now

from cairn.conversations.models import Conversation

SECONDS = 10
TRIES = 3

CLAIM = """
UPDATE conversations_conversation
SET lease_until = clock_timestamp() + make_interval(secs => %s), lease_epoch = lease_epoch + 1, attempts = attempts + 1
WHERE id = %s AND waiting_since IS NOT NULL AND quiet_at <= clock_timestamp()
  AND (lease_until IS NULL OR lease_until < clock_timestamp())
RETURNING lease_epoch, attempts
"""
REMAINING = """
SELECT greatest(0, extract(epoch FROM quiet_at - clock_timestamp())) FROM conversations_conversation
WHERE id = %s AND waiting_since IS NOT NULL AND quiet_at > clock_timestamp()
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to answer one conversation, for `SECONDS`. `tries` counts how often nobody finished before."""

    conversation_id: int
    epoch: int
    tries: int


class Lost(Exception):
    """Somebody else holds the lease by now; nothing of this attempt may be written."""


def claim(conversation_id: int) -> Lease | None:
    """The lease if the customer waits, the burst is over and nobody else works on it."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [SECONDS, conversation_id])
        row = cursor.fetchone()
    return Lease(conversation_id, row[0], row[1]) if row else None


def quiet_in(conversation_id: int) -> float:
    """Seconds until the customer has been quiet for long enough; 0 when there is nothing to wait for."""
    with connection.cursor() as cursor:
        cursor.execute(REMAINING, [conversation_id])
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0


def hold(lease: Lease) -> Conversation:
    """Lock the conversation for the rest of this transaction. Raises Lost when the lease is no longer ours."""
    row = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("contact", "channel")
        .filter(pk=lease.conversation_id, lease_epoch=lease.epoch, lease_until__gt=Now())
        .first()
    )
    if row is None:
        raise Lost
    return row


def release(lease: Lease, *, finished: bool) -> None:
    """Give the lease back. `finished`: nobody waits any more; else the wait goes on after its quiet time."""
    changes: dict[str, object] = {"lease_until": None, "attempts": 0}
    if finished:
        changes |= {"waiting_since": None, "quiet_at": None}
    Conversation.objects.filter(pk=lease.conversation_id, lease_epoch=lease.epoch).update(**changes)
