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

from cairn.journal.spool import Spool, Spooled, SpoolFull

log = logging.getLogger("cairn.webhooks")

# One statement: the bodies and, if any was new, the job that files them. Either both are there or neither.
STORE: LiteralString = """
WITH stored AS (
    INSERT INTO journal_entry (source, body, sha256, received_at, state, attempts, error)
    SELECT 'whatsapp', body, sha256, received_at, 'new', 0, ''
    FROM unnest(%s::bytea[], %s::bytea[], %s::timestamptz[]) AS t(body, sha256, received_at)
    ON CONFLICT (sha256) DO NOTHING
    RETURNING id
)
SELECT procrastinate_defer_jobs_v1(ARRAY[
    ROW('interactive', 'cairn.jobs.file', 0, NULL, NULL, '{}'::jsonb, NULL)::procrastinate_job_to_defer_v1
]) FROM (SELECT 1 FROM stored LIMIT 1) AS anything
"""
BATCH = 500
PATIENCE = 1.0  # seconds a commit may take before the spool takes over; Meta wants an answer within one or two
RETRY = 1.0  # seconds between attempts to empty the spool


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
        self.url = url
        self.spool = spool
        self.arrived: list[Waiting] = []
        self.wanted = asyncio.Event()
        self.database: psycopg.AsyncConnection | None = None
        self.away_until = 0.0

    async def put(self, body: bytes) -> None:
        """Return once `body` is durable. Raises Unstorable when it can't be made so."""
        waiting = Waiting(body, datetime.now(UTC), asyncio.get_running_loop().create_future())
        self.arrived.append(waiting)
        self.wanted.set()
        await waiting.done

    async def run(self) -> None:
        """Commit group after group; empty the spool as soon as the database is back."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.wanted.wait(), RETRY)
            self.wanted.clear()
            while self.arrived:
                group, self.arrived = self.arrived[:BATCH], self.arrived[BATCH:]
                await self._store(group)
            if self.spool.size():
                await self._replay()

    async def _store(self, group: list[Waiting]) -> None:
        """Older webhooks first: what waits in the spool goes into the journal before anything newer."""
        stored = await self._replay() and await self._commit([(one.body, one.received_at) for one in group])
        for one in group:
            error = None if stored else await self._keep(one)
            if not one.done.done():
                one.done.set_exception(error) if error else one.done.set_result(None)

    async def _keep(self, one: Waiting) -> Unstorable | None:
        try:
            await asyncio.to_thread(self.spool.put, one.body, one.received_at)
        except (OSError, SpoolFull) as error:
            log.error("webhook refused: database away and spool unusable (%s)", type(error).__name__)
            return Unstorable()
        return None

    async def _replay(self) -> bool:
        """Move the spool into the journal. True when nothing older waits any more."""
        while self.spool.size():
            spooled: list[Spooled] = await asyncio.to_thread(self.spool.waiting)
            if not await self._commit([(one.body, one.received_at) for one in spooled]):
                return False
            await asyncio.to_thread(self.spool.done, spooled)
            log.info("replayed spooled webhooks=%d", len(spooled))
        return True

    async def _commit(self, items: list[tuple[bytes, datetime]]) -> bool:
        loop = asyncio.get_running_loop()
        if loop.time() < self.away_until:
            return False
        try:
            async with asyncio.timeout(PATIENCE if self.database else PATIENCE * 2):
                await self._insert(items)
        except (psycopg.Error, OSError, TimeoutError) as error:
            log.warning("journal not reachable (%s), webhooks go to the spool", type(error).__name__)
            self.away_until = loop.time() + RETRY / 2
            await self.close()
            return False
        return True

    async def _insert(self, items: list[tuple[bytes, datetime]]) -> None:
        if self.database is None:
            self.database = await psycopg.AsyncConnection.connect(
                self.url, autocommit=True, connect_timeout=2, options="-c statement_timeout=5s"
            )
        bodies = [body for body, _ in items]
        hashes = [hashlib.sha256(body).digest() for body in bodies]
        await self.database.execute(STORE, [bodies, hashes, [at for _, at in items]], prepare=True)

    async def close(self) -> None:
        database, self.database = self.database, None
        if database is not None:
            with suppress(psycopg.Error, OSError):
                await database.close()
