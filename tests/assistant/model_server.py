"""A server that speaks the chat completions protocol and says whatever the test tells it to: the world's model."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Drip:
    """A body that comes byte by byte, with so many seconds between."""

    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A body of which only so many bytes come before the line is closed."""

    body: bytes
    after: int


Script = Callable[[dict[str, Any]], "str | bytes | int | float | Drip | Cut"]


class Model:
    """`script` gets the request and gives the text of the reply; an int is an HTTP error, bytes a raw body, a float
    the seconds to hang, Drip and Cut a body that comes slowly or not whole."""

    def __init__(self) -> None:
        self.script: Script = lambda request: says("I am not scripted")
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.url = ""


def says(answer: str, **more: Any) -> str:
    return json.dumps({"answer": answer, "used": [], "handover": False, "confidence": 0.9} | more)


@contextmanager
def served() -> Iterator[Model]:
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests.append(request)
            model.keys.append(self.headers["Authorization"])
            said = model.script(request)
            if isinstance(said, float):
                time.sleep(said)
                said = says("too late")
            status = said if isinstance(said, int) else 200
            if isinstance(said, (bytes, Drip, Cut)):
                self.reply(status, said)
            else:
                self.reply(status, completion(str(said), request["model"]))

        def reply(self, status: int, said: bytes | Drip | Cut) -> None:
            body = said if isinstance(said, bytes) else said.body
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if isinstance(said, Cut):
                    self.wfile.write(body[: said.after])
                    self.close_connection = True
                elif isinstance(said, Drip):
                    for byte in body:
                        self.wfile.write(bytes([byte]))
                        time.sleep(said.seconds)
                else:
                    self.wfile.write(body)
            except OSError:  # the client had no more patience
                self.close_connection = True

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  a client that hung up is no news
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    model.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()


def completion(text: str, model: str) -> bytes:
    usage = {"prompt_tokens": 900, "completion_tokens": 120, "cost": 0.0012}
    return json.dumps({"model": model, "choices": [{"message": {"content": text}}], "usage": usage}).encode()
