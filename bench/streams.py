"""Two hundred open dashboards: from a webhook to the name in each stream, and to the words in a real browser among them."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx

from bench import flow
from bench.client import request, text_webhook
from bench.report import Row, at_most, percentile, told
from tests.desk import SECRET, Desk

OPEN, COUNT = 200, 20
STREAM, BROWSER = 500.0, 1000.0  # milliseconds
TALK = "SELECT v.id FROM conversations_conversation v JOIN conversations_contact c ON c.id = v.contact_id WHERE c.phone LIKE '%%9000009'"
USED = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'cairn' AND pid <> pg_backend_pid()"


class Tabs:
    """Open streams in one thread: when each heard the name that counts now."""

    def __init__(self, desk: Desk, cookie: str) -> None:
        self.desk, self.cookie = desk, cookie
        self.name, self.heard, self.ready = b"", dict[int, float](), 0
        self.everybody = asyncio.Event()

    async def run(self, number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.desk.port)
        writer.write(f"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n\r\n".encode())
        with suppress(ConnectionError):
            while line := await reader.readline():
                self.take(number, line)

    def take(self, number: int, line: bytes) -> None:
        if line.startswith(b"event: resync"):
            self.ready += 1
        elif line.strip() == self.name:
            self.heard.setdefault(number, time.perf_counter())
            if len(self.heard) == OPEN:
                self.everybody.set()


def measure(desk: Desk) -> Iterator[Row]:
    before = desk.sql(USED)[0][0]
    took, used, shown = asyncio.run(watched(desk))
    yield at_most(f"webhook to the name in {OPEN} streams p50", percentile(took, 0.5), "ms", STREAM)
    yield at_most(f"webhook to the name in {OPEN} streams p99", percentile(took, 0.99), "ms", STREAM)
    beside = "filed, announced, fetched and drawn"
    yield at_most(f"webhook to browser p95, {OPEN} streams open", percentile(shown, 0.95), "ms", BROWSER, beside)
    yield told(
        "connections to Postgres more than before",
        used - before,
        "",
        "the pool of the web process, at most 12; a stream holds none",
    )


async def watched(desk: Desk) -> tuple[list[float], int, list[float]]:
    tabs = Tabs(desk, session(desk))
    tasks = [asyncio.create_task(tabs.run(number)) for number in range(OPEN)]
    end = time.perf_counter() + 60
    while tabs.ready < OPEN:
        assert time.perf_counter() < end, f"only {tabs.ready} of {OPEN} streams opened"
        await asyncio.sleep(0.1)
    await send(desk, 0)
    await asyncio.sleep(3)
    talk = desk.sql(TALK)[0][0]
    tabs.name = f"event: conversation-{talk}".encode()
    took = [value for number in range(1, COUNT + 1) for value in await one(desk, tabs, number)]
    used = desk.sql(USED)[0][0]
    shown = await asyncio.to_thread(flow.in_browser, desk, COUNT)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return took, used, shown


async def one(desk: Desk, tabs: Tabs, number: int) -> list[float]:
    """Milliseconds until each tab heard of this message."""
    tabs.heard, tabs.everybody = {}, asyncio.Event()
    began = time.perf_counter()
    await send(desk, number)
    await asyncio.wait_for(tabs.everybody.wait(), 20)
    await asyncio.sleep(1.5)  # the reply and its receipts
    return [(at - began) * 1000 for at in tabs.heard.values()]


async def send(desk: Desk, number: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", desk.port)
    writer.write(request(text_webhook(20_000_000 + number, person=9_000_009, words=f"Thanks ({number})"), SECRET))
    assert b" 200 " in await reader.readline()
    writer.close()


def session(desk: Desk) -> str:
    """The cookie of somebody signed in."""
    with httpx.Client(base_url=desk.url, timeout=30) as client:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/sign-in").text)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "username": desk.email, "password": desk.password}
        assert client.post("/sign-in", data=form).status_code == 302
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())
