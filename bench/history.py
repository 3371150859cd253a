"""What a message costs when 1,000, 10,000, 100,000 and a million are there already: it should stay the same.

The history is written by COPY (`cairn demo --leads`, about ten messages each) with the journal's entries beside it. The
cost is processor time of the worker and of its Postgres process, which neighbours on the machine hardly change.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg

from bench.report import Row, told
from tests.desk import ROOT, Desk

SIZES = [int(size) for size in os.environ.get("BENCH_HISTORY", "1000,10000,100000,1000000").split(",")]
TOLERANCE = 1.3  # times the cost at the smallest size
STEPS = {
    "filed": "a message filed",
    "answered": "answered",
    "settled": "sent and settled",
    "receipt": "a receipt filed",
}
# All in this month: the journal is kept by months, and this is the one that new entries go into.
JOURNAL = """
INSERT INTO journal_entry (source, body, sha256, received_at, state, attempts, error, filed_at)
SELECT 'whatsapp', convert_to(rpad(wamid, 600, 'x'), 'UTF8'), sha256(convert_to(wamid, 'UTF8')),
    greatest(at, date_trunc('month', now())), 'filed', 0, '', at
FROM conversations_message AS said WHERE wamid LIKE 'wamid.demo.%' AND direction = 'in'
    AND NOT EXISTS (SELECT 1 FROM journal_entry WHERE sha256 = sha256(convert_to(said.wamid, 'UTF8')))
"""


def measure(desk: Desk) -> Iterator[Row]:
    desk.kill("work")
    smallest: dict[str, float] = {}
    for size in SIZES:
        fill(desk, size)
        cost = child(desk)
        smallest = smallest or cost
        whole, least = sum(cost[name] for name in STEPS), sum(smallest[name] for name in STEPS)
        beside = ", ".join(f"{words} {cost[name]:.1f}" for name, words in STEPS.items())
        yield Row(f"cost of a message, {size:,} there", whole, "ms", least, beside, whole <= TOLERANCE * least)
        yield told(f"a pass of the sweeper, {size:,} there", cost["swept"], "ms")
    desk.start("work")
    desk.ready()


def fill(desk: Desk, messages: int) -> None:
    """Bring the history up to so many messages, and let the database know its size as autovacuum would."""
    command = [sys.executable, "-m", "cairn.console.main", "demo", "--leads", str(messages // 10)]
    subprocess.run(command, env=desk.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with psycopg.connect(desk.environment["DATABASE_URL"], autocommit=True) as database:
        database.execute("SET synchronous_commit = off")
        database.execute(JOURNAL)
        database.execute("VACUUM ANALYZE")


def child(desk: Desk) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.costing"]
    environment = {**desk.environment, "ASSISTANT_QUIET": "0"}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
