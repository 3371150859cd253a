"""The heartbeat row of a process: what other machines and the health page know of it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from concurrent.futures import TimeoutError as TooLate
from datetime import timedelta
from typing import LiteralString

import psycopg

from cairn.journal.models import Process
from cairn.lib import clock, probe
from cairn.lib.heart import Heart

DEADLINE = 1.5  # seconds
FRESH = timedelta(seconds=60)  # who has been silent for longer holds no lease any more
# The row of a process that ended is of no use to anybody after an hour.
WRITE: LiteralString = """
WITH gone AS (DELETE FROM journal_process WHERE beat_at < now() - interval '1 hour')
INSERT INTO journal_process (key, name, started_at, beat_at, sweeper_late) VALUES (%s, %s, now(), now(), %s)
ON CONFLICT (key) DO UPDATE SET beat_at = now(), sweeper_late = excluded.sweeper_late
"""


def writer(name: str) -> Callable[[Heart], bool]:
    """What writes the row of this process. It says False when the database does not take it in time."""
    key = key_of(name)

    def write(heart: Heart) -> bool:
        future = probe.THREADS.submit(put, key, name, heart.sweeper_late)
        try:
            future.result(DEADLINE)
        except (psycopg.Error, OSError, TooLate):
            future.cancel()
            return False
        return True

    return write


def alone(name: str) -> bool:
    """Whether every other process of this name is surely gone: on this machine, and its number belongs to nobody."""
    own = key_of(name)
    rows = Process.objects.filter(name=name, beat_at__gt=clock.now() - FRESH).exclude(key=own)
    return not any(may_live(key) for key in rows.values_list("key", flat=True))


def may_live(key: str) -> bool:
    """Of another machine nothing is known here."""
    machine, _, pid = key.partition("@")[2].rpartition(":")
    if machine != socket.gethostname()[:60] or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def key_of(name: str) -> str:
    return f"{name}@{socket.gethostname()[:60]}:{os.getpid()}"


def put(key: str, name: str, late: float) -> None:
    """Over a new connection each time: only that shows that the database can be reached."""
    with psycopg.connect(**probe.address(int(DEADLINE * 1000)), autocommit=True) as database:
        database.execute(WRITE, [key, name, late])
