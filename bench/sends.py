"""Replies a second from `queued` to accepted, with one worker; beside them, the same requests by a bare client."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx

from bench.report import Row
from bench.timers import python
from tests.desk import Desk

EACH = 2  # to every customer
THREADS = 4  # as many as the worker sends with
LEAST = 100.0  # a second; Meta's standard number takes 80
QUEUE = """
INSERT INTO conversations_message (conversation_id, channel_id, direction, author, type, text, content, status, at, created_at,
    reply_to, reactions, callback, sources, attempts, error)
SELECT id, channel_id, 'out', 'staff', 'text', 'See you on Saturday at six.', '{}', 'queued', now(), now(), '', '{}',
    gen_random_uuid(), '[]', 0, '' FROM conversations_conversation, generate_series(1, %s)
"""
# Meta's upgraded pace, so that Cairn is measured and not the pace it keeps.
FASTER = "UPDATE conversations_channel SET pace = 1000, health = jsonb_set(coalesce(health, '{}'), '{throughput}', '{\"level\": \"HIGH\"}')"
WAKE = """
import django; django.setup()
from cairn.conversations.models import Conversation
from cairn.lib import later
later.wake_each("deliver", "conversation", list(Conversation.objects.values_list("pk", flat=True)))
"""
LEFT = "SELECT count(*) FROM conversations_message WHERE status IN ('queued', 'sending')"


def measure(desk: Desk, phones: list[str]) -> Iterator[Row]:
    limit = bare(desk, phones)
    desk.sql(FASTER)
    desk.sql(QUEUE, EACH)
    count = desk.sql(LEFT)[0][0]
    child = python(desk, WAKE)
    started = first(desk, count)
    while (left := desk.sql(LEFT)[0][0]) and time.perf_counter() - started < 60:
        time.sleep(0.1)
    rate = (count - left) / (time.perf_counter() - started)
    child.wait(30)
    beside = f"bare client with {THREADS} lines {limit:,.0f}/s; at least {LEAST:.0f}/s"
    yield Row("sends/s", rate, "/s", limit, beside, rate >= LEAST and not left)


def first(desk: Desk, count: int) -> float:
    """The moment at which sending begins; starting Python is not counted."""
    end = time.perf_counter() + 30
    while desk.sql(LEFT)[0][0] == count and time.perf_counter() < end:
        time.sleep(0.02)
    return time.perf_counter()


def bare(desk: Desk, phones: list[str]) -> float:
    """What the simulator and an HTTP client make of the same requests, without any rows."""
    address = f"{desk.simulator_url}/v25.0/106540352242922/messages"
    headers = {"Authorization": "Bearer simulator-token"}

    def send(phone: str) -> int:
        body = {"messaging_product": "whatsapp", "to": phone, "type": "text", "text": {"body": "Hi"}}
        return client.post(address, json=body, headers=headers).status_code

    with httpx.Client(timeout=30) as client, ThreadPoolExecutor(THREADS) as lines:
        started = time.perf_counter()
        taken = sum(status == 200 for status in lines.map(send, phones * EACH))
    return taken / (time.perf_counter() - started)
