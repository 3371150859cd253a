"""One, two and three web and worker processes on one Postgres over TCP: the same burst, and what comes out a second."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator

from bench import burst
from bench.client import flood, request, text_webhook
from bench.report import Row, told
from tests.desk import SECRET, Desk
from tests.fleet import Fleet, fleet

SIZES = (1, 2, 3)
PEOPLE = 300


def measure(desk: Desk) -> Iterator[Row]:
    for name in list(desk.processes):
        desk.kill(name)  # the fleet has the machine to itself
    rates = {}
    for count in SIZES:
        with fleet(count, SIMULATOR_THROUGHPUT="2000", ASSISTANT_QUIET="0.5") as running:
            filed, answered, wrong = load(running)
        rates[count] = answered
        beside = f"{filed:.0f} filed/s; {answered / rates[1]:.2f} of one and one; {os.cpu_count()} cores for all of it"
        yield Row(f"answered/s, {count} web and {count} work", answered, "/s", None, beside, not wrong)
    yield told("lost, answered twice or out of order", 0.0, "", "else the line above says MISS")


def load(running: Fleet) -> tuple[float, float, int]:
    """The burst, a share of it at each web. Gives filed a second, answered a second, customers whose order was lost."""
    customers = burst.open_windows(running, PEOPLE)
    bodies = [
        request(text_webhook(n * burst.EACH + place, words=words, phone=one.phone, user_id=one.user_id), SECRET)
        for place, words in enumerate(burst.WORDS)
        for n, one in enumerate(customers)
    ]
    started = time.perf_counter()
    asyncio.run(everywhere(running, bodies))
    filed = burst.until(running, started, burst.FILED, len(bodies))
    answered = burst.until(running, started, burst.ANSWERED, len(customers))
    return len(bodies) / filed, len(bodies) / answered, burst.out_of_order(running)


async def everywhere(running: Fleet, bodies: list[bytes]) -> None:
    """Each customer's messages go to the webs in turn: the order is the journal's."""
    for place in range(burst.EACH):
        part = bodies[place * PEOPLE : (place + 1) * PEOPLE]
        shares = [part[n :: len(running.ports)] for n in range(len(running.ports))]
        turned = running.ports[place % len(running.ports) :] + running.ports[: place % len(running.ports)]
        taken = await asyncio.gather(*(flood(port, share) for port, share in zip(turned, shares, strict=True)))
        assert sum(one.statuses.get(200, 0) for one in taken) == len(part)
