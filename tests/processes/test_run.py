"""`cairn run`: one command starts all of it, restarts what dies, keeps the data, and stops cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil
import pytest

from tests.desk import ROOT, free_port, wait_for

pytestmark = pytest.mark.processes
WEBHOOK = "/api/whatsapp/webhook/"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cairn-run-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def running(home: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    environment = {
        **os.environ,
        "CAIRN_DATA": str(home),
        "PORT": str(port),
        "SIMULATOR_PORT": str(free_port()),
        "PYTHONWARNINGS": "ignore",
        **more,
    }
    environment.pop("DATABASE_URL", None)
    with open(home.parent / f"{home.name}.log", "w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cairn.console.main", "run"],
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            text=True,
        )
        try:
            wait_for(lambda: httpx.get(f"http://127.0.0.1:{port}{WEBHOOK}").status_code == 403, 90, "web")
            yield process, port
        finally:
            stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def family(process: subprocess.Popen[str]) -> dict[str, int]:
    """Process ids by name; one that just died has no command line any more and is left out."""
    found = {}
    for child in psutil.Process(process.pid).children(recursive=True):
        with suppress(psutil.Error):
            words = child.cmdline()
            if "simulator" in words or "cairn.console.main" in words:
                found[words[-1]] = child.pid
    return found


def test_it_starts_restarts_what_dies_and_stops(home):
    with running(home) as (process, port):
        before = wait_for(lambda: family(process) if len(family(process)) == 3 else None, what="three processes")
        os.kill(before["web"], signal.SIGKILL)
        wait_for(lambda: family(process).get("web") not in (None, before["web"]), 10, "another web process")
        wait_for(lambda: httpx.get(f"http://127.0.0.1:{port}{WEBHOOK}").status_code == 403, 60, "web again")
        everybody = psutil.Process(process.pid).children(recursive=True)
        stop(process)
        assert process.returncode == 0
        assert not [child for child in everybody if child.is_running() and child.status() != "zombie"]
    assert not list((home / "postgres").glob("postmaster.pid"))


def test_who_hangs_is_replaced_but_not_for_a_database_that_is_frozen(home):
    with running(home, WATCHDOG_SECONDS="3") as (process, port):
        before = wait_for(lambda: family(process) if len(family(process)) == 3 else None, what="three processes")
        wait_for(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz").json()["worker"]["ok"], 60, "a worker")
        frozen = database(home)
        for one in frozen:
            one.suspend()
        time.sleep(8)  # well beyond the watchdog's patience
        for one in reversed(frozen):
            one.resume()
        assert family(process) == before
        for name in ("work", "web"):
            os.kill(before[name], signal.SIGSTOP)
        for name in ("work", "web"):
            wait_for(lambda name=name: family(process).get(name) not in (None, before[name]), 15, f"another {name}")
        wait_for(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200, 60, "all of it again")
    said = (home.parent / f"{home.name}.log").read_text()
    assert "work has said nothing for 3 s; ending it" in said


def database(home: Path) -> list[psutil.Process]:
    """Postgres and the processes that serve its connections."""
    pid = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
    return [psutil.Process(pid), *psutil.Process(pid).children()]


def test_a_second_start_finds_its_data_and_makes_no_new_password(home):
    with running(home):
        pass
    said = (home.parent / f"{home.name}.log").read_text()
    assert "password" not in said
    assert "Loading the demo firm" not in said


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT must be a number"),
        ({"ASSISTANT_QUIET": "-1"}, "ASSISTANT_QUIET must be at least 0"),
        ({"PUBLIC_URL": "desk.example"}, "PUBLIC_URL must begin with http"),
        ({"CAIRN_DATA": "/proc/nowhere"}, "can't be written"),
        ({"WHATSAPP_ACCESS_TOKEN": "EAAG"}, "WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN"),
        ({"WHATSAPP_APP_SECRET": ","}, "WHATSAPP_APP_SECRET is empty"),
    ],
)
def test_nonsense_stops_the_start_with_a_sentence(setting, sentence):
    done = subprocess.run(
        [sys.executable, "-m", "cairn.console.main", "run"],
        env={**os.environ, **setting},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_busy_port_gets_a_sentence(home):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environment = {**os.environ, "CAIRN_DATA": str(home), "PORT": port}
        done = subprocess.run(
            [sys.executable, "-m", "cairn.console.main", "run"],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert f"Port {port} is in use" in done.stderr


@pytest.mark.parametrize("name", ["run", "web", "work", "simulator", "migrate", "demo", "replay", "sweep", "prune"])
def test_every_command_has_help(name):
    done = subprocess.run(
        [sys.executable, "-m", "cairn.console.main", name, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0
    assert "Usage" in done.stdout
