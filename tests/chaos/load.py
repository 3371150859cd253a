"""Meta's side of the webhooks: signed, one after the other for each customer, sent again until they are acknowledged.

Whatever got a 2xx is written down; that is what must not be lost.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bench.client import request, text_webhook
from tests.chaos.people import Person

PATIENCE = 10.0  # seconds for an answer
BACKOFF = (0.2, 0.5, 1.0, 2.0, 4.0)
SENDERS = 32
WORDS = (
    "Hi, what treks do you have in Maharashtra?",
    "How much is the 7-Day Maharashtra Explorer?",
    "What is included?",
    "And when does it start?",
    "Is the 5-Day Waterfall Edition good for beginners?",
    "Where do we meet?",
    "What should I pack?",
    "Do you have treks in Karnataka?",
)


@dataclass(slots=True)
class Load:
    """So many messages of these people, in bursts. `pace` is messages a second at most (0: as fast as it goes)."""

    people: list[Person]
    messages: int
    port: int
    secret: str
    journal: Path
    seed: int
    pace: float = 0.0
    burst: int = 5
    again: float = 0.02  # the share that Meta delivers twice
    acked: int = 0  # of the plan
    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    held: bool = False  # nobody says anything for a moment
    allowed: int = 0  # messages that may be acknowledged by now
    stopped: bool = False
    late: list[bytes] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)  # what else is worth telling

    async def run(self) -> None:
        """Returns when all of it is acknowledged, or after `stopped` when what was begun is."""
        turns, busy = self.turns(), dict[int, list[range]]()
        with open(self.journal, "a", buffering=1) as journal:  # noqa: ASYNC230  a line of a local file
            await asyncio.gather(*(self.sender(turns, busy, journal) for _ in range(SENDERS)))

    def turns(self) -> Iterator[tuple[Person, range]]:
        """Who writes which of their messages next."""
        dice, said, left = random.Random(self.seed), Counter[int](), self.messages
        while left > 0:
            person = self.people[dice.randrange(len(self.people))]
            count = min(left, dice.randint(1, 2 * self.burst - 1))
            yield person, range(said[person.number], said[person.number] + count)
            said[person.number] += count
            left -= count

    async def sender(
        self, turns: Iterator[tuple[Person, range]], busy: dict[int, list[range]], journal: TextIO
    ) -> None:
        """One at a time for each customer: what they write while somebody sends for them is left to that one."""
        line = Line(self.port)
        for person, numbers in turns:
            if person.number in busy:
                busy[person.number].append(numbers)
                continue
            own = busy[person.number] = [numbers]
            while own and not self.stopped:
                numbers = own.pop(0)
                await self.turn(len(numbers))
                for number in numbers:
                    await self.say(line, person, number, journal)
                    self.acked += 1
            del busy[person.number]
            if self.stopped:
                break
        line.close()

    async def knock(self, person: Person) -> None:
        """One message beside the plan, whatever is held or allowed: by what becomes of it one sees that all is well again."""
        line = Line(self.port)
        with open(self.journal, "a", buffering=1) as journal:  # noqa: ASYNC230  a line of a local file
            await self.say(line, person, 0, journal)
        line.close()

    async def turn(self, count: int) -> None:
        """Bursts are spread evenly, and never begun further ahead than allowed."""
        if self.pace:
            await asyncio.sleep(count * SENDERS / self.pace * random.uniform(0.5, 1.5))
        while (self.held or self.acked >= self.allowed) and not self.stopped:  # noqa: ASYNC110  another thread says so
            await asyncio.sleep(0.05)

    async def say(self, line: Line, person: Person, number: int, journal: TextIO) -> None:
        words = WORDS[(person.number + number) % len(WORDS)]
        body = text_webhook(0, words=words, phone=person.phone, user_id=person.user_id)
        body = body.replace(b"wamid.BENCH000000000000", wamid(person.number, number).encode())
        data = request(body, self.secret)
        await self.until_taken(line, data)
        entry = {"wamid": wamid(person.number, number), "customer": person.number, "seq": number, "at": time.time()}
        journal.write(json.dumps(entry) + "\n")
        if random.random() < self.again:
            self.late.append(data)
            del self.late[:-200]
            await self.until_taken(line, random.choice(self.late))

    async def until_taken(self, line: Line, data: bytes) -> None:
        for attempt in range(100_000):
            started = time.monotonic()
            try:
                status = await line.ask(data)
            except (OSError, EOFError, TimeoutError, ValueError) as error:
                line.close()
                status, kind = 0, type(error).__name__
            self.slowest = max(self.slowest, time.monotonic() - started)
            self.statuses[str(status or kind)] += 1
            if 200 <= status < 300:
                return
            await asyncio.sleep(BACKOFF[min(attempt, len(BACKOFF) - 1)] * random.uniform(0.5, 1.5))


def wamid(person: int, number: int) -> str:
    return f"wamid.CHAOS.{person:07d}.{number:06d}"


class Line:
    """One kept connection to the web process."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, data: bytes) -> int:
        """The status of the answer. Raises OSError, EOFError or TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            if self.ends is None:
                self.ends = await asyncio.open_connection("127.0.0.1", self.port)
            reader, writer = self.ends
            writer.write(data)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
            if size := int(length.split(b":")[1]):
                await reader.readexactly(size)
        return int(head[9:12])

    def close(self) -> None:
        if self.ends:
            self.ends[1].close()
        self.ends = None
