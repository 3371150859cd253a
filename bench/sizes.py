"""Memory of each process after some work: its proportional share (PSS), in which shared pages count once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil

from bench.board import signed_in
from bench.client import pace, request, text_webhook
from bench.report import Row, at_most, told
from tests.desk import SECRET, Desk, wait_for

COUNT = 200
MOST = {"web": 250.0, "work": 400.0}  # MB
WAITING = "SELECT count(*) FROM conversations_conversation WHERE waiting_since IS NOT NULL"


def measure(desk: Desk) -> Iterator[Row]:
    bodies = [text_webhook(40_000_000 + n, person=8_000_000 + n, words="Which treks in Goa?") for n in range(COUNT)]
    asyncio.run(pace(desk.port, [request(body, SECRET) for body in bodies], rate=50))
    time.sleep(2)
    wait_for(lambda: desk.sql(WAITING)[0][0] == 0, 60, "every answer")
    with closing(signed_in(desk)) as client:
        for page in ("/inbox", "/pipeline", "/tasks", "/trips", "/knowledge", "/insights"):
            client.get(page)
    sizes = {name: size(process.pid) for name, process in desk.processes.items()}
    for name, most in MOST.items():
        yield at_most(f"memory of {name}, PSS", sizes[name], "MB", most, f"after {COUNT} messages and six pages")
    yield told("memory of the simulator, PSS", sizes["simulator"], "MB")
    server = psutil.Process(desk.postgres.get_pid())
    family = [server, *server.children(recursive=True)]
    yield told(f"memory of Postgres, {len(family)} processes, PSS", sum(size(one.pid) for one in family), "MB")


def size(pid: int) -> float:
    """Megabytes. Where the system tells no proportional share, all that is resident."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    except OSError:
        return psutil.Process(pid).memory_info().rss / 2**20
