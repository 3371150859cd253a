"""Ask the worker to do something, in the transaction of the change that asks for it.

Jobs only wake: what is to be done stands in rows, so a job that runs twice, late or never does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

FILE = "cairn_file"  # intake says this too, in the statement that stores a webhook


def wake_filer() -> None:
    """Tell the workers that entries wait, when this transaction commits. Who misses it finds the rows by sweeping."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [FILE])


def wake(job: str, **arguments: int | str) -> None:
    """Defer `cairn.jobs.<job>` by name; it runs as soon as the transaction commits."""
    app.configure_task(f"cairn.jobs.{job}").defer(**arguments)


def wake_each(job: str, argument: str, values: Iterable[int]) -> None:
    """Defer the job once for each value, in one statement."""
    jobs: list[dict[str, JSONValue]] = [{argument: value} for value in values]
    if jobs:
        app.configure_task(f"cairn.jobs.{job}").batch_defer(*jobs)


def pending(job: str) -> int:
    """How many of these jobs wait or run; finished ones are gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing')",
            [f"cairn.jobs.{job}"],
        )
        return int(cursor.fetchone()[0])
