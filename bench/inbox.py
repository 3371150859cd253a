"""The inbox with 10,000 conversations: the server's time, the bytes of its page, and how soon a press is on the screen.

The machine is used by the browser too. Beside the time waited stands what the web process itself worked.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import httpx
import psutil
from playwright.sync_api import Page, Response, sync_playwright

from bench.board import signed_in
from bench.report import Row, percentile
from tests.conftest import CHROMIUM, chromium_path
from tests.desk import ROOT, Desk

COUNT = 10_000
LONG = 5_000  # messages of one conversation
TIMES = 40
PRESSES = 20
SERVER, PAINT = 60.0, 100.0  # milliseconds
ALL, SCRIPTS = 150.0, 40.0  # kilobytes over the wire
PAGES = {
    "inbox": "/inbox",
    "inbox, needs reply": "/inbox?view=needs",
    "inbox, list alone": "/inbox/list?view=open",
    "inbox, a word searched": "/inbox?q=seats",
    "inbox, filtered by stage and owner": "/inbox?stage=interested&owner=me",
    "command bar": "/commands?q=priya",
}

# From the press to the frame after the change: what a person sees, by the browser's own clock.
PRESSED = """({ press, submit, at, text }) => new Promise((done) => {
  const began = performance.now();
  const there = () => (text ? document.querySelector(at)?.textContent.includes(text) : document.querySelector(at));
  const look = () => (there() ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - began))) : requestAnimationFrame(look));
  submit ? document.querySelector(submit).requestSubmit() : document.querySelector(press).click();
  requestAnimationFrame(look);
})"""


def measure(desk: Desk) -> Iterator[Row]:
    command = [sys.executable, "-m", "cairn.console.main", "demo", "--leads", str(COUNT)]
    subprocess.run(command, env=desk.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    talk = lengthened(desk)
    with closing(signed_in(desk)) as client:
        for name, path in PAGES.items():
            yield served(desk, client, f"{name} p95, {COUNT:,} conversations", path)
        yield served(desk, client, f"a thread of {LONG:,} messages p95", f"/inbox/{talk}")
    yield inserted(desk)
    with browser(desk) as page:
        yield from weighed(desk, page)
        yield from pressed(desk, page)


def lengthened(desk: Desk) -> int:
    """Somebody who wrote and got answers for months."""
    talk = int(desk.sql("SELECT id FROM conversations_conversation ORDER BY last_message_at DESC LIMIT 1")[0][0])
    desk.sql(
        "INSERT INTO conversations_message (conversation_id, channel_id, direction, author, type, text, content, status, at, "
        "created_at, reply_to, handled_at, reactions, callback, sources, attempts, error) "
        "SELECT c.id, c.channel_id, CASE n %% 2 WHEN 0 THEN 'in' ELSE 'out' END, CASE n %% 2 WHEN 0 THEN 'customer' ELSE 'staff' END, "
        "'text', 'Message number ' || n, '{}', CASE n %% 2 WHEN 0 THEN 'received' ELSE 'read' END, "
        "now() - make_interval(mins => n), now(), '', now(), '{}', gen_random_uuid(), '[]', 0, '' "
        "FROM conversations_conversation c, generate_series(1, %s) n WHERE c.id = %s",
        LONG,
        talk,
    )
    return talk


def served(desk: Desk, client: httpx.Client, name: str, path: str) -> Row:
    web = psutil.Process(desk.processes["web"].pid)
    took, before = [], 0.0
    for number in range(TIMES + 3):
        if number == 3:  # the first fill caches
            before = sum(web.cpu_times()[:2])
        began = time.perf_counter()
        assert client.get(path).status_code == 200, path
        took.append((time.perf_counter() - began) * 1000)
    worked = (sum(web.cpu_times()[:2]) - before) / TIMES * 1000
    value = percentile(sorted(took[3:]), 0.95)
    middle = percentile(sorted(took[3:]), 0.5)
    return Row(name, value, "ms", SERVER, f"middle {middle:.0f}, web process {worked:.0f} ms a page", value <= SERVER)


def inserted(desk: Desk) -> Row:
    """What the index of words costs a message: the same thousand, with it and without."""
    insert = (
        "INSERT INTO conversations_message (conversation_id, channel_id, direction, author, type, text, content, status, at, "
        "created_at, reply_to, reactions, callback, sources, attempts, error) SELECT (SELECT min(id) FROM conversations_conversation), "
        "(SELECT min(id) FROM conversations_channel), 'in', 'customer', 'text', 'Do you have seats on ' || md5(n::text) || ' in December?', "
        "'{}', 'received', now(), now(), '', '{}', gen_random_uuid(), '[]', 0, '' FROM generate_series(1, 2000) n"
    )
    build = "CREATE INDEX message_words ON conversations_message USING gin (to_tsvector('simple'::regconfig, coalesce(text, '')))"

    def each() -> float:
        began = time.perf_counter()
        desk.sql(insert)
        return (time.perf_counter() - began) / 2000 * 1000

    with_it = min(each() for _ in range(3))
    desk.sql("DROP INDEX message_words")
    without = min(each() for _ in range(3))
    desk.sql(build)
    return Row(
        "the index of words, a message",
        with_it - without,
        "ms",
        0.5,
        f"{with_it:.3f} with, {without:.3f} without",
        with_it - without < 0.5,
    )


@contextmanager
def browser(desk: Desk) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM))
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{desk.url}/sign-in")
        page.get_by_label("E-mail").fill(desk.email)
        page.get_by_label("Password").fill(desk.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/inbox")
        yield page
        chromium.close()


def weighed(desk: Desk, page: Page) -> Iterator[Row]:
    """All that a browser with nothing kept fetches for the inbox, as it travels."""
    sizes: dict[str, int] = {}

    def heard(response: Response) -> None:
        if response.request.resource_type != "fetch" and "/live" not in response.url:
            sizes[response.url] = int(response.headers.get("content-length", 0))

    page.on("response", heard)
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(f"{desk.url}/inbox")
    page.wait_for_timeout(1500)
    page.remove_listener("response", heard)
    with httpx.Client(cookies={c["name"]: c["value"] for c in page.context.cookies()}, timeout=30) as client:  # type: ignore[typeddict-item]
        for url in sizes:
            if not url.endswith((".wav", ".png")):
                with client.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
                    sizes[url] = sum(len(part) for part in answer.iter_raw())
    scripts = sum(size for url, size in sizes.items() if ".js" in url) / 1000
    whole = sum(sizes.values()) / 1000
    yield Row("bytes of the inbox, all together", whole, "kB", ALL, f"{len(sizes)} files, packed", whole < ALL)
    yield Row("bytes of its scripts", scripts, "kB", SCRIPTS, "packed", scripts < SCRIPTS)


def pressed(desk: Desk, page: Page) -> Iterator[Row]:
    page.goto(f"{desk.url}/inbox?sort=new")
    rows = page.locator(".list .row").evaluate_all("rows => rows.map(row => row.id.split('-')[1])")[:PRESSES]

    def opens(number: str) -> float:
        wanted = {"press": f"#conversation-{number} a", "at": f"#main[data-talk='{number}']"}
        return float(page.evaluate(PRESSED, wanted))

    def chooses(number: str) -> float:
        wanted = {"press": f"#conversation-{number} a", "at": f"#conversation-{number}[aria-current]"}
        took = float(page.evaluate(PRESSED, wanted))
        page.wait_for_selector(f"#main[data-talk='{number}']")
        return took

    yield seen("choosing a row, press to paint", chooses, rows)
    yield seen("opening a conversation, press to its words", opens, rows[::-1])

    def sends(number: str) -> float:
        page.locator(f"#conversation-{number} a").click()
        page.wait_for_selector(f"#say-{number}")
        page.locator("label", has_text="Note").click()
        page.locator("reply-box textarea").fill(f"Seen {number}")
        return float(page.evaluate(PRESSED, {"submit": f"#say-{number}", "at": "#messages", "text": f"Seen {number}"}))

    yield seen("sending a note, press to it in the thread", sends, rows)


def seen(name: str, press: Callable[[str], float], rows: list[str]) -> Row:
    took = sorted([press(row) for row in rows][2:])
    value = percentile(took, 0.95)
    return Row(f"{name} p95", value, "ms", PAINT, f"middle {percentile(took, 0.5):.0f}", value <= PAINT)
