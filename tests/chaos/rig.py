"""The installation that is broken: database, simulator and language model behind proxies, `cairn run` and a second worker.

Proxies and load live in an event loop on a thread of their own; whoever breaks things does so from the main thread.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, TypeVar

import httpx
import psutil
import psycopg
import uvloop

from tests.assistant import model_server
from tests.chaos import people
from tests.chaos.database import Database, free_port
from tests.chaos.load import Load
from tests.chaos.proxy import Proxy
from tests.chaos.screen import Screen
from tests.desk import ROOT, SECRET, TEMPLATE, Desk, copy_cluster, wait_for

T = TypeVar("T")
STRANGERS = 600
FRESH = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '6 s'"


class Rig(Desk):
    """A desk whose every neighbour can be spoilt. `count`: how many customers there are."""

    def __init__(self, count: int, *, seed: int = 1, workers: int = 2, brief: bool = True, **environment: str) -> None:
        super().__init__(ASSISTANT_QUIET="0.5" if brief else "1.0", SIMULATOR_LATENCY="0.05,0.2", **environment)
        self.seed, self.workers = seed, workers
        self.house: subprocess.Popen[bytes] | None = None
        self.second: subprocess.Popen[bytes] | None = None
        self.brief = brief
        self.closing = False
        made = people.make(self.data / "simulator", count + STRANGERS)
        self.people, self.unmet = made[:count], made[count:]
        self.loop = uvloop.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="rig", daemon=True)
        self.stack = ExitStack()
        self.database: Database
        self.load: Load
        self.line: psycopg.Connection[Any] | None = None
        self.web = httpx.Client(base_url=self.url, timeout=2)  # kept: to make one costs more than to ask

    # -- setting up

    def open(self, *names: str) -> Rig:
        self.thread.start()
        self.start_database()
        self.model = self.stack.enter_context(model_server.served())
        self.model.script = approve
        self.db = self.do(Proxy(self.database.port).open())
        self.graph = self.do(Proxy(self.simulator_port).open())
        self.llm = self.do(Proxy(int(self.model.url.rsplit(":", 1)[1])).open())
        self.environment |= {
            "DATABASE_URL": Database.url_at(self.db.port),
            "WHATSAPP_GRAPH_URL": f"http://127.0.0.1:{self.graph.port}",
            "OPENROUTER_API_KEY": "key",
            "OPENROUTER_URL": f"http://127.0.0.1:{self.llm.port}",
            "ASSISTANT_DAILY_DOLLARS": "100000",
        }
        self.start_simulator()
        self.start_house()
        if self.workers > 1:
            threading.Thread(target=self.keep_second, daemon=True).start()
        self.ready()
        return self

    def start_database(self) -> None:
        if not TEMPLATE.exists():
            maker = Desk()
            maker.make_template()
            maker.close()
        copy_cluster(TEMPLATE, self.data / "postgres")
        self.database = Database(self.data / "postgres", free_port())
        self.database.start()
        self.database.wait()

    def start_simulator(self) -> None:
        known = {"PORT": self.simulator_port, "APP_SECRET": SECRET, "DATA": self.data / "simulator"}
        known["WEBHOOK_URL"] = f"{self.url}/api/whatsapp/webhook/"
        environment = {**self.environment, **{f"SIMULATOR_{name}": str(value) for name, value in known.items()}}
        command = [sys.executable, "-m", "simulator"]
        self.processes["simulator"] = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def start_house(self) -> None:
        self.house = self.child("run")

    def child(self, name: str, **more: str) -> subprocess.Popen[bytes]:
        return self.run([sys.executable, "-m", "cairn.console.main", name], **more)

    def run(self, command: list[str], **more: str) -> subprocess.Popen[bytes]:
        environment = {**self.environment, **more}
        return subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def keep_second(self) -> None:
        """What a service manager does: the second worker is started again whenever it ends."""
        while not self.closing:
            if self.second is None or self.second.poll() is not None:
                self.second = self.child("work")
            time.sleep(0.3)

    def ready(self) -> None:
        web = f"{self.url}/api/whatsapp/webhook/"
        wait_for(lambda: httpx.get(web).status_code == 403, 90, "web")
        wait_for(lambda: httpx.get(f"{self.simulator_url}/sim/faults").status_code == 200, 60, "simulator")
        wait_for(lambda: self.workers_ready() >= self.workers, 90, "workers")

    def close(self) -> None:
        self.closing = True
        for process in (self.house, self.second, *self.processes.values()):
            self.end(process)
        with suppress(Exception):
            for proxy in (self.db, self.graph, self.llm):
                self.do(proxy.close())
        self.stack.close()
        self.web.close()
        with suppress(AttributeError):
            self.database.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.processes.clear()
        super().close()

    @staticmethod
    def end(process: subprocess.Popen[bytes] | None) -> None:
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    # -- looking and acting

    def do(self, work: Coroutine[Any, Any, T], seconds: float | None = 30) -> T:
        """Run it in the loop and wait."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def spoil(self, proxy: Proxy, **toxics: float | int | bool | None) -> None:
        """The proxy does this and nothing else from now on; with nothing named it is clean again."""

        async def change() -> None:
            proxy.set(**toxics)

        self.do(change())

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Past the proxy. An error of the database goes to the caller, but not that a kept connection was from before it."""
        if self.line and not self.line.closed:
            with suppress(psycopg.OperationalError):
                return ask(self.line, query, values)
        self.line = psycopg.connect(self.database.url, autocommit=True, connect_timeout=3)
        return ask(self.line, query, values)

    def workers_ready(self) -> int:
        return int(self.sql(FRESH)[0][0])

    def pids(self, name: str) -> list[int]:
        """Of the running processes with this name: web or work."""
        found = []
        parents = [self.house.pid] if self.house else []
        parents += [self.second.pid] if self.second and name == "work" else []
        for parent in parents:
            with suppress(psutil.Error):
                process = psutil.Process(parent)
                for one in (process, *process.children()):
                    with suppress(psutil.Error):
                        if one.cmdline()[-1:] == [name] and one.status() != psutil.STATUS_ZOMBIE:
                            found.append(one.pid)
        return found

    def signal(self, name: str, number: int = signal.SIGKILL, *, most: int = 9) -> int:
        """Signal all processes of this name, at most so many. Returns how many there were."""
        pids = self.pids(name)[:most]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        return len(pids)

    def length(self, dice: random.Random, least: float, most: float) -> float:
        """How long a fault lasts, in seconds: the least in the small run."""
        return least if self.brief else dice.triangular(least, most, least)

    def strangers(self, count: int) -> list[people.Person]:
        """Customers of whom nobody heard. WhatsApp knows them."""
        met, self.unmet = self.unmet[:count], self.unmet[count:]
        return met

    def sent_since(self, moment: float) -> bool:
        """Whether WhatsApp took anything after this moment, by the end of its ledger."""
        with open(self.data / "simulator" / "accepted.jsonl", "rb") as ledger:
            ledger.seek(0, os.SEEK_END)
            ledger.seek(max(0, ledger.tell() - 8192))
            lines = ledger.read().splitlines()
        return bool(lines) and float(json.loads(lines[-1])["at"]) > moment

    def watch(self, screen: Screen) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(screen.run(), self.loop)

    def begin(self, messages: int, **more: Any) -> Future[None]:
        """Let the customers write. The future ends when everything is acknowledged."""
        self.load = Load(
            people=self.people,
            messages=messages,
            port=self.port,
            secret=SECRET,
            journal=self.data / "acked.jsonl",
            seed=self.seed,
            **more,
        )
        return asyncio.run_coroutine_threadsafe(self.load.run(), self.loop)

    def knock(self) -> Future[None]:
        """Somebody new writes. The future ends when that is acknowledged."""
        return asyncio.run_coroutine_threadsafe(self.load.knock(*self.strangers(1)), self.loop)


def ask(line: psycopg.Connection[Any], query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    cursor = line.execute(query, values or None)  # type: ignore[arg-type]
    return cursor.fetchall() if cursor.description else []


def approve(request: dict[str, Any]) -> str:
    """The model says what the composer wrote, as its own words."""
    given: str = request["messages"][1]["content"]
    return model_server.says(given.split("Approved reply (A)\n")[1].split("\n\nThe customer's message")[0])


@contextmanager
def opened(count: int, **options: Any) -> Iterator[Rig]:
    rig = Rig(count, **options)
    try:
        yield rig.open()
    finally:
        rig.close()
