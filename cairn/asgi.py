"""What one web process serves: webhooks and the live stream as raw ASGI, everything else through Django."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import suppress
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

import cairn.urls  # noqa: F401  the first request should not wait for it
from cairn.dashboard.ops import requests
from cairn.dashboard.stream import fanout, stream
from cairn.journal import heartbeat, samples
from cairn.journal.spool import Spool
from cairn.lib import collector
from cairn.lib.heart import heart
from cairn.webhooks import intake
from cairn.webhooks.store import Store


def make_intake() -> intake.Intake:
    store = Store(settings.DATABASE_URL, Spool(settings.SPOOL_DIR, settings.SPOOL_MAX_FILES))
    return intake.Intake(store, secrets=settings.WHATSAPP_APP_SECRETS, verify_token=settings.WHATSAPP_VERIFY_TOKEN)


def end_if_broken(task: asyncio.Task[None]) -> None:
    """Without intake or live stream this process is no use: it ends, and the supervisor starts another."""
    if not task.cancelled():
        logging.getLogger("cairn.web").critical("a part of the web process broke; ending it", exc_info=task.exception())
        os.kill(os.getpid(), signal.SIGTERM)


class Application:
    """Routes by path. The webhook path never touches Django."""

    def __init__(self) -> None:
        self.intake = make_intake()
        self.background: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        elif scope.get("path") == intake.PATH:
            await self.intake(scope, receive, send)
        elif scope.get("path") == "/live":
            await stream(scope, receive, send)
        elif scope["type"] == "http":
            await django_application(scope, receive, send)

    async def lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        parts = (self.intake.store.run(), fanout.run(), heart.beat_in_loop())
        self.background = [asyncio.create_task(part) for part in parts]
        for task in self.background:
            task.add_done_callback(end_if_broken)
        heart.start(heartbeat.writer("web"))
        samples.start()
        requests.watch()
        collector.calm()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in self.background:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self.background)
        await self.intake.store.close()
        await send({"type": "lifespan.shutdown.complete"})


application = Application()
