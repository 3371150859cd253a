"""Two thousand messages of five hundred customers at once, with one worker process."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

import httpx
import psycopg

from bench.report import Row
from tests.desk import Desk

PEOPLE, EACH = 500, 4
WORDS = (
    "Hi, what treks do you have in Maharashtra?",
    "How much is the 7-Day Maharashtra Explorer?",
    "What is included?",
    "And when does it start?",
)


def measure(desk: Desk) -> Iterator[Row]:
    customers = asyncio.run(make_customers(desk))
    started = time.perf_counter()
    asyncio.run(write_all(desk, customers))
    filed = until(desk, started, "SELECT count(*) FROM messages_in", PEOPLE * EACH)
    answered = until(desk, started, "SELECT count(*) FROM answered", PEOPLE)
    yield Row(
        "burst: messages filed/s, worker answering too",
        PEOPLE * EACH / filed,
        "/s",
        None,
        "at least 150/s",
        PEOPLE * EACH / filed >= 150,
    )
    rate = PEOPLE * EACH / answered
    yield Row("burst: messages answered/s (four to a reply)", rate, "/s", None, "at least 60/s", rate >= 60)
    wrong = out_of_order(desk)
    yield Row("burst: customers whose order was lost", wrong, "", None, "none", wrong == 0)
    twice = answered_twice(desk)
    yield Row("burst: replies beyond one a burst", twice, "", None, "", True)


QUERIES = {
    "SELECT count(*) FROM messages_in": "SELECT count(*) FROM conversations_message WHERE direction = 'in'",
    "SELECT count(*) FROM answered": """
        SELECT count(DISTINCT conversation_id) FROM conversations_message
        WHERE direction = 'out' AND wamid IS NOT NULL AND conversation_id IN
          (SELECT id FROM conversations_conversation WHERE waiting_since IS NULL)""",
}


def until(desk: Desk, started: float, name: str, count: int) -> float:
    """Seconds since `started`; looks four times a second, so that looking costs nothing."""
    with psycopg.connect(desk.environment["DATABASE_URL"], autocommit=True) as database:
        while time.perf_counter() - started < 180:
            if database.execute(QUERIES[name]).fetchone()[0] >= count:
                return time.perf_counter() - started
            time.sleep(0.25)
    raise AssertionError(f"{name}: not within three minutes")


async def make_customers(desk: Desk) -> list[str]:
    async with httpx.AsyncClient(base_url=desk.simulator_url, timeout=30) as client:
        people = [{"name": f"Customer {n}", "phone": f"+9192000{n:05d}", "username": None} for n in range(PEOPLE)]
        return [str((await client.post("/sim/customers", json=person)).json()["id"]) for person in people]


async def write_all(desk: Desk, customers: list[str]) -> None:
    """Everybody writes their four messages, one after the other; fifty people at a time."""
    gate = asyncio.Semaphore(50)
    async with httpx.AsyncClient(base_url=desk.simulator_url, timeout=60) as client:

        async def write(customer: str) -> None:
            async with gate:
                for words in WORDS:
                    message = {"type": "text", "text": {"body": words}}
                    (await client.post(f"/sim/customers/{customer}/messages", json=message)).raise_for_status()

        await asyncio.gather(*(write(customer) for customer in customers))


def out_of_order(desk: Desk) -> int:
    rows = desk.sql(
        "SELECT conversation_id, text FROM conversations_message WHERE direction = 'in' ORDER BY conversation_id, id"
    )
    said: dict[int, list[str]] = {}
    for conversation, text in rows:
        said.setdefault(conversation, []).append(text)
    return sum(tuple(texts) != WORDS for texts in said.values())


def answered_twice(desk: Desk) -> int:
    lines = (desk.data / "simulator" / "accepted.jsonl").read_text().splitlines()
    return len([json.loads(line) for line in lines]) - PEOPLE
