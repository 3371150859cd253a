"""Days become rows of counts. A day is counted whole, so counting it twice, late or at once changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Min

from cairn.accounts.models import Firm
from cairn.insights.statements import STATEMENTS
from cairn.journal.models import CountedDay, DailyCount, Event
from cairn.lib import clock

FRESH = timedelta(seconds=45)  # how old the counts of today may be
AGAIN = timedelta(hours=1)  # how often the last days are counted again: answers are rated later, moves undone later
RECENT = 7  # days
BEHIND = 3  # days without counts that one pass counts
LOCK = 7_204_118


def sweep() -> int:
    """Today, what may have changed of the last days, and a few days that were never counted. How many days it were."""
    firm, now = Firm.current(), clock.now()
    days = due(now.astimezone(firm.zone).date(), now)
    for day in days:
        count(day, firm=firm)
    return len(days)


def due(today: date, now: datetime) -> list[date]:
    """Which days to count now, newest first."""
    newest = [today - timedelta(days=n) for n in range(RECENT + 1)]
    known = dict(CountedDay.objects.filter(day__in=newest).values_list("day", "counted_at"))
    late = [day for day in newest if day not in known or now - known[day] > (FRESH if day == today else AGAIN)]
    return late[:BEHIND] or missing(today)


def missing(today: date) -> list[date]:
    """Days before the oldest counted one that have Events, a few at a time: history is counted once, backwards."""
    oldest = CountedDay.objects.aggregate(day=Min("day"))["day"]
    first = Event.objects.filter(type__in=("message_received", "lead_created")).aggregate(at=Min("at"))["at"]
    if oldest is None or first is None or first.date() >= oldest:
        return []
    return [oldest - timedelta(days=n) for n in range(1, BEHIND + 1)]


def count(day: date, *, firm: Firm | None = None) -> int:
    """Count one day of the firm anew. How many rows it has."""
    firm = firm or Firm.current()
    start, end = bounds(day, firm)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        began = clock.now()
        rows = []
        for statement in STATEMENTS:
            cursor.execute(statement, {"start": start, "end": end, "zone": firm.time_zone})
            rows += [
                DailyCount(day=day, name=n, key=k or "", count=c, total=t or 0) for n, k, c, t in cursor.fetchall()
            ]
        DailyCount.objects.filter(day=day).delete()
        DailyCount.objects.bulk_create(rows)
        CountedDay.objects.update_or_create(day=day, defaults={"counted_at": began})
    return len(rows)


def again(first: date, last: date) -> int:
    """Have these days counted again by the sweeper, whatever they hold. How many there are."""
    return CountedDay.objects.filter(day__gte=first, day__lte=last).update(counted_at=datetime(2000, 1, 1, tzinfo=UTC))


def bounds(day: date, firm: Firm) -> tuple[datetime, datetime]:
    """When the firm's day begins and ends, UTC."""
    start = datetime.combine(day, time(), firm.zone)
    return start.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(), firm.zone).astimezone(UTC)
