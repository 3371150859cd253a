"""Make webhooks durable: all that arrived while the last commit ran go into the next one, together."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

import psycopg

from cairn.journal.spool import Spool, SpoolFull
from cairn.lib import failing
from cairn.lib.heart import heart
from cairn.lib.live import KEEPALIVE

log = logging.getLogger("cairn.webhooks")

# One statement: the bodies and, if any was new, the signal to file them, which is given when they are committed.
# The table itself leaves out a body that it knows (EntryOnce).
STORE: LiteralString = """
WITH stored AS (
    INSERT INTO journal_entry (source, body, sha256, received_at, state, attempts, error)
    SELECT 'whatsapp', body, sha256, received_at, 'new', 0, ''
    FROM unnest(%s::bytea[], %s::bytea[], %s::timestamptz[]) AS t(body, sha256, received_at)
    RETURNING id
)
SELECT pg_notify('cairn_file', '') FROM (SELECT 1 FROM stored LIMIT 1) AS anything
"""
BATCH = 500
PATIENCE = 1.0  # seconds a commit may take before the spool takes over; Meta wants an answer within one or two
REPLAY_PATIENCE = 10.0  # nobody waits for these
RETRY = 1.0  # seconds between looks at the spool
PAUSE = 0.5  # seconds without the database after it failed


class Unstorable(Exception):
    """Neither the database nor the spool can store a webhook now."""


@dataclass(slots=True)
class Waiting:
    body: bytes
    received_at: datetime
    done: asyncio.Future[None]


class Store:
    """Stores bodies in the journal by group commit, or in the spool while the database is away."""

    def __init__(self, url: str, spool: Spool) -> None:
        self.journal = Journal(url)
        self.spool = spool
        self.arrived: list[Waiting] = []
        self.wanted = asyncio.Event()

    async def put(self, body: bytes) -> None:
        """Return once `body` is durable. Raises Unstorable when it can't be made so."""
        waiting = Waiting(body, datetime.now(UTC), asyncio.get_running_loop().create_future())
        self.arrived.append(waiting)
        self.wanted.set()
        await waiting.done

    async def run(self) -> None:
        """Commit group after group; empty the spool as soon as the database is back. Nothing ends this but its cancellation."""
        while True:
            heart.beat("intake")
            with suppress(TimeoutError):
                await asyncio.wait_for(self.wanted.wait(), RETRY)
            self.wanted.clear()
            while self.arrived:
                group, self.arrived = self.arrived[:BATCH], self.arrived[BATCH:]
                await self._store(group)
            await self._replay()

    async def close(self) -> None:
        await self.journal.close()

    async def _store(self, group: list[Waiting]) -> None:
        """Older webhooks first: what waits in the spool goes into the journal before anything newer."""
        heart.beat("intake")
        items = [(one.body, one.received_at) for one in group]
        stored = await self._replay() and await self.journal.insert(items, PATIENCE)
        for one in group:
            error = None if stored else await self._keep(one)
            if not one.done.done():
                one.done.set_exception(error) if error else one.done.set_result(None)

    async def _keep(self, one: Waiting) -> Unstorable | None:
        try:
            await asyncio.to_thread(self.spool.put, one.body, one.received_at)
            failing.point("after spooling")
        except (OSError, SpoolFull) as error:
            log.error("webhook refused: database away and spool unusable (%s)", type(error).__name__)
            return Unstorable()
        return None

    async def _replay(self) -> bool:
        """Move the spool into the journal. True when nothing older waits any more."""
        try:
            while not self.spool.empty():
                if self.journal.away or not await self._replay_listed():
                    return False
        except OSError as error:
            log.error("spool unreadable (%s)", type(error).__name__)
            return False
        return True

    async def _replay_listed(self) -> bool:
        batches = self.spool.batches()
        while batch := await asyncio.to_thread(next, batches, None):
            heart.beat("intake")
            if not await self.journal.insert([(one.body, one.received_at) for one in batch], REPLAY_PATIENCE):
                return False
            failing.point("after replaying")
            await asyncio.to_thread(self.spool.done, batch)
            log.info("replayed spooled webhooks=%d", len(batch))
        return True


class Journal:
    """The way into `journal_entry`: one connection, given up as soon as it keeps anybody waiting."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.database: psycopg.AsyncConnection | None = None
        self.away_until = 0.0
        self.abandoned: set[asyncio.Task[None]] = set()

    @property
    def away(self) -> bool:
        return asyncio.get_running_loop().time() < self.away_until

    async def insert(self, items: list[tuple[bytes, datetime]], patience: float) -> bool:
        """Commit `items`; False when that failed or took longer than `patience` seconds (it may still happen: no harm)."""
        if self.away:
            return False
        task = asyncio.create_task(self._insert(items))
        # Not asyncio.timeout: cancelling a statement on a frozen connection takes psycopg ten seconds.
        await asyncio.wait({task}, timeout=patience)
        error = task.exception() if task.done() else TimeoutError()
        if error is None:
            return True
        log.warning("journal not reachable (%s), webhooks go to the spool", type(error).__name__)
        self.away_until = asyncio.get_running_loop().time() + PAUSE
        self._abandon(task)
        return False

    def _abandon(self, task: asyncio.Task[None]) -> None:
        """Leave the connection to whatever it does; the next attempt opens another."""
        for left in (task, asyncio.create_task(self.close())):
            self.abandoned.add(left)
            left.add_done_callback(self._forget)
        task.cancel()

    def _forget(self, task: asyncio.Task[None]) -> None:
        self.abandoned.discard(task)
        if not task.cancelled():
            task.exception()

    async def _insert(self, items: list[tuple[bytes, datetime]]) -> None:
        database = self.database or await connect(self.url)
        self.database = database
        bodies = [body for body, _ in items]
        hashes = [hashlib.sha256(body).digest() for body in bodies]
        failing.point("before storing")
        await database.execute(STORE, [bodies, hashes, [at for _, at in items]], prepare=True)
        failing.point("after storing")

    async def close(self) -> None:
        database, self.database = self.database, None
        if database is not None:
            with suppress(psycopg.Error, OSError):
                await database.close()


async def connect(url: str) -> psycopg.AsyncConnection:
    return await psycopg.AsyncConnection.connect(
        url, autocommit=True, connect_timeout=2, options="-c statement_timeout=15s", **KEEPALIVE
    )
