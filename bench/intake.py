"""Durable webhooks a second, beside the bare app's; and how long an acknowledgement takes at 100 a second."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
from collections.abc import Iterator

from bench.client import Result, flood, pace, request, text_webhook
from bench.report import Row
from tests.desk import ROOT, SECRET, Desk, free_port, wait_for

ROUNDS, COUNT = 3, 10_000
numbers = itertools.count()


def measure(desk: Desk) -> Iterator[Row]:
    """Bare and ours in turn, so that a noisy neighbour hits both; the best round of each counts."""
    desk.sql("CREATE TABLE bench_entry (LIKE journal_entry INCLUDING ALL)")
    desk.kill("work")
    bare_rates, our_rates = [], []
    for _ in range(ROUNDS):
        bare_rates.append(bare(desk).rate)
        our_rates.append(ours(desk).rate)
    best, limit = max(our_rates), max(bare_rates)
    yield Row(
        "intake: durable webhooks/s",
        best,
        "/s",
        limit,
        f"bare app {limit:,.0f}/s",
        best / limit >= 0.6 and best >= 5000,
    )
    forget(desk)
    calm = asyncio.run(pace(desk.port, requests(500), rate=100))
    yield Row("ack p50 at 100/s", calm.percentile(0.5), "ms", None, "", True)
    yield Row("ack p99 at 100/s", calm.percentile(0.99), "ms", 50, "at most 50 ms", calm.percentile(0.99) < 50)
    forget(desk)
    desk.start("work")
    desk.ready()


def forget(desk: Desk) -> None:
    desk.sql("DELETE FROM journal_entry")


def requests(count: int) -> list[bytes]:
    return [request(text_webhook(number, person=number % 500), SECRET) for number in itertools.islice(numbers, count)]


def ours(desk: Desk) -> Result:
    result = asyncio.run(flood(desk.port, requests(COUNT)))
    stored = desk.sql("SELECT count(*) FROM journal_entry")[0][0]
    assert result.statuses == {200: COUNT}, result.statuses
    assert stored == COUNT, stored
    forget(desk)
    return result


def bare(desk: Desk) -> Result:
    port = free_port()
    environment = {**desk.environment, "PORT": str(port), "BENCH_SECRET": SECRET}
    process = subprocess.Popen([sys.executable, "-m", "bench.bare"], env=environment, cwd=ROOT)
    try:
        wait_for(lambda: listening(port), what="bare app")
        return asyncio.run(flood(port, requests(COUNT)))
    finally:
        process.kill()
        process.wait()
        desk.sql("TRUNCATE bench_entry")


def listening(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
