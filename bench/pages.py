"""Server time of the pages people live on, with 100,000 leads and a million messages (or what BENCH_LEADS says)."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import closing

import httpx

from bench import history
from bench.report import Row, at_most, percentile
from tests.desk import Desk

LEADS = int(os.environ.get("BENCH_LEADS", "100000"))
TIMES = 40
LIMIT = 100.0  # milliseconds
PAGES = {
    "inbox": "/inbox/list",
    "inbox, mine": "/inbox/list?view=mine",
    "inbox, searched": "/inbox/list?q=priya",
    "today": "/tasks/queue",
    "leads": "/leads",
    "leads, by score and stage": "/leads?stage=interested&sort=score",
    "one lead": "/leads/{lead}",
    "one thread": "/inbox/{conversation}",
}


def measure(desk: Desk) -> Iterator[Row]:
    history.fill(desk, LEADS * 10)
    lead, conversation = desk.sql("SELECT id, conversation_id FROM leads_lead ORDER BY score DESC, id LIMIT 1")[0]
    with closing(signed_in(desk)) as client:
        for name, address in PAGES.items():
            times = list(timed(client, address.format(lead=lead, conversation=conversation)))
            yield at_most(f"{name} p95", percentile(times, 0.95), "ms", LIMIT, f"{LEADS:,} leads")


def signed_in(desk: Desk) -> httpx.Client:
    client = httpx.Client(base_url=desk.url, follow_redirects=True, timeout=30)
    form = client.get("/sign-in").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    client.post(
        "/sign-in", data={"username": desk.email, "password": desk.password, "csrfmiddlewaretoken": token[1]},
        headers={"Referer": f"{desk.url}/sign-in"},
    )  # fmt: skip
    return client


def timed(client: httpx.Client, address: str) -> Iterator[float]:
    """Milliseconds a request, the first two left out: they fill caches."""
    for number in range(TIMES + 2):
        began = time.perf_counter()
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        if number > 1:
            yield (time.perf_counter() - began) * 1000
