"""From the insert of a job to the moment a worker takes it: on a calm desk, and while fifty webhooks a second come in."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import psycopg

from bench.client import pace, request, text_webhook
from bench.report import Row, at_most, percentile
from tests.desk import SECRET, Desk

COUNT, PAUSE = 60, 0.05
CALM, LOADED = 9.0, 250.0  # milliseconds: twice what an idle Procrastinate takes; and under load
RATE, SECONDS = 50, 8
# Jobs are deleted when they are done, so their times are written down as they are taken.
NOTE = """
CREATE TABLE bench_taken (job bigint, at timestamptz);
CREATE FUNCTION bench_take() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO bench_taken VALUES (new.id, clock_timestamp()); RETURN NULL; END $$;
CREATE TRIGGER bench_take AFTER UPDATE ON procrastinate_jobs FOR EACH ROW
    WHEN (old.status = 'todo' AND new.status = 'doing') EXECUTE FUNCTION bench_take()
"""
# A conversation that is not there: taken, looked at, done.
DEFER = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status)
VALUES ('interactive', 'cairn.jobs.deliver_nothing', 0, '{}', 'todo') RETURNING id, clock_timestamp()
"""
WAITED = "SELECT extract(epoch FROM at)::float8 FROM bench_taken WHERE job = %s"


def measure(desk: Desk) -> Iterator[Row]:
    desk.sql(NOTE)
    yield at_most("enqueue to start p50, calm", percentile(started(desk), 0.5), "ms", CALM)
    load = threading.Thread(target=webhooks, args=(desk,))
    load.start()
    time.sleep(1)
    beside = f"while {RATE} webhooks/s come in"
    yield at_most("enqueue to start p99, under load", percentile(started(desk), 0.99), "ms", LOADED, beside)
    load.join()


def started(desk: Desk) -> list[float]:
    """Milliseconds that each job waited."""
    known = {}
    with psycopg.connect(desk.environment["DATABASE_URL"], autocommit=True) as database:
        for _ in range(COUNT):
            job, at = database.execute(DEFER).fetchone() or (0, None)
            known[job] = at.timestamp()
            time.sleep(PAUSE)
        time.sleep(2)
        return [
            (row[0] - at) * 1000 for job, at in known.items() if (row := database.execute(WAITED, [job]).fetchone())
        ]


def webhooks(desk: Desk) -> None:
    bodies = [text_webhook(10_000_000 + n, person=9_000_000 + n % 200) for n in range(RATE * SECONDS)]
    asyncio.run(pace(desk.port, [request(body, SECRET) for body in bodies], rate=RATE))
