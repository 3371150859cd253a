"""From the commit of an Event to the name of it in fifty open dashboards, and to the bell one of them fetches."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import httpx

from bench.board import signed_in
from bench.report import Row
from tests.desk import Desk

OPEN = 50
COUNT = 60
LIMIT = 1000.0  # milliseconds
TELL = """
WITH told AS (INSERT INTO journal_event (type, at, actor, data) VALUES ('notification', now(), 'rule', %s::jsonb))
SELECT pg_notify('cairn_live', 'notices')
"""


class Dashboard(threading.Thread):
    """An open tab: its stream, and when it heard of news."""

    def __init__(self, desk: Desk, cookies: httpx.Cookies) -> None:
        super().__init__(daemon=True)
        self.desk, self.cookies = desk, cookies
        self.ready = threading.Event()
        self.heard: list[float] = []

    def run(self) -> None:
        with (
            httpx.Client(cookies=self.cookies, timeout=None) as client,
            client.stream("GET", f"{self.desk.url}/live") as tab,
        ):
            for line in tab.iter_lines():
                self.ready.set()
                if line == "event: notices":
                    self.heard.append(time.perf_counter())


def measure(desk: Desk) -> Iterator[Row]:
    client = signed_in(desk)
    tabs = [Dashboard(desk, client.cookies) for _ in range(OPEN)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        assert tab.ready.wait(30)
    heard, fetched = [], []
    for number in range(COUNT):
        at, took = one(desk, client, tabs, number)
        heard += at
        fetched.append(max(at) + took)
    yield row(f"news, commit to {OPEN} streams p99", heard)
    yield row(f"news, commit to a fetched bell p99, {OPEN} streams", fetched)


def one(desk: Desk, client: httpx.Client, tabs: list[Dashboard], number: int) -> tuple[list[float], float]:
    """Milliseconds until each tab heard, and those that the bell took after the last."""
    before = [len(tab.heard) for tab in tabs]
    desk.sql(TELL, json.dumps({"why": f"News {number}"}))
    committed = time.perf_counter()
    end = committed + 10
    while any(len(tab.heard) == count for tab, count in zip(tabs, before, strict=True)):
        assert time.perf_counter() < end, "a tab heard nothing"
        time.sleep(0.005)
    began = time.perf_counter()
    assert f"News {number}" in client.get("/notifications/bell").text
    took = (time.perf_counter() - began) * 1000
    return [(tab.heard[-1] - committed) * 1000 for tab in tabs], took


def row(name: str, values: list[float]) -> Row:
    value = sorted(values)[int(len(values) * 0.99)]
    return Row(name, value, "ms", LIMIT, f"at most {LIMIT:.0f} ms", value <= LIMIT)
