"""A simulator on a free port, and a desk that takes its webhooks."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from simulator.__main__ import serve
from simulator.app import create_app
from simulator.settings import Settings

Json = dict[str, Any]
PAYLOADS = Path(__file__).parent.parent / "payloads"
SECRET = "simulator-secret"


def eventually(look: Callable[[], Any], within: float = 10.0) -> Any:
    """What `look` sees as soon as it is true."""
    until = time.monotonic() + within
    while not (seen := look()):
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.01)
    return seen


@dataclass
class Desk:
    """Plays Cairn's door: keeps each webhook, answers 200 unless `answers` holds something else."""

    url: str = ""
    posts: list[tuple[bytes, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    verify_token: str = "simulator-verify"

    @property
    def values(self) -> list[Json]:
        bodies = [json.loads(body) for body, _ in self.posts]
        return [change["value"] for body in bodies for entry in body["entry"] for change in entry["changes"]]

    @property
    def messages(self) -> list[Json]:
        return [one for value in self.values for one in value.get("messages", [])]

    @property
    def statuses(self) -> list[Json]:
        return [one for value in self.values for one in value.get("statuses", [])]

    def words(self) -> list[str]:
        return [one["status"] for one in self.statuses]

    def signed(self) -> list[bool]:
        return [signature == sign(body) for body, signature in self.posts]


def sign(body: bytes) -> str:
    return "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def handler_of(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            desk.posts.append((body, self.headers["X-Hub-Signature-256"]))
            self.say(desk.answers.pop(0) if desk.answers else 200, b"")

        def do_GET(self) -> None:
            query = httpx.URL(self.path).params
            is_known = query["hub.verify_token"] == desk.verify_token
            self.say(200 if is_known else 403, query["hub.challenge"].encode() if is_known else b"")

        def say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    return Handler


class Listener(ThreadingHTTPServer):
    request_queue_size = 64  # twenty connections come at once: with the usual five the rest wait a second
    daemon_threads = True


@pytest.fixture
def desk() -> Iterator[Desk]:
    with standing() as made:
        yield made


@contextmanager
def standing() -> Iterator[Desk]:
    made = Desk()
    with Listener(("127.0.0.1", 0), handler_of(made)) as server:
        server.block_on_close = False
        made.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        server.shutdown()
        thread.join()


class Phone:
    """Speaks to a running simulator: as its customers, as its bench, and as Cairn."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=5, verify=False)
        self.headers = {"Authorization": "Bearer simulator-token"}

    def customer(self, name: str = "Meera", phone: str | None = "+91 90000 45001", username: str | None = None) -> Json:
        return self.ask("POST", "/sim/customers", {"name": name, "phone": phone, "username": username})

    def say(self, customer: Json, words: str = "hello") -> str:
        return self.tell(customer, {"type": "text", "text": {"body": words}})

    def tell(self, customer: Json, message: Json) -> str:
        return str(self.ask("POST", f"/sim/customers/{customer['id']}/messages", message)["wamid"])

    def chat(self, customer: Json, query: str = "?peek=1") -> list[Json]:
        return list(self.ask("GET", f"/sim/customers/{customer['id']}/messages{query}")["items"])

    def fault(self, kind: str, **more: Any) -> Json:
        return self.ask("POST", "/sim/faults", {"kind": kind} | more)

    def send(self, customer: Json, **more: Any) -> httpx.Response:
        address = {"to": f"+{customer['wa_id']}"} if customer["wa_id"] else {"recipient": customer["user_id"]}
        message = {"messaging_product": "whatsapp", "recipient_type": "individual", "type": "text"} | address
        content = {} if "type" in more or "text" in more else {"text": {"body": "Namaste"}}
        return self.graph("POST", "106540352242922/messages", message | content | more)

    def graph(self, method: str, path: str, body: Json | None = None, **more: Any) -> httpx.Response:
        return self.http.request(method, f"/v25.0/{path}", json=body, headers=self.headers, **more)

    def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        answer = self.http.request(method, path, json=body)
        answer.raise_for_status()
        return dict(answer.json())


class Stage:
    """One server for the whole run; each test puts a simulator of its own on it, in a few milliseconds."""

    def __init__(self) -> None:
        self.app: Starlette | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.server = serve(self, Settings(port=0), lambda: None)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        eventually(lambda: self.server.started)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            self.loop = asyncio.get_running_loop()
            for step in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{step}.complete"})
        else:
            assert self.app
            await self.app(scope, receive, send)

    @contextmanager
    def running(self, settings: Settings) -> Iterator[Phone]:
        self.app = create_app(settings)
        box = self.app.state.box
        self.on_loop(box.start)
        phone = Phone(f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}")
        try:
            yield phone
        finally:
            phone.http.close()
            self.on_loop(box.events.close)
            self.on_loop(box.stop)

    def on_loop(self, work: Callable[[], Any]) -> None:
        async def run() -> None:
            done = work()
            if asyncio.iscoroutine(done):
                await done

        assert self.loop
        asyncio.run_coroutine_threadsafe(run(), self.loop).result(5)

    def close(self) -> None:
        self.server.handle_exit(15, None)
        self.thread.join()


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    made.close()


@pytest.fixture
def phone(stage: Stage, desk: Desk) -> Iterator[Phone]:
    settings = Settings(port=0, webhook_url=desk.url, sent_after=0.0, delivered_after=0.0)
    with stage.running(settings) as made:
        yield made


@pytest.fixture
def customer(phone: Phone, desk: Desk) -> Json:
    """Somebody who has just written, so that the window is open."""
    made = phone.customer()
    phone.say(made)
    eventually(lambda: desk.messages)
    return made


def webhook_sample(name: str) -> Json:
    entry: Json = json.loads((PAYLOADS / "webhooks" / f"{name}.json").read_text())["entry"][0]
    return entry


def request_sample(name: str) -> Json:
    sample: Json = json.loads((PAYLOADS / "requests" / f"{name}.json").read_text())
    return sample


def shape(thing: Any) -> Any:
    """Keys and types, without the values: what must agree with a recorded sample."""
    if isinstance(thing, dict):
        return {key: shape(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [shape(thing[0])] if thing else []
    return "number" if isinstance(thing, int | float) and not isinstance(thing, bool) else type(thing).__name__
