"""Live screens: a change names what it touched, every web process hears it, every open tab fetches anew.

Only names travel (`inbox`, `conversation-7`), never data: the fetch that follows checks permission again.
NOTIFY is delivered when, and only when, the transaction commits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import psycopg
from django.db import connection

CHANNEL = "cairn_live"
RESYNC = "resync"
BACKLOG = 200  # names that a tab may lag behind
# A half-open connection must not wait for ever.
KEEPALIVE: Final[dict[str, Any]] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10000,
}
log = logging.getLogger("cairn.live")


def announce(*names: str) -> None:
    """Tell every open screen, once the current transaction commits, that these names changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, name) FROM unnest(%s::text[]) AS name", [CHANNEL, list(names)])


class Fanout:
    """One LISTEN connection of a process, shared by all of its open streams."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.queues: set[asyncio.Queue[str]] = set()

    async def run(self) -> None:
        """Listen for ever. After each (re)connection everybody is told to resync: something may have been missed."""
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                log.warning("live updates interrupted: %s", type(error).__name__)
                await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            self.url, autocommit=True, connect_timeout=5, **KEEPALIVE
        ) as database:
            await database.execute(f"LISTEN {CHANNEL}")
            self.publish(RESYNC)
            async for notice in database.notifies():
                self.publish(notice.payload)

    def publish(self, name: str) -> None:
        for queue in self.queues:
            queue.put_nowait(RESYNC if relieved(queue) else name)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[asyncio.Queue[str]]:
        queue: asyncio.Queue[str] = asyncio.Queue()
        self.queues.add(queue)
        try:
            yield queue
        finally:
            self.queues.discard(queue)


def relieved(queue: asyncio.Queue[str]) -> bool:
    """Empty the queue of a tab that can't keep up: it fetches everything once instead of missing something."""
    if queue.qsize() < BACKLOG:
        return False
    while not queue.empty():
        queue.get_nowait()
    return True
