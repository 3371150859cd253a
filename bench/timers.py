"""Ten thousand steps of sequences that are due, drained by the product's own step; and a transition decided.

The limit beside the rate is the least that the same work costs the same database: one insert and one update for each,
in transactions of the same size.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg

from bench.report import Row
from tests.desk import ROOT, Desk

COUNT, BATCH = 10_000, 100
PER_SECOND, DECIDE_MS = 300.0, 5.0
SEED = """
INSERT INTO automation_sequence (slug, name, about, active, stops_on_reply, version, created_at)
    VALUES ('bench', 'Bench', '', true, true, 1, now());
INSERT INTO automation_step (sequence_id, version, position, anchor, minutes, condition, text, template, language, values)
    SELECT id, 1, 1, 'after', 0, '', 'Hi {name}, is {trip} still what you want?', '', '', '[]'
    FROM automation_sequence WHERE slug = 'bench';
UPDATE accounts_firm SET quiet_from = '00:00', quiet_until = '00:00';
WITH people AS (
    INSERT INTO conversations_contact (name, phone, username, language, created_at)
    SELECT 'Customer ' || n, '', '', '', now() FROM generate_series(1, %(count)s) AS n RETURNING id
), talks AS (
    INSERT INTO conversations_conversation (channel_id, contact_id, status, assistant, created_at, unread, last_inbound_at,
        last_message_at, last_words, last_author, last_type, needs_person_why, lease_epoch, attempts)
    SELECT (SELECT min(id) FROM conversations_channel), id, 'active', 'on', now(), 0, now(), now(), '', '', '', '', 0, 0
    FROM people RETURNING id, contact_id
)
INSERT INTO leads_lead (contact_id, conversation_id, stage, source, source_detail, priority, score, score_parts, tags, extra,
    position, closed_reason, travel_dates, language, sentiment, first_message, newest_message, created_at, stage_since,
    last_contact_at)
SELECT contact_id, id, 'qualified', 'whatsapp', '{}', 'high', 0, '[]', '{}', '{}', 0, '', '', '', '', '', '', now(), now(), now()
FROM talks;
INSERT INTO automation_enrolment (lead_id, conversation_id, sequence_id, version, position, due_at, state, why, rule, sent,
    answered, started_at)
SELECT lead.id, lead.conversation_id, (SELECT id FROM automation_sequence WHERE slug = 'bench'), 1, 1, now(), 'running', '', '', 0,
    false, now()
FROM leads_lead AS lead WHERE NOT EXISTS (SELECT 1 FROM automation_enrolment WHERE lead_id = lead.id);
"""
DRAIN = """
import time, django; django.setup()
from cairn.automation.sequences import due
started, done = time.perf_counter(), 0
while (n := due.drain()): done += n
print(done, time.perf_counter() - started)
"""
DECIDE = """
import time, django; django.setup()
from cairn.automation.decide import Facts, decide
facts = Facts(stage="inquiry", intents=frozenset({"booking", "pricing"}), trip="Sunrise Ridge", message_id=1)
decide(facts); started = time.perf_counter()
for _ in range(1000): decide(facts)
print((time.perf_counter() - started))
"""
# Two at a time and the count of what was said: nobody's step may be said twice or left out.
ONCE = """
SELECT count(*), count(DISTINCT conversation_id) FROM conversations_message WHERE author = 'rule' AND idempotency_key LIKE 'sequence-%'
"""


def measure(desk: Desk) -> Iterator[Row]:
    for name in {"work", "web"} & desk.processes.keys():
        desk.kill(name)  # the benchmark drains itself; nobody else takes part
    with psycopg.connect(desk.environment["DATABASE_URL"], autocommit=True) as database:
        seed(database)
        limit = COUNT / bare(database)
        workers = [python(desk, DRAIN) for _ in range(2)]
        told = [worker.communicate(timeout=300)[0].split()[-2:] for worker in workers]
        drained = sum(int(done) for done, _ in told)
        rate = COUNT / max(float(seconds) for _, seconds in told)  # without the start of the processes
        said, people = database.execute(ONCE).fetchone() or (0, 0)
    kept = rate >= PER_SECOND
    yield Row("timers: due steps drained/s, two workers", rate, "/s", limit, f"at least {PER_SECOND:.0f}/s", kept)
    twice = said - people
    whole = (said, people, drained) == (COUNT, COUNT, COUNT)
    yield Row("timers: steps said twice or left out", abs(twice) + abs(COUNT - people), "", None, "must be 0", whole)
    spent = float(python(desk, DECIDE).communicate(timeout=60)[0])
    yield Row("a transition decided", spent, "ms", DECIDE_MS, "less than 5 ms", spent < DECIDE_MS)


def seed(database: psycopg.Connection[tuple[object, ...]]) -> None:
    for statement in SEED.split(";\n"):
        if statement.strip():
            database.execute(statement.replace("%(count)s", str(COUNT)).encode())


def bare(database: psycopg.Connection[tuple[object, ...]]) -> float:
    """Seconds that the same number of inserts and updates takes by themselves."""
    database.execute("CREATE TABLE bench_said (id bigserial PRIMARY KEY, about bigint UNIQUE, words text)")
    database.execute("CREATE TABLE bench_step AS SELECT n AS id, 1 AS position FROM generate_series(1, 10000) AS n")
    database.execute("ALTER TABLE bench_step ADD PRIMARY KEY (id)")
    started = time.perf_counter()
    for first in range(1, COUNT + 1, BATCH):
        with database.transaction():
            for number in range(first, first + BATCH):
                database.execute("INSERT INTO bench_said (about, words) VALUES (%s, 'Hi')", [number], prepare=True)
                database.execute("UPDATE bench_step SET position = 2 WHERE id = %s", [number], prepare=True)
    return time.perf_counter() - started


def python(desk: Desk, code: str) -> subprocess.Popen[str]:
    environment = {**desk.environment, "DJANGO_SETTINGS_MODULE": "cairn.settings", "PYTHONPATH": os.fspath(ROOT)}
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
