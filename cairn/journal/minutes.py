"""Minute rows that are read from Events: counted by the sweeper when the minute is over, and the same when counted again."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import LiteralString

from django.db import connection, transaction

from cairn.journal.models import Sample
from cairn.journal.samples import Sums, forget_old, joined
from cairn.lib import clock

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOST = 60  # minutes counted in one pass after a stop
LATE = timedelta(seconds=15)  # for what is under way, or in memory, when the minute ends
LOCK = 7_204_117
COUNTED = "counted"  # the row that says that a minute was counted
# Each gives lines of (milliseconds, failed); every one reads the Events of a minute by (type, at).
STATEMENTS: dict[str, LiteralString] = {
    "lead": """SELECT (data->>'ms')::float8, false FROM journal_event
        WHERE type = 'lead_created' AND at >= %s AND at < %s AND data->>'ms' IS NOT NULL""",
    "became": """SELECT 0, lead_id IS NULL FROM journal_event
        WHERE type = 'message_received' AND at >= %s AND at < %s""",
    "reply": """SELECT extract(epoch FROM event.at - asked.created_at)::float8 * 1000, false FROM journal_event event
        CROSS JOIN LATERAL (SELECT created_at FROM conversations_message WHERE conversation_id = event.conversation_id
            AND id < event.message_id AND direction = 'in' ORDER BY id DESC LIMIT 1) asked
        WHERE event.type = 'message_sent' AND event.actor = 'assistant' AND event.at >= %s AND event.at < %s""",
    "filed": """SELECT 0, true FROM journal_quarantined WHERE created_at >= %s AND created_at < %s""",
}


def count() -> int:
    """Count the minutes that are over and not counted yet, then the hours they belong to. How many minutes it were."""
    last = clock.now() - LATE
    last = last.replace(second=0, microsecond=0)
    if Sample.objects.filter(span="minute", name=COUNTED, at=last - MINUTE).exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        minutes = open_minutes(last)
        for minute in minutes:
            count_minute(minute)
        for hour in sorted({minute.replace(minute=0) for minute in minutes}):
            count_hour(hour)
    if minutes and minutes[-1].minute == 0:
        forget_old()
    return len(minutes)


def open_minutes(until: datetime) -> list[datetime]:
    known = Sample.objects.filter(span="minute", name=COUNTED).order_by("-at").values_list("at", flat=True).first()
    start = max(until - MOST * MINUTE, known + MINUTE if known else until - MOST * MINUTE)
    return [start + n * MINUTE for n in range(max(0, int((until - start) / MINUTE)))]


def count_minute(minute: datetime) -> None:
    for name, statement in STATEMENTS.items():
        sums = Sums()
        with connection.cursor() as cursor:
            cursor.execute(statement, [minute, minute + MINUTE])
            for value, bad in cursor.fetchall():
                sums.add(float(value), bad)
        if sums.count:
            keep("minute", name, minute, sums)
    keep("minute", COUNTED, minute, Sums(count=1))


def count_hour(hour: datetime) -> None:
    """An hour is the sum of its minutes."""
    rows: dict[str, list[Sample]] = defaultdict(list)
    for row in Sample.objects.filter(span="minute", at__gte=hour, at__lt=hour + HOUR).exclude(name=COUNTED):
        rows[row.name].append(row)
    for name, minutes in rows.items():
        keep("hour", name, hour, joined(minutes))


def keep(span: str, name: str, at: datetime, sums: Sums) -> None:
    values = {"count": sums.count, "bad": sums.bad, "total": sums.total, "worst": sums.worst, "spread": sums.spread}
    Sample.objects.update_or_create(span=span, name=name, at=at, defaults=values)
