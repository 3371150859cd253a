"""Questions to the database that are answered within a deadline, or not at all.

Django's pool waits five seconds for a connection and libpq two at least; a health check has one. So a thread of its own
asks over a connection of its own, and whoever asked goes on without it when time is up.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, LiteralString

import psycopg
from django.db import connections

CONNECT = 2  # seconds; the least that libpq takes
THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="probe")
Rows = list[tuple[Any, ...]]


class Away(Exception):
    """The database does not answer in time."""


def ask(statements: Sequence[LiteralString], *, deadline: float) -> list[Rows | None]:
    """The rows of each statement, None for one that failed. Raises Away after `deadline` seconds."""
    future = THREADS.submit(run, statements, int(deadline * 500))
    try:
        return future.result(deadline)
    except (psycopg.Error, OSError, TimeoutError) as error:
        future.cancel()
        raise Away from error


def run(statements: Sequence[LiteralString], patience: int) -> list[Rows | None]:
    with psycopg.connect(**address(patience), autocommit=True) as database:
        return [rows(database, statement) for statement in statements]


def rows(database: psycopg.Connection[Any], statement: LiteralString) -> Rows | None:
    """A statement that takes too long costs its own figure, not those of the others."""
    try:
        return database.execute(statement).fetchall()
    except psycopg.errors.QueryCanceled:
        return None


def address(patience: int) -> dict[str, Any]:
    """Where Django's own connections go, with `patience` milliseconds for a statement."""
    known = connections["default"].settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    own = {name: known[key] for name, key in names.items() if known[key]}
    extra = {name: value for name, value in known["OPTIONS"].items() if name != "pool"}
    return {**extra, **own, "connect_timeout": CONNECT, "options": f"-c statement_timeout={patience}"}
