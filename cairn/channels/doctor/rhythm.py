"""Nobody writes to a number to which people usually write at this time of the week: perhaps its webhooks go nowhere.

What is usual is the number's own last four weeks: in the hours since the last message at least ten different customers
wrote, in three of the four. A quiet night, a small firm's quiet day, and a holiday of one week ring nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import LiteralString

from cairn.channels.doctor import silence
from cairn.conversations.models import Channel
from cairn.journal import outages
from cairn.journal.guards import hour
from cairn.lib import clock, hot
from cairn.lib.seldom import Seldom

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=2)
ENOUGH = 10  # customers: with so many awaited, none by chance happens less than once in twenty thousand silences
WEEKS, OF_THEM = 4, 3
DETAIL = "Open the doctor: it knocks at Cairn's own door and asks WhatsApp where it sends its webhooks."
HEARD: LiteralString = """
SELECT event.at FROM journal_event event JOIN conversations_conversation talk ON talk.id = event.conversation_id
WHERE event.type = 'message_received' AND event.at > %(since)s::timestamptz AND talk.channel_id = %(channel)s::bigint
ORDER BY event.at DESC LIMIT 1
"""
WROTE: LiteralString = """
SELECT count(*) FROM (
    SELECT DISTINCT event.conversation_id FROM journal_event event
    JOIN conversations_conversation talk ON talk.id = event.conversation_id
    WHERE event.type = 'message_received' AND event.at > %(first)s::timestamptz AND event.at <= %(last)s::timestamptz
        AND talk.channel_id = %(channel)s::bigint
    LIMIT %(enough)s::int
) AS customers
"""
minute = Seldom(60)


def watch() -> int:
    """For the sweeper: look once a minute. Returns how many numbers are oddly silent."""
    return look() if minute.due() else 0


def look() -> int:
    return sum(listen(channel) for channel in Channel.objects.filter(kind=Channel.Kind.WHATSAPP).order_by("pk"))


def listen(channel: Channel) -> bool:
    """Tell it when this number is silent against its habit. False when it is not, or nothing can be said."""
    name, now = f"silent-{channel.pk}", clock.now()
    heard = last_heard(channel, now)
    if heard is None:
        return False  # silent for two days: it was told before, or this number is used no more
    if now - heard < SHORTEST:
        outages.back(name)
        return False
    if silence.known_flag() or not unusual(channel, heard, now):
        return False
    why = f"Nobody has written to {channel} since {hour(heard)}; at this time of the week at least {ENOUGH} usually do"
    outages.begin(name, why=why, over=f"Customers write to {channel} again", detail=DETAIL, since=heard)
    return True


def last_heard(channel: Channel, now: datetime) -> datetime | None:
    row = hot.fetch_one(HEARD, {"since": now - LONGEST, "channel": channel.pk})
    return row[0] if row else None


def unusual(channel: Channel, first: datetime, last: datetime) -> bool:
    weeks = [timedelta(weeks=n) for n in range(1, WEEKS + 1)]
    return sum(wrote(channel, first - week, last - week) >= ENOUGH for week in weeks) >= OF_THEM


def wrote(channel: Channel, first: datetime, last: datetime) -> int:
    """How many customers wrote then, counted up to enough."""
    row = hot.fetch_one(WROTE, {"first": first, "last": last, "channel": channel.pk, "enough": ENOUGH})
    return int(row[0]) if row else 0
