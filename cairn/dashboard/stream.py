"""The live stream at `/live`: one open response per browser (`live-line.js`), carrying names of what changed and nothing else.

Raw ASGI, before Django: an open desk must not hold a thread or a database connection.
`asgi.py` runs `fanout`; every stream subscribes to it.
"""

from __future__ import annotations

import asyncio
import re
import signal
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError, connection
from django.http import HttpRequest
from psycopg.conninfo import make_conninfo

from cairn.accounts.sessions import SessionStore
from cairn.lib.live import RESYNC, Fanout
from cairn.notifications import looking

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

HEARTBEAT = 15.0  # seconds; shorter than the idle limit of any proxy we know
GATHER = 0.05  # seconds in which the same name counts once
# A stream ends by itself and the tab comes back within a second: whoever was signed out or removed stops hearing.
LIFETIME = 600.0
NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")
HEADERS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache"), (b"x-accel-buffering", b"no")]


def database_url() -> str:
    """DATABASE_URL, completed by what settings take when it is not given."""
    known = connection.settings_dict
    fields = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return make_conninfo(
        settings.DATABASE_URL, **{key: str(known[name]) for key, name in fields.items() if known[name]}
    )


fanout = Fanout(database_url())
# Open streams would keep a stopping server waiting; uvicorn tells nobody until they have ended.
closing: set[asyncio.Event] = set()
# When this process last noted each person as looking.
noted: dict[int, float] = {}


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request for `/live`: 401 for strangers, otherwise events until either side leaves."""
    async with ThreadSensitiveContext():
        user = await sync_to_async(listener)(scope)
    if user is None:
        await refuse(send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    over = asyncio.Event()
    watch_for_shutdown(over)
    leaving = asyncio.create_task(wait_for_disconnect(receive, over))
    try:
        await carry(send, over, user)
        await send({"type": "http.response.body", "body": b""})
    finally:
        closing.discard(over)
        leaving.cancel()


def listener(scope: Scope) -> int | None:
    """The id of whoever is signed in."""
    request = HttpRequest()
    request.session = SessionStore(session_key(scope))
    try:
        return get_user(request).pk
    finally:
        connection.close()


async def present(user: int) -> None:
    """Note that this person has the desk before them: what happens now needs no push. Seldom, and never in the way."""
    now = asyncio.get_running_loop().time()
    if now - noted.get(user, -looking.AFRESH.total_seconds()) < looking.AFRESH.total_seconds():
        return
    noted[user] = now
    with suppress(DatabaseError):
        async with ThreadSensitiveContext():
            await sync_to_async(note)(user)


def note(user: int) -> None:
    try:
        looking.seen(user)
    finally:
        connection.close()


def session_key(scope: Scope) -> str | None:
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    try:
        found = SimpleCookie(cookies.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    return found.value if found else None


async def refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def carry(send: Send, over: asyncio.Event, user: int) -> None:
    """Pass names on. The subscription comes before the first resync, so that nothing falls between them."""
    end = asyncio.get_running_loop().time() + LIFETIME
    async with fanout.subscribe() as queue:
        await say(send, event(RESYNC))
        await present(user)
        while not over.is_set() and asyncio.get_running_loop().time() < end:
            names = await gather_names(queue, over)
            if not over.is_set():
                heard = [event(name) for name in names if theirs(name, user)]
                await say(send, b"".join(heard) or b": still here\n\n")
                await present(user)


async def gather_names(queue: asyncio.Queue[str], over: asyncio.Event) -> list[str]:
    """The names of the next moment, each once; empty when nothing happened or the stream is over."""
    first = asyncio.ensure_future(queue.get())
    ended = asyncio.ensure_future(over.wait())
    await asyncio.wait({first, ended}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    if not first.done():
        first.cancel()
        return []
    await asyncio.sleep(GATHER)
    names = {first.result(): None}
    while not queue.empty():
        names[queue.get_nowait()] = None
    return [name for name in names if NAME.fullmatch(name)]


def theirs(name: str, user: int) -> bool:
    """When somebody begins to write is nobody else's business."""
    return not name.startswith("drafts-") or name == f"drafts-{user}"


async def say(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


def event(name: str) -> bytes:
    return f"event: {name}\ndata: .\n\n".encode()


async def wait_for_disconnect(receive: Receive, over: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    over.set()


def watch_for_shutdown(over: asyncio.Event) -> None:
    """Have this stream end when the process is told to stop, then let the server's own handler do the rest."""
    closing.add(over)
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        server = signal.getsignal(number)
        if callable(server) and getattr(server, "__name__", "") != "end_streams":
            signal.signal(number, chained(loop, server))


def chained(loop: asyncio.AbstractEventLoop, server: Callable[..., Any]) -> Callable[..., Any]:
    def end_streams(number: int, frame: Any) -> None:
        for over in list(closing):
            loop.call_soon_threadsafe(over.set)
        server(number, frame)

    return end_streams
