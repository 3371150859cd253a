"""The processes themselves: web, worker, simulator. Each ends within seconds of a SIGTERM."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn
from django.conf import settings

from cairn.lib import collector, logs, turns
from cairn.lib.heart import heart
from cairn.lib.notify import notify

if TYPE_CHECKING:
    from procrastinate.manager import JobManager

log = logs.logger("console")
TELLING = 3.0  # seconds between two looks at what to push or mail


class Server(uvicorn.Server):
    """Says that it is ready once it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        notify("READY=1")


def web() -> None:
    logs.configure("web")
    turns.keep_short()
    config = uvicorn.Config(
        "cairn.asgi:application",
        host=settings.HOST,
        port=settings.PORT,
        log_config=None,
        access_log=False,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        timeout_graceful_shutdown=3,
        backlog=4096,
        server_header=False,
    )
    server = Server(config)
    server.run()
    if not server.started:
        sys.exit(3)


def work() -> None:
    from cairn.journal import heartbeat, samples
    from cairn.notifications.mailing import mail_news
    from cairn.notifications.pushing import push_news

    logs.configure("work")
    turns.keep_short()
    heart.start(heartbeat.writer("work"))
    threading.Thread(target=sweep_for_ever, name="sweeper", daemon=True).start()
    for step in (push_news, mail_news):
        threading.Thread(target=tell_for_ever, args=[step], name=step.__name__, daemon=True).start()
    samples.start()
    warm_up()
    collector.calm()
    asyncio.run(run_worker())
    # Threads may still hold an HTTP call; rows are safe, so the process need not wait for them.
    sys.stderr.flush()
    os._exit(0)


async def run_worker() -> None:
    from procrastinate.contrib.django import app

    from cairn import jobs

    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    beat_with_queue(worker.job_manager)
    async with worker.open_async():
        beside = [
            asyncio.create_task(jobs.file_for_ever(settings.DATABASE_URL)),
            asyncio.create_task(heart.beat_in_loop()),
        ]
        for task in beside:
            task.add_done_callback(end_if_broken)
        log.info("worker ready")
        notify("READY=1")
        await worker.run_worker_async(
            queues=[jobs.QUEUE],
            concurrency=400,
            fetch_job_polling_interval=1.0,
            update_heartbeat_interval=2.0,
            stalled_worker_timeout=10.0,
            shutdown_graceful_timeout=3.0,
            delete_jobs="always",
        )
        notify("STOPPING=1")
        for task in beside:
            task.cancel()


def beat_with_queue(manager: JobManager) -> None:
    """The queue beats whenever it has written its own heartbeat: it may hang on a connection that leads nowhere."""
    update = manager.update_heartbeat

    async def update_and_beat(worker_id: int) -> None:
        await update(worker_id)
        heart.beat("queue")

    manager.update_heartbeat = update_and_beat  # type: ignore[method-assign]


def end_if_broken(task: asyncio.Task[None]) -> None:
    """Without its listener a worker files nothing: it ends, and the supervisor starts another."""
    if not task.cancelled():
        log.error("a part of the worker broke; ending it", error=type(task.exception()).__name__)
        os.kill(os.getpid(), signal.SIGTERM)


def warm_up() -> None:
    """Load the model, the catalogue and the way to Graph before the first customer waits for them."""
    from django.db import connections

    from cairn.assistant.answer import warm
    from cairn.channels.clients import client

    try:
        warm()
        client()
    except Exception as error:
        log.warning("could not warm up", error=type(error).__name__)
    finally:
        connections.close_all()


def sweep_for_ever() -> None:
    from django.db import InterfaceError, OperationalError, connections

    from cairn import sweeping
    from cairn.journal.database_outage import DatabaseOutage

    due, outage = time.monotonic(), DatabaseOutage()
    step = sweeping.begin
    while True:
        started = time.monotonic()
        heart.beat("sweeper")
        heart.sweeper_late = max(0.0, started - due)
        due = started + sweeping.SECONDS
        try:
            step()
            step = sweeping.sweep_in_turn
            outage.answered()
        except Exception as error:
            if isinstance(error, OperationalError | InterfaceError):
                outage.failed()
            # The sweeper is what everything else relies on: it outlives a database that is away.
            log.warning("sweep failed", error=type(error).__name__)
        finally:
            connections.close_all()
        time.sleep(max(0.2, sweeping.SECONDS - (time.monotonic() - started)))


def tell_for_ever(step: Callable[[], int]) -> None:
    """Pushes, or mails, on a thread of their own: a service that hangs stops neither the sweeper nor the other one."""
    from django.db import connections

    from cairn.notifications import ledger

    for round in itertools.count():
        try:
            step()
            if round % 1000 == 0:
                ledger.forget_old()
        except Exception as error:
            log.warning("telling failed", step=step.__name__, error=type(error).__name__)
        connections.close_all()
        time.sleep(TELLING)


def simulator() -> None:
    """Hand over to the simulator, which knows nothing of Cairn but these addresses and secrets."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings")
    given = {
        "SIMULATOR_PORT": str(settings.SIMULATOR_PORT),
        "SIMULATOR_HOST": "127.0.0.1",
        "SIMULATOR_WEBHOOK_URL": f"http://127.0.0.1:{settings.PORT}/api/whatsapp/webhook/",
        "SIMULATOR_APP_SECRET": settings.WHATSAPP_APP_SECRETS[0],
        "SIMULATOR_ACCESS_TOKEN": settings.WHATSAPP_ACCESS_TOKEN,
        "SIMULATOR_VERIFY_TOKEN": settings.WHATSAPP_VERIFY_TOKEN,
        "SIMULATOR_PHONE_NUMBER_ID": settings.WHATSAPP_PHONE_NUMBER_ID,
        "SIMULATOR_BUSINESS_ACCOUNT_ID": settings.WHATSAPP_BUSINESS_ACCOUNT_ID,
        "SIMULATOR_DESK_URL": settings.PUBLIC_URL,
        "SIMULATOR_DATA": str(settings.DATA_DIR / "simulator"),
    }
    for name, value in given.items():
        os.environ.setdefault(name, value)
    os.execv(sys.executable, [sys.executable, "-m", "simulator"])
