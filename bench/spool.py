"""The database is away: webhooks acknowledged a second into the spool, and how fast it drains when the database is back."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

from bench.client import flood, request, text_webhook
from bench.report import Row
from tests.desk import SECRET, Desk

COUNT = 3_000
SYNCS = 300
LEAST = 0.25  # of the sequential fsync rate


def measure(desk: Desk) -> Iterator[Row]:
    for name in ("work", "simulator"):
        desk.kill(name)
    syncs = fsyncs(desk.data)
    desk.postgres.stop()
    bodies = [text_webhook(30_000_000 + n, person=n % 500) for n in range(COUNT)]
    taken = asyncio.run(flood(desk.port, [request(body, SECRET) for body in bodies]))
    assert taken.statuses == {200: COUNT}, taken.statuses
    # A file and its folder for each, so half of the rate would be perfect.
    beside = f"lone fsyncs {syncs:,.0f}/s; each takes two"
    yield Row("webhooks acknowledged/s without the database", taken.rate, "/s", syncs, beside, taken.rate > 0)
    rate = drained(desk)
    beside = f"lone fsyncs {syncs:,.0f}/s; at least {LEAST:.0%}"
    yield Row("spool drained/s", rate, "/s", syncs, beside, rate >= LEAST * syncs)
    stored = desk.sql("SELECT count(*) FROM journal_entry WHERE body LIKE '%%wamid.BENCH00003%%'")[0][0]
    yield Row("webhooks lost of those", COUNT - stored, "", None, f"{COUNT:,} acknowledged", stored == COUNT)


def drained(desk: Desk) -> float:
    """Files a second, from the moment the database takes connections."""
    desk.postgres.ensure_postgres_running()
    began = time.perf_counter()
    while any(True for _ in (desk.data / "spool").glob("*.body")):
        assert time.perf_counter() - began < 120, "the spool does not drain"
        time.sleep(0.02)
    return COUNT / (time.perf_counter() - began)


def fsyncs(folder: Path) -> float:
    """How often a second this disk makes a small write durable, one after the other."""
    with open(folder / "bench-fsync", "wb", buffering=0) as file:
        began = time.perf_counter()
        for _ in range(SYNCS):
            file.write(b"x" * 1000)
            os.fsync(file.fileno())
        return SYNCS / (time.perf_counter() - began)
