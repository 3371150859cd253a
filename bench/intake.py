"""Durable webhooks a second, beside the bare app's and pywa's; and how long an acknowledgement takes at 100 a second."""

from __future__ import annotations

import asyncio
import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench.client import Result, flood, pace, request, text_webhook
from bench.report import Row, percentile
from tests.desk import ROOT, SECRET, Desk, free_port, wait_for

ROUNDS, COUNT = 3, 10_000
ENOUGH, SHARE = 10_000, 0.6  # webhooks a second, or the share of the bare app's
COMMITS = 200
ACK_MIDDLE, ACK_WORST = 10, 70  # times a lone durable commit
# As the journal's, with its two small indexes.
TABLE = """
CREATE TABLE bench_entry (id bigserial PRIMARY KEY, source varchar(20), body bytea, sha256 bytea UNIQUE, received_at timestamptz,
    state varchar(12), attempts smallint, error text);
CREATE INDEX ON bench_entry (id) WHERE state = 'new';
CREATE INDEX ON bench_entry USING brin (received_at)
"""
numbers = itertools.count()


def measure(desk: Desk) -> Iterator[Row]:
    """All in turn, so that a noisy neighbour hits each; the best round of each counts."""
    desk.sql(TABLE)
    desk.kill("work")
    ours, bare, pywa = [], [], []
    for _ in range(ROUNDS):
        bare.append(beside(desk, "bench.bare", COUNT).rate)
        ours.append(through(desk).rate)
        pywa.append(beside(desk, "bench.pywa_app", COUNT // 5).rate)
    yield taken(max(ours), max(bare))
    times = max(ours) / max(pywa)
    yield Row("pywa on FastAPI, which stores nothing", max(pywa), "/s", None, f"ours is {times:.1f} times that", True)
    yield from acknowledged(desk)


def taken(rate: float, limit: float) -> Row:
    beside = f"bare app {limit:,.0f}/s; promised {ENOUGH:,}/s or {SHARE:.0%} of it"
    return Row("intake: durable webhooks/s", rate, "/s", limit, beside, rate >= ENOUGH or rate / limit >= SHARE)


def acknowledged(desk: Desk) -> Iterator[Row]:
    forget(desk)
    alone = commit(desk)
    calm = asyncio.run(pace(desk.port, requests(1000), rate=100))
    for name, share, times in (("p50", 0.5, ACK_MIDDLE), ("p99", 0.99, ACK_WORST)):
        value = calm.percentile(share)
        beside = f"a lone durable commit {alone:.2f} ms; at most {times} of them"
        yield Row(f"ack {name} at 100/s", value, "ms", alone * times, beside, value <= alone * times)
    forget(desk)


def commit(desk: Desk) -> float:
    """Milliseconds of one small durable commit, the middle of many."""
    took = []
    with psycopg.connect(desk.environment["DATABASE_URL"], autocommit=True) as database:
        database.execute("CREATE TABLE bench_commit (body text)")
        for _ in range(COMMITS):
            began = time.perf_counter()
            database.execute("INSERT INTO bench_commit VALUES (repeat('x', 600))", prepare=True)
            took.append((time.perf_counter() - began) * 1000)
    return percentile(took, 0.5)


def forget(desk: Desk) -> None:
    desk.sql("DELETE FROM journal_entry")
    desk.sql("DELETE FROM journal_entryonce")


def requests(count: int) -> list[bytes]:
    return [request(text_webhook(number, person=number % 500), SECRET) for number in itertools.islice(numbers, count)]


def through(desk: Desk) -> Result:
    result = asyncio.run(flood(desk.port, requests(COUNT)))
    stored = desk.sql("SELECT count(*) FROM journal_entry")[0][0]
    assert result.statuses == {200: COUNT}, result.statuses
    assert stored == COUNT, stored
    forget(desk)
    return result


def beside(desk: Desk, module: str, count: int) -> Result:
    """The same load on another program."""
    with running(desk, module) as port:
        result = asyncio.run(flood(port, requests(count)))
    assert result.statuses == {200: count}, result.statuses
    desk.sql("TRUNCATE bench_entry")
    return result


@contextmanager
def running(desk: Desk, module: str) -> Iterator[int]:
    port = free_port()
    environment = {**desk.environment, "PORT": str(port), "BENCH_SECRET": SECRET}
    process = subprocess.Popen(
        [sys.executable, "-m", module], env=environment, cwd=ROOT, stdout=desk.log, stderr=desk.log
    )
    try:
        wait_for(lambda: listening(port), what=module)
        yield port
    finally:
        process.kill()
        process.wait()


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
