"""A whole Cairn for tests: real processes on free ports with a database of their own, each of which can be killed."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg
from psycopg.conninfo import make_conninfo

from tests.database import SHARED

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = SHARED / "template"
EMAIL, PASSWORD, TOKEN, SECRET = "asha@trekandstay.test", "a-long-test-password", "desk-token", "desk-secret"


def copy_cluster(source: Path, target: Path) -> None:
    """Copy a stopped cluster. As root Postgres runs as a user of its own, whose files these must stay."""
    shutil.copytree(source, target)
    target.chmod(0o700)
    if os.geteuid() == 0:
        found = (source / "PG_VERSION").stat()
        for path in (target, *target.rglob("*")):
            os.chown(path, found.st_uid, found.st_gid)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(check: Callable[[], T], seconds: float = 20.0, what: str = "") -> T:
    """What `check` returns once it is true; fails after `seconds`. An exception of the network counts as not yet."""
    deadline = time.monotonic() + seconds
    last: object = None
    while time.monotonic() < deadline:
        try:
            if found := check():
                return found
            last = found
        except (httpx.HTTPError, psycopg.Error, OSError) as error:
            last = error
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what or check} (last: {last!r})")


class Desk:
    """Database, web, worker and simulator of one installation. `environment` overrides settings."""

    email, password, token, secret = EMAIL, PASSWORD, TOKEN, SECRET

    def __init__(self, **environment: str) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="cairn-desk-"))
        self.data.chmod(0o755)
        self.port, self.simulator_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.simulator_url = f"http://127.0.0.1:{self.simulator_port}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.log = open(self.data / "log", "ab")  # noqa: SIM115  lives as long as the desk
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "WHATSAPP_"))},
            "CAIRN_DATA": str(self.data),
            "PORT": str(self.port),
            "SIMULATOR_PORT": str(self.simulator_port),
            "CAIRN_ADMIN_EMAIL": EMAIL,
            "CAIRN_ADMIN_PASSWORD": PASSWORD,
            "CAIRN_API_TOKEN": TOKEN,
            "CAIRN_DEMO": "1",
            "WHATSAPP_APP_SECRET": SECRET,
            "ASSISTANT_QUIET": "0.3",
            "PYTHONWARNINGS": "ignore",
            **environment,
        }
        self.environment.pop("DATABASE_URL", None)
        self.own: dict[str, dict[str, str]] = {}  # settings of one process alone, by its name
        self.postgres: Any = None

    def open(self, *names: str) -> Desk:
        """Set up the database with the demo firm and start the named processes."""
        with open(SHARED / "template.lock", "w") as alone:
            fcntl.flock(alone, fcntl.LOCK_EX)
            if not TEMPLATE.exists():
                self.make_template()
        copy_cluster(TEMPLATE, self.data / "postgres")
        self.start_postgres()
        for name in names or ("web", "work", "simulator"):
            self.start(name)
        self.ready()
        return self

    def start_postgres(self) -> None:
        from cairn.lib import postgres

        self.postgres = postgres.start(self.data / "postgres")
        self.environment["DATABASE_URL"] = make_conninfo(self.postgres.get_uri(), dbname=postgres.DATABASE)

    def make_template(self) -> None:
        """A database with the demo firm, made once by Cairn's own commands and copied for each desk.

        Once for all test processes, too: the others wait.
        """
        self.start_postgres()
        self.cairn("migrate")
        self.cairn("demo")
        self.postgres.cleanup()
        shutil.move(self.data / "postgres", TEMPLATE)

    def cairn(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "cairn.console.main", *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, name: str, **more: str) -> None:
        """`name` is a command of Cairn, with a number behind it where there are several: "web 2"."""
        command = [sys.executable, "-m", "cairn.console.main", name.split()[0]]
        environment = {**self.environment, **self.own.get(name, {}), **more}
        self.processes[name] = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=self.log, stderr=self.log)

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        process = self.processes.pop(name)
        process.send_signal(number)
        process.wait(15)

    def restart(self, name: str) -> None:
        self.kill(name)
        self.start(name)
        self.ready()

    def stop_web(self) -> None:
        self.kill("web")

    def start_web(self) -> None:
        self.start("web")
        self.ready()

    def ready(self) -> None:
        if "web" in self.processes:
            wait_for(lambda: httpx.get(f"{self.url}/api/whatsapp/webhook/").status_code == 403, 180, "web")
        if "simulator" in self.processes:
            wait_for(lambda: httpx.get(f"{self.simulator_url}/sim/customers").status_code == 200, 180, "simulator")
        if "work" in self.processes:
            fresh = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '6 s'"
            wait_for(lambda: self.sql(fresh)[0][0], 180, "worker")

    def close(self) -> None:
        for name in list(self.processes):
            self.kill(name, signal.SIGTERM)
        if self.postgres:
            self.postgres.cleanup()
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as database:
            cursor = database.execute(query, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def api(self, path: str, **query: Any) -> Any:
        answer = httpx.get(f"{self.url}/api/v1{path}", params=query, headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        answer = httpx.post(f"{self.url}/api/v1{path}", json=body, headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def customer(self, name: str, phone: str | None = None) -> str:
        answer = httpx.post(
            f"{self.simulator_url}/sim/customers", json={"name": name, "phone": phone, "username": None}
        )
        assert answer.status_code < 300, answer.text
        return str(answer.json()["id"])

    def says(self, customer: str, text: str) -> str:
        """The customer writes on the simulated phone."""
        message = {"type": "text", "text": {"body": text}}
        answer = httpx.post(f"{self.simulator_url}/sim/customers/{customer}/messages", json=message)
        assert answer.status_code < 300, answer.text
        return str(answer.json()["wamid"])

    def chat(self, customer: str) -> list[dict[str, Any]]:
        """What the customer sees, oldest first."""
        answer = httpx.get(f"{self.simulator_url}/sim/customers/{customer}/messages").json()
        return list(answer["items"]) if isinstance(answer, dict) else list(answer)

    def replies(self, customer: str) -> list[str]:
        return [text_of(item) for item in self.chat(customer) if item["from"] == "business"]

    def fault(self, **fault: Any) -> None:
        assert httpx.post(f"{self.simulator_url}/sim/faults", json=fault).status_code < 300

    def no_faults(self) -> None:
        assert httpx.delete(f"{self.simulator_url}/sim/faults").status_code < 300

    def logged(self) -> str:
        self.log.flush()
        return (self.data / "log").read_text(errors="replace")


def text_of(item: dict[str, Any]) -> str:
    text = item.get("text", "")
    return str(text.get("body", "")) if isinstance(text, dict) else str(text)


@contextmanager
def opened(*names: str, **environment: str) -> Iterator[Desk]:
    desk = Desk(**environment)
    try:
        yield desk.open(*names)
    except BaseException:
        print(re.sub(r"\n{2,}", "\n", desk.logged())[-8000:])
        raise
    finally:
        desk.close()
