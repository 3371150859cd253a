"""`cairn run`: the database and three processes, started together, watched, and stopped together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from cairn import environment

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
        self.process = subprocess.Popen([sys.executable, "-m", "cairn.console.main", self.name])
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
    children: list[Child]
    stopping: bool = field(default=False)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        for child in self.children:
            child.start()
        while not self.stopping:
            time.sleep(0.1)
            for child in self.children:
                child.watch()
        self.end()

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


def run() -> None:
    """Start Cairn in the foreground; returns after SIGTERM or Ctrl-C, when everything has stopped."""
    from cairn.console.main import prepare

    data = environment.folder()
    check_port("PORT", 8000)
    step(f"Starting the database in {data / 'postgres'}")
    prepare()
    from django.conf import settings

    names = ["web", "work"]
    if settings.SIMULATED:
        check_port("SIMULATOR_PORT", settings.SIMULATOR_PORT)
        names.append("simulator")
    password = set_up()
    supervisor = Supervisor([Child(name) for name in names])
    welcome(password)
    supervisor.run()
    say("Stopped.")


def set_up() -> str | None:
    from django.conf import settings
    from django.db import connections

    from cairn.console import first_start

    step("Bringing the database up to date")
    first_start.migrate()
    if settings.CAIRN_DEMO and first_start.needs_demo():
        step("Loading the demo firm and reading its trips, about ten seconds")
        first_start.load_demo()
    password = first_start.first_account()
    connections.close_all()
    return password


def welcome(password: str | None) -> None:
    from django.conf import settings

    say("")
    say(f"Cairn is at        {settings.PUBLIC_URL}")
    say(f"Sign in as         {settings.CAIRN_ADMIN_EMAIL}" + (f"  password  {password}" if password else ""))
    if password:
        say("                   The password is shown once. Write it down.")
    if settings.SIMULATED:
        say(f"Simulated phone    {settings.SIMULATOR_URL}")
    say("Ctrl-C stops everything.")
    say("")


def check_port(name: str, default: int) -> None:
    """A port in use gets a sentence instead of a stack trace."""
    port, host = environment.port(name, default), environment.text("HOST", "127.0.0.1")
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
