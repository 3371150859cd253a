"""How long the database takes for each statement, and the shape of those that take longer than SLOW_QUERY_MS.

They are one line of the log each, and a row of the table that the health page shows. Neither holds a value: parameters
are never looked at, and what stands in a statement as a text or a number becomes a question mark.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created

from cairn.lib import clock, logs

log = logs.logger("queries")
LONGEST = 2000  # characters of a shape
KEEP = 100  # shapes
# Values that were written into a statement instead of being passed beside it.
VALUE = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|\$(\w*)\$.*?\$\1\$", re.DOTALL)
MANY = re.compile(r"(?:%s|\?)(?:\s*,\s*(?:%s|\?))+")
SAVE = """
INSERT INTO journal_slowquery (digest, shape, count, worst, last_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (digest) DO UPDATE SET count = journal_slowquery.count + excluded.count,
    worst = greatest(journal_slowquery.worst, excluded.worst), last_at = excluded.last_at
"""
PRUNE = """
DELETE FROM journal_slowquery WHERE id IN (SELECT id FROM journal_slowquery ORDER BY last_at DESC OFFSET %s)
"""
_lock = threading.Lock()
_slow: dict[str, list[float]] = {}


def watch() -> None:
    """Time every statement that goes through Django from now on, in this process."""
    connection_created.connect(hang_on, dispatch_uid="cairn.queries")


def hang_on(connection: Any, **_: object) -> None:
    if measure not in connection.execute_wrappers:
        connection.execute_wrappers.append(measure)


def measure(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - started) * 1000
        note(sql, took)


def note(sql: str, took: float) -> None:
    from cairn.journal import samples

    slow = took > settings.SLOW_QUERY_MS
    samples.note("query", took, bad=slow)
    if slow:
        remember(shape(str(sql)), took)


def shape(sql: str) -> str:
    """The statement without any value: what stands in it as a text or a number becomes a question mark."""
    plain = VALUE.sub("?", " ".join(sql.split()))
    return MANY.sub("?, ...", plain.replace("%s", "?"))[:LONGEST]


def remember(shape: str, took: float) -> None:
    log.warning("slow query", ms=round(took), shape=shape[:300])
    with _lock:
        if len(_slow) < KEEP or shape in _slow:
            _slow.setdefault(shape, []).append(took)


def flush() -> None:
    """Write down the slow ones, and keep the newest hundred shapes."""
    with _lock:
        found = dict(_slow)
        _slow.clear()
    if not found:
        return
    now = clock.now()
    rows = [
        (hashlib.md5(one.encode(), usedforsecurity=False).hexdigest(), one, len(ms), max(ms), now)
        for one, ms in sorted(found.items())
    ]
    with connection.cursor() as cursor:
        cursor.executemany(SAVE, rows)
        cursor.execute(PRUNE, [KEEP])
