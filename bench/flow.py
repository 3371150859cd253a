"""From a webhook to the lead, to the reply at Graph, and to an open browser."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import psycopg
from playwright.sync_api import Page, sync_playwright

from bench.report import Row, percentile
from tests.conftest import CHROMIUM, chromium_path
from tests.desk import Desk, wait_for

COUNT, SHOWN = 40, 20
QUESTION = "Hi, I'm interested in trekking in Maharashtra. What options do you have? ({})"


def measure(desk: Desk) -> Iterator[Row]:
    quiet = float(desk.environment["ASSISTANT_QUIET"]) * 1000
    with psycopg.connect(desk.environment["DATABASE_URL"], autocommit=True) as listener:
        listener.execute("LISTEN cairn_live")
        warm_up(desk)
        started = {}
        leads = [one_lead(desk, listener, number, started) for number in range(COUNT)]
    yield row("webhook to lead visible p95", percentile(leads, 0.95), 100)
    replies = wait_for(lambda: reply_times(desk, started), 30, "all replies")
    yield row("webhook to reply at Graph p95, beyond quiet", percentile(replies, 0.95) - quiet, 150)
    shown = in_browser(desk)
    yield row("webhook to open browser p95", percentile(shown, 0.95), 300)


def row(name: str, value: float, limit: float) -> Row:
    return Row(name, value, "ms", limit, f"at most {limit:.0f} ms", value <= limit)


def warm_up(desk: Desk) -> None:
    customer = desk.customer("Warm Up", "+919000000001")
    desk.says(customer, QUESTION.format("warm"))
    wait_for(lambda: desk.replies(customer), 20, "first reply")


def one_lead(desk: Desk, listener: psycopg.Connection, number: int, started: dict[str, float]) -> float:
    """Milliseconds from the message on the phone to the announcement of its lead, which follows the commit."""
    phone = f"+9191000{number:05d}"
    customer = desk.customer(f"Customer {number}", phone)
    drain(listener)
    started[phone.lstrip("+")] = time.time()
    began = time.perf_counter()
    desk.says(customer, QUESTION.format(number))
    for notice in listener.notifies(timeout=10):
        if notice.payload.startswith("lead-"):
            break
    took = (time.perf_counter() - began) * 1000
    time.sleep(0.25)
    return took


def drain(listener: psycopg.Connection) -> None:
    for _ in listener.notifies(timeout=0.02):
        pass


def reply_times(desk: Desk, started: dict[str, float]) -> list[float]:
    """From the message to the moment the simulator took the reply; empty while some are missing."""
    found: dict[str, float] = {}
    for line in (desk.data / "simulator" / "accepted.jsonl").read_text().splitlines():
        accepted: dict[str, Any] = json.loads(line)
        person = str(accepted["to"]).lstrip("+")
        if person in started:
            found.setdefault(person, (float(accepted["at"]) - started[person]) * 1000)
    return list(found.values()) if len(found) == len(started) else []


WATCH = """() => { window.seen = {}; new MutationObserver(() => {
  for (const found of document.body.innerText.matchAll(/\\(live (\\d+)\\)/g)) window.seen[found[1]] ??= Date.now();
}).observe(document.body, {subtree: true, childList: true, characterData: true}) }"""


def in_browser(desk: Desk, count: int = SHOWN) -> list[float]:
    """From the message on the phone to its words in an open inbox, in milliseconds."""
    customer = desk.customer("Live Customer", "+919000000002")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        sign_in(page, desk)
        page.evaluate(WATCH)
        times = {str(number): send(desk, customer, number) for number in range(count)}
        # Not wait_for_function: the page's content policy refuses to evaluate strings.
        wait_for(lambda: page.evaluate(f"'{count - 1}' in window.seen"), 10, "the last message on the page")
        seen: dict[str, float] = page.evaluate("window.seen")
        browser.close()
    return [seen[number] - at for number, at in times.items() if number in seen]


def send(desk: Desk, customer: str, number: int) -> float:
    at = time.time() * 1000
    desk.says(customer, f"thanks (live {number})")
    time.sleep(1.3)  # after the reply and its receipts: a region fetches itself at most every quarter of a second
    return at


def sign_in(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/sign-in")
    page.fill("input[name=username]", desk.email)
    page.fill("input[name=password]", desk.password)
    page.click("button[type=submit]")
    page.wait_for_url("**/inbox**")
    page.wait_for_timeout(1500)
