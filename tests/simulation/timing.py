"""The time of a simulated world: one clock in the database, and one of the processes that may be wrong by minutes.

The schema `sim` shadows Postgres' own clocks for a session, so that leases, quiet times and plans run on the script's time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection

BEGINNING = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)  # what passes between two commits
CLOCKS = ("clock_timestamp", "statement_timestamp", "transaction_timestamp", "now")
FAKE = "CREATE FUNCTION sim.{}() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT current_setting('sim.now')::timestamptz $$"


def forget_jobs() -> None:
    """What tests before us asked for, whose rows are gone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def make_clocks() -> None:
    """In the caller's transaction, and gone with it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA sim")
        for name in CLOCKS:
            cursor.execute(FAKE.format(name))
        cursor.execute("SET LOCAL search_path = sim, pg_catalog, public")


class Time:
    """`now` is the database's; `wrong` is by how much the processes differ from it."""

    def __init__(self) -> None:
        self.now = BEGINNING
        self.wrong = timedelta()

    def here(self) -> datetime:
        """What a process of Cairn reads from its own clock."""
        return self.now + self.wrong

    def passes(self, span: timedelta = MOMENT) -> None:
        self.now += span
        self.tell()

    def tell(self) -> None:
        connection.connection.execute("SELECT set_config('sim.now', %s, true)", [self.now.isoformat()])
