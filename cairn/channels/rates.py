"""How fast we may send: so many a second from a number, one in six seconds to a customer. Meta: "Throughput", "Pair rate".

Both are a generic cell rate: one time per row says from when the next message may leave; each message moves it on by its
share, and a burst may run ahead of it by so much. One statement asks and takes, so any number of workers keep to it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from cairn.conversations.models import Channel, Conversation, Message
from cairn.lib import hot

PACE = 80.0  # messages a second, Meta's standard
HIGH = 1000.0  # after Meta's upgrade
SLOWEST = 5.0
BURST = timedelta(seconds=0.25)  # how far a number may run ahead
PAIR_EVERY = timedelta(seconds=6)
PAIR_BURST = 44 * PAIR_EVERY  # 45 at once, then one in six seconds
LONGEST_PAIR_WAIT = timedelta(hours=1)
RECOVERY = 0.02  # of the full pace, each time the sweeper passes
MAINTENANCE = timedelta(minutes=1)
LEAST_WAIT = 0.001  # seconds; the place that was missing may be there again by the time we look

# Takes a place in both rates and marks the message `sending`, or changes nothing. The caller holds the conversation.
TAKE = """
WITH slot AS (
    UPDATE conversations_channel AS number
    SET free_at = greatest(number.free_at, clock_timestamp()) + make_interval(secs => 1 / number.pace)
    FROM conversations_conversation AS talk
    WHERE number.id = %(channel)s::bigint AND talk.id = %(conversation)s::bigint AND number.paused_at IS NULL
      AND (number.free_at IS NULL OR number.free_at <= clock_timestamp() + %(burst)s::interval)
      AND (talk.free_at IS NULL OR talk.free_at <= clock_timestamp() + %(pair_burst)s::interval)
    RETURNING number.id
), pair AS (
    UPDATE conversations_conversation SET free_at = greatest(free_at, clock_timestamp()) + %(pair_every)s::interval
    WHERE id = %(conversation)s::bigint AND EXISTS (SELECT 1 FROM slot)
)
UPDATE conversations_message SET status = 'sending', sending_since = %(now)s::timestamptz, attempts = attempts + 1
WHERE id = %(message)s::bigint AND status = 'queued' AND EXISTS (SELECT 1 FROM slot) RETURNING attempts
"""
# Seconds until there is a place again for this number and this customer; null for a number that is paused.
WAIT = """
SELECT CASE WHEN number.paused_at IS NULL THEN extract(epoch FROM greatest(
    number.free_at - %(burst)s::interval, talk.free_at - %(pair_burst)s::interval, clock_timestamp()
) - clock_timestamp()) END::float
FROM conversations_channel AS number, conversations_conversation AS talk
WHERE number.id = %(channel)s::bigint AND talk.id = %(conversation)s::bigint
"""
COMMON: Final[dict[str, Any]] = {"burst": BURST, "pair_burst": PAIR_BURST}


def take(message: Message, now: datetime) -> bool:
    """Take a place for this message and mark it `sending`; False when it has to wait."""
    row = hot.fetch_one(TAKE, {**places(message), "pair_every": PAIR_EVERY, "message": message.pk, "now": now})
    if row is None:
        return False
    message.status, message.sending_since, message.attempts = Message.Status.SENDING, now, row[0]
    return True


def wait(message: Message) -> float | None:
    """Seconds until there is a place; None while the number is paused."""
    row = hot.fetch_one(WAIT, places(message))
    return max(LEAST_WAIT, float(row[0])) if row and row[0] is not None else None


def places(message: Message) -> dict[str, Any]:
    return {"channel": message.channel_id, "conversation": message.conversation_id, **COMMON}


# Many messages may be refused for one and the same excess: the pace is halved once, not once for each of them.
SLOW = """
UPDATE conversations_channel SET pace = greatest(pace / 2, %(slowest)s::float),
    free_at = clock_timestamp() + interval '1 second'
WHERE id = %(channel)s::bigint AND (free_at IS NULL OR free_at < clock_timestamp() + interval '500 milliseconds')
RETURNING pace
"""
HOLD = """
UPDATE conversations_channel SET free_at = greatest(free_at, clock_timestamp() + %(wait)s::interval)
WHERE id = %(channel)s::bigint RETURNING id
"""
# The burst lies behind it: from then on one in six seconds.
HOLD_PAIR = """
UPDATE conversations_conversation SET free_at = greatest(free_at, clock_timestamp() + %(wait)s::interval + %(pair_burst)s::interval)
WHERE id = %(conversation)s::bigint RETURNING id
"""
RECOVER = """
WITH faster AS (
    UPDATE conversations_channel SET pace = least(
        pace + %(step)s::float * CASE health #>> '{throughput,level}' WHEN 'HIGH' THEN %(high)s::float ELSE %(pace)s::float END,
        CASE health #>> '{throughput,level}' WHEN 'HIGH' THEN %(high)s::float ELSE %(pace)s::float END)
    WHERE pace < CASE health #>> '{throughput,level}' WHEN 'HIGH' THEN %(high)s::float ELSE %(pace)s::float END
    RETURNING id
) SELECT count(*) FROM faster
"""


def slow_down(channel: Channel) -> None:
    """WhatsApp says that this number sends too fast (130429)."""
    hot.fetch_one(SLOW, {"channel": channel.pk, "slowest": SLOWEST})


def hold(channel: Channel, seconds: float) -> None:
    """Nothing leaves this number for so long; 131057 and the limits on calls."""
    hot.fetch_one(HOLD, {"channel": channel.pk, "wait": timedelta(seconds=seconds)})


def hold_pair(conversation: Conversation, attempts: int) -> timedelta:
    """131056: Meta asks for 4^attempts seconds, for this customer only. Returns the wait."""
    wait = min(timedelta(seconds=4 ** min(attempts, 8)), LONGEST_PAIR_WAIT)
    hot.fetch_one(HOLD_PAIR, {"conversation": conversation.pk, "wait": wait, "pair_burst": PAIR_BURST})
    return wait


def recover() -> int:
    """Let slowed numbers grow back, a little each time. Returns how many are still slower than they may be."""
    row = hot.fetch_one(RECOVER, {"step": RECOVERY, "high": HIGH, "pace": PACE})
    return int(row[0]) if row else 0
