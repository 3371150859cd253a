"""One process under `cairn run`: started, listened to, ended when it hangs, and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

CALM = 30.0  # seconds alive after which a crash counts as the first again
STARTING = 120.0  # seconds until a process has to be ready


class Ear:
    """A socket on which a process says how it is, as it would to systemd."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.way = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.way.setblocking(False)
        self.way.bind(str(path))

    def heard(self) -> str:
        """All that was said since the last time."""
        words = []
        with suppress(BlockingIOError):
            while True:
                words.append(self.way.recv(4096).decode(errors="replace"))
        return "\n".join(words)


@dataclass(slots=True)
class Child:
    """One process and how often it died in a row. `patience`: seconds that it may be silent; 0 for one that never speaks."""

    name: str
    ear: Ear | None = None
    patience: float = 0.0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    restart_at: float = 0.0
    ready: bool = False
    heard_at: float = field(default=0.0)

    def start(self) -> None:
        # In a session of its own: Ctrl-C in the terminal reaches the supervisor alone, which ends everybody in order.
        command = [sys.executable, "-m", "cairn.console.main", self.name]
        if self.ear:
            self.ear.heard()  # the last words of the one before
        self.process = subprocess.Popen(command, env=self.environment(), start_new_session=True)
        self.started = self.heard_at = time.monotonic()
        self.restart_at, self.ready = 0.0, False

    def environment(self) -> dict[str, str]:
        """What systemd gave to the supervisor is not meant for its children."""
        ours = {name: value for name, value in os.environ.items() if name not in ("NOTIFY_SOCKET", "WATCHDOG_PID")}
        if self.ear:
            ours |= {"NOTIFY_SOCKET": str(self.ear.path), "WATCHDOG_USEC": str(int(self.patience * 1e6))}
        return ours

    def watch(self) -> None:
        """Start it again if it died: at once the first time, with growing pauses after. End it if it hangs."""
        now = time.monotonic()
        self.listen(now)
        if self.restart_at:
            if now >= self.restart_at:
                self.start()
        elif self.process and self.process.poll() is not None:
            self.deaths = 0 if now - self.started > CALM else self.deaths + 1
            pause = min(10.0, 0.2 * 2**self.deaths)
            say(f"{self.name} ended with {self.process.returncode}; starting it again in {pause:.1f} s")
            self.restart_at = now + pause
        elif self.process and self.silent(now):
            say(f"{self.name} has said nothing for {now - self.heard_at:.0f} s; ending it")
            self.kill()

    def listen(self, now: float) -> None:
        if self.ear and (words := self.ear.heard()):
            self.heard_at = now
            self.ready = self.ready or "READY=1" in words

    def silent(self, now: float) -> bool:
        """Whether it hangs. While it starts it has more time."""
        limit = self.patience if self.ready else max(self.patience, STARTING)
        return bool(self.ear and self.patience) and now - self.heard_at > limit

    def kill(self) -> None:
        """At once, with all that it started: who hangs, or was stopped, hears nothing else."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def say(sentence: str) -> None:
    print(sentence, flush=True)
