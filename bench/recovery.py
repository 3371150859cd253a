"""A worker is killed in the middle of its work: how long until everybody who wrote just before has a reply.

It is started again after the pause of the supervisor (0.4 s for a first death). What died between the commit of `sending`
and the request is left for a person by design, and counted.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator

from bench.report import Row, at_most, percentile, told
from tests.desk import Desk

TIMES, PEOPLE = 10, 3
PAUSE = 0.4  # seconds
LIMIT = 10.0
WORDS = "What does the 7-Day Maharashtra Explorer cost?"
OPEN = """
SELECT count(*) FROM conversations_conversation v JOIN conversations_contact c ON c.id = v.contact_id WHERE c.phone = ANY(%s)
AND v.waiting_since IS NULL AND NOT EXISTS (
    SELECT 1 FROM conversations_message m WHERE m.conversation_id = v.id AND m.status IN ('queued', 'accepted'))
"""


def measure(desk: Desk) -> Iterator[Row]:
    chance = random.Random(7)
    took = [killed(desk, number, chance.uniform(0.1, 0.9)) for number in range(TIMES)]
    beside = f"{TIMES} kills, {PEOPLE} customers each; the start of the process is in it"
    yield at_most("recovery after SIGKILL of the only worker p95", percentile(took, 0.95), "s", LIMIT, beside)
    yield told("the same, p50", percentile(took, 0.5), "s")
    desk.start("work 2")
    time.sleep(4)
    both = [killed(desk, TIMES + number, chance.uniform(0.1, 0.9)) for number in range(TIMES)]
    yield at_most("the same with a second worker alive p95", percentile(both, 0.95), "s", LIMIT, f"{TIMES} kills")
    left = desk.sql("SELECT count(*) FROM conversations_message WHERE status IN ('sending', 'unknown')")[0][0]
    yield told("replies left for a person to look at", left, "", "killed between `sending` and the request")
    yield Row("customers answered twice", twice(desk), "", None, "must be 0", twice(desk) == 0)


def killed(desk: Desk, number: int, moment: float) -> float:
    """Seconds from the kill until everybody of this round is settled, less the rest of the quiet time that they had."""
    phones = [f"+9196{number:03d}{n:05d}" for n in range(PEOPLE)]
    customers = [desk.customer(f"Customer {phone}", phone) for phone in phones]
    for customer in customers:
        desk.says(customer, WORDS)
    time.sleep(moment)
    desk.kill("work")
    died = time.perf_counter()
    time.sleep(PAUSE)
    desk.start("work")
    while desk.sql(OPEN, phones)[0][0] < PEOPLE:
        assert time.perf_counter() - died < 90, "never recovered"
        time.sleep(0.05)
    took = time.perf_counter() - died
    time.sleep(max(0.0, 4 - took))  # the new one is warm before it is killed
    return took


def twice(desk: Desk) -> int:
    replies: dict[str, int] = {}
    for line in (desk.data / "simulator" / "accepted.jsonl").read_text().splitlines():
        person = str(json.loads(line)["customer_id"])
        replies[person] = replies.get(person, 0) + 1
    return sum(count > 1 for count in replies.values())
