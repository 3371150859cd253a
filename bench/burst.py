"""Two thousand messages of five hundred customers at once, with one worker process.

The webhooks are made beforehand and posted straight to Cairn, so that the load costs next to nothing on the same two
cores; WhatsApp's side is the simulator, to which every customer has written before (its webhooks went to a sink), so that
the window is open for the replies.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import psycopg

from bench import sends
from bench.client import flood, request, text_webhook
from bench.report import Row
from tests.desk import SECRET, Desk, wait_for

PEOPLE, EACH = 500, 4
WORDS = (
    "Hi, what treks do you have in Maharashtra?",
    "How much is the 7-Day Maharashtra Explorer?",
    "What is included?",
    "And when does it start?",
)
FILED = "SELECT count(*) FROM conversations_message WHERE direction = 'in'"
ANSWERED = """
SELECT count(DISTINCT conversation_id) FROM conversations_message
WHERE direction = 'out' AND wamid IS NOT NULL
  AND conversation_id IN (SELECT id FROM conversations_conversation WHERE waiting_since IS NULL)
"""


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    phone: str
    user_id: str


def measure(desk: Desk) -> Iterator[Row]:
    customers = open_windows(desk)
    bodies = [
        text_webhook(n * EACH + place, words=words, phone=one.phone, user_id=one.user_id)
        for place, words in enumerate(WORDS)
        for n, one in enumerate(customers)
    ]
    started = time.perf_counter()
    taken = asyncio.run(flood(desk.port, [request(body, SECRET) for body in bodies]))
    assert taken.statuses == {200: PEOPLE * EACH}, taken.statuses
    filed = PEOPLE * EACH / until(desk, started, FILED, PEOPLE * EACH)
    yield Row("burst: messages filed/s", filed, "/s", 150, "at least 150/s", filed >= 150)
    answered = PEOPLE * EACH / until(desk, started, ANSWERED, PEOPLE)
    yield Row("burst: messages answered/s (four to a reply)", answered, "/s", 60, "at least 60/s", answered >= 60)
    wrong, twice = out_of_order(desk), answered_twice(desk)
    yield Row("burst: customers whose order was lost", wrong, "", None, "none", wrong == 0)
    yield Row("burst: customers answered in two parts", twice, "", None, "who waited over ten seconds", True)
    yield from sends.measure(desk, [one.phone for one in customers])


def open_windows(desk: Desk, people: int = PEOPLE) -> list[Customer]:
    """Everybody writes to the simulator once, which tells a sink; then it is told where Cairn is."""
    desk.kill("simulator")
    with sink() as url:
        desk.environment["SIMULATOR_WEBHOOK_URL"] = url
        desk.start("simulator")
        desk.ready()
        customers = asyncio.run(write_once(desk, people))
        wait_for(lambda: httpx.get(f"{desk.simulator_url}/sim").json()["waiting_webhooks"] == 0, 60, "the sink")
    desk.kill("simulator")
    del desk.environment["SIMULATOR_WEBHOOK_URL"]
    desk.start("simulator")
    desk.ready()
    return customers


@contextmanager
def sink() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


class Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


async def write_once(desk: Desk, people: int) -> list[Customer]:
    async with httpx.AsyncClient(base_url=desk.simulator_url, timeout=30) as client:
        customers = []
        for n in range(people):
            person = {"name": f"Customer {n}", "phone": f"+9192000{n:05d}", "username": None}
            made = (await client.post("/sim/customers", json=person)).json()
            await client.post(f"/sim/customers/{made['id']}/messages", json={"type": "text", "text": {"body": "Hi"}})
            customers.append(Customer(str(made["id"]), made["wa_id"], made["user_id"]))
        return customers


def until(desk: Desk, started: float, query: str, count: int) -> float:
    """Seconds since `started`; looks four times a second, so that looking costs nothing."""
    with psycopg.connect(desk.environment["DATABASE_URL"], autocommit=True) as database:
        while time.perf_counter() - started < 180:
            if database.execute(query).fetchone()[0] >= count:
                return time.perf_counter() - started
            time.sleep(0.25)
    raise AssertionError(f"not within three minutes: {query}")


def out_of_order(desk: Desk) -> int:
    rows = desk.sql(
        "SELECT conversation_id, text FROM conversations_message WHERE direction = 'in' ORDER BY conversation_id, id"
    )
    said: dict[int, list[str]] = {}
    for conversation, text in rows:
        said.setdefault(conversation, []).append(text)
    return sum(tuple(texts) != WORDS for texts in said.values())


def answered_twice(desk: Desk) -> int:
    """By the simulator's ledger of what it accepted."""
    lines = (desk.data / "simulator" / "accepted.jsonl").read_text().splitlines()
    return sum(count > 1 for count in Counter(json.loads(line)["customer_id"] for line in lines).values())
