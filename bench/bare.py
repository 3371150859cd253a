"""The limit for intake: the least ASGI app that checks the HMAC and commits the same insert, in groups, and nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
from datetime import UTC, datetime
from typing import Any

import psycopg
import uvicorn

INSERT = """
INSERT INTO bench_entry (source, body, sha256, received_at, state, attempts, error)
SELECT 'whatsapp', body, sha256, received_at, 'new', 0, ''
FROM unnest(%s::bytea[], %s::bytea[], %s::timestamptz[]) AS t(body, sha256, received_at)
ON CONFLICT (sha256) DO NOTHING
"""
SECRET = os.environ.get("BENCH_SECRET", "").encode()
arrived: list[tuple[bytes, asyncio.Future[None]]] = []
wanted = asyncio.Event()


async def commit_for_ever() -> None:
    database = await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"], autocommit=True)
    while True:
        await wanted.wait()
        wanted.clear()
        while arrived:
            group = arrived[:500]
            del arrived[:500]
            bodies = [body for body, _ in group]
            hashes = [hashlib.sha256(body).digest() for body in bodies]
            await database.execute(INSERT, [bodies, hashes, [datetime.now(UTC)] * len(group)], prepare=True)
            for _, done in group:
                done.set_result(None)


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        task = asyncio.create_task(commit_for_ever())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        task.cancel()
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = (await receive())["body"]
    given = dict(scope["headers"])[b"x-hub-signature-256"]
    if not hmac.compare_digest(b"sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest().encode(), given):
        raise SystemExit
    done = asyncio.get_running_loop().create_future()
    arrived.append((body, done))
    wanted.set()
    await done
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="error", loop="uvloop", http="httptools", access_log=False)
