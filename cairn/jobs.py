"""The background jobs: each wakes one step of the domain. What is to be done stands in rows, never in a job."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connections
from procrastinate.contrib.django import app

P = ParamSpec("P")
T = TypeVar("T")

QUEUE = "interactive"
PATIENCE = 3.0  # seconds that an answer lets filing go first
THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="job")


async def in_thread(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a step of the domain on a worker thread and give its database connection back to the pool."""

    def run() -> T:
        try:
            return step(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(THREADS, run)


class Once:
    """Runs a step for many wishes at a time: whoever wishes while it runs gets one more run, together."""

    def __init__(self, step: Callable[[], Any]) -> None:
        self.step = step
        self.lock = asyncio.Lock()
        self.wished = False
        self.idle = asyncio.Event()
        self.idle.set()

    async def wish(self) -> None:
        self.wished = True
        self.idle.clear()
        async with self.lock:
            try:
                if self.wished:
                    self.wished = False
                    await in_thread(self.step)
            finally:
                if not self.wished:
                    self.idle.set()

    async def calm(self, seconds: float) -> None:
        """Wait until nothing is left to do, at most so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.idle.wait(), seconds)


@app.task(name="cairn.jobs.file", queue=QUEUE)
async def file() -> None:
    await filer().wish()


@app.task(name="cairn.jobs.converse", queue=QUEUE)
async def converse(conversation: int) -> None:
    """Wait out the burst here, in the worker, then answer. If the worker dies, the sweeper finds the row."""
    from cairn.inbound import conversing

    wait = settings.ASSISTANT_QUIET
    while wait:
        await asyncio.sleep(wait)
        # In a flood filing comes first: it is cheap, nothing may be lost, and whoever is still writing gets one answer.
        await filer().calm(PATIENCE)
        wait = await in_thread(conversing.converse, conversation)


@app.task(name="cairn.jobs.deliver", queue=QUEUE)
async def deliver(conversation: int) -> None:
    from cairn.channels import delivery

    await in_thread(delivery.deliver, conversation)


_filer: Once | None = None


def filer() -> Once:
    from cairn.inbound import filing

    global _filer
    _filer = _filer or Once(filing.file_new)
    return _filer
