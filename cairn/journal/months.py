"""The parts of the journal, one for each month: made ahead, and dropped whole when everything in them is old enough.

A number says its month (`journal_number` in the database). The last part, `..._later`, has no end, so nobody has to be on
time: what comes before its month was made lies there, and that part becomes the month's (`journal_month`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from cairn.lib import clock, logs

log = logs.logger("journal")
AHEAD = 2  # months beyond this one
STEP = 1_000_000_000  # numbers a month
ENDLESS = 2**63 - 1
BATCH = 5_000  # rows a statement, where rows go one by one
TIMES = {"journal_entry": "received_at", "journal_event": "at"}
# What still waits, and what somebody has yet to look at, is not old.
WAITING = {"journal_entry": "state IN ('new', 'quarantined')", "journal_event": "false"}
MAKING = 7305  # the advisory lock of whoever makes or drops parts
PATIENCE = "SET LOCAL lock_timeout = '2s'"  # for the lock on the whole: meanwhile webhooks wait, then go to the spool
PARTS = """
SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
WHERE inhparent = %s::regclass
"""


@dataclass(frozen=True, slots=True)
class Part:
    """Numbers from `first` up to, not including, `end`."""

    name: str
    first: int
    end: int


def month_number(at: datetime) -> int:
    """2611 for November 2026, in UTC."""
    day = at.astimezone(UTC)
    return (day.year - 2000) * 100 + day.month


def following(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89


def coming(now: datetime) -> list[int]:
    months = [month_number(now)]
    for _ in range(AHEAD):
        months.append(following(months[-1]))
    return months


def ahead() -> int:
    """Make the parts of this month and the next two where they are missing. Returns how many were made."""
    wanted = [(table, month) for table in TIMES for month in coming(clock.now())]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass(name) IS NULL FROM unnest(%s::text[]) AS name", [[f"{t}_{m}" for t, m in wanted]]
        )
        missing = [one for one, (gone,) in zip(wanted, cursor.fetchall(), strict=True) if gone]
    return sum(make(table, month) for table, month in missing)


def make(table: str, month: int) -> bool:
    """False when another makes it now, or when it lies in a part that was made for longer."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [MAKING])
        ours = cursor.fetchone()[0]
        cursor.execute(f"SELECT to_regclass('{table}_{month}') IS NULL AND {month * STEP} >= %s", [last(table).first])
        if not ours or not cursor.fetchone()[0]:
            return False
        # What came too early belongs to a month that is further on than the wanted one.
        cursor.execute(f"SELECT journal_month(%s, greatest(%s, max(id) / %s)) FROM {table}_later", [table, month, STEP])  # noqa: S608  tables of TIMES
    log.info("part made", table=table, month=month)
    return True


def parts(table: str) -> list[Part]:
    """Oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(PARTS, [table])
        found = [Part(name, *bounds(text)) for name, text in cursor.fetchall()]
    return sorted(found, key=lambda part: part.first)


def bounds(text: str) -> tuple[int, int]:
    """As Postgres writes them: FOR VALUES FROM ('2611000000000') TO ('2612000000000')."""
    low, high = text.removeprefix("FOR VALUES FROM (").removesuffix(")").split(") TO (")
    return (0 if low == "MINVALUE" else int(low.strip("'"))), (ENDLESS if high == "MAXVALUE" else int(high.strip("'")))


def last(table: str) -> Part:
    return parts(table)[-1]


def old(table: str, before: datetime) -> Iterator[Part]:
    """The parts in which everything happened before then, up to the first in which something did not."""
    this = month_number(clock.now()) * STEP
    for part in parts(table):
        if part.end > this or lives(table, part, before):
            return
        yield part


def lives(table: str, part: Part, before: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {part.name} WHERE {TIMES[table]} >= %s OR {WAITING[table]})",  # noqa: S608  our own names
            [before],
        )
        return bool(cursor.fetchone()[0])


def prune(table: str, before: datetime) -> list[str]:
    """Drop what is wholly older. Each part is a transaction of its own: killed between two, the next run goes on."""
    gone = [part.name for part in list(old(table, before)) if drop(table, part, before)]
    forget(table)
    return gone


def drop(table: str, part: Part, before: datetime) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [MAKING])
        if not cursor.fetchone()[0]:
            return False
        if table == "journal_entry":
            cursor.execute(
                "DELETE FROM journal_quarantined WHERE entry_id >= %s AND entry_id < %s", [part.first, part.end]
            )
        cursor.execute(f"ALTER TABLE {table} DETACH PARTITION {part.name}")
        if lives(table, part, before):  # filed again since we looked
            transaction.set_rollback(True)
            return False
        cursor.execute(f"DROP TABLE {part.name}")
    log.info("part dropped", table=table, part=part.name)
    return True


def forget(table: str) -> int:
    """The hashes of rows whose part is gone, a few thousand at a time."""
    left = parts(table)
    first, total = (left[0].first if left else 0), 0
    while first:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table}once WHERE ctid = ANY (ARRAY("  # noqa: S608  tables of TIMES
                f"SELECT ctid FROM {table}once WHERE number < %s AND number >= 0 LIMIT %s))",
                [first, BATCH],
            )
            total += cursor.rowcount
            if cursor.rowcount < BATCH:
                break
    return total


STEPS = {"months": ahead}
