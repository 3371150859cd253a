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
from psycopg.sql import SQL, Identifier

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


async def listen(url: str, channel: str) -> AsyncIterator[str]:
    """What NOTIFY says on `channel`, for ever; an empty text after each (re)connection, when something may be missed."""
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                url, autocommit=True, connect_timeout=5, **KEEPALIVE
            ) as database:
                await database.execute(SQL("LISTEN {}").format(Identifier(channel)))
                yield ""
                async for notice in database.notifies():
                    yield notice.payload
        except (psycopg.Error, OSError) as error:
            log.warning("listening on %s interrupted: %s", channel, type(error).__name__)
            await asyncio.sleep(0.5)


class Fanout:
    """One LISTEN connection of a process, shared by all of its open streams."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.queues: set[asyncio.Queue[str]] = set()

    async def run(self) -> None:
        """Listen for ever. After each (re)connection everybody is told to resync: something may have been missed."""
        async for name in listen(self.url, CHANNEL):
            self.publish(name or RESYNC)

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
