"""A small Graph that keeps files, in this process: it lies, dawdles and sends elsewhere when a test asks it to."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "secret-token"


@dataclass
class File:
    data: bytes
    mime: str = "image/jpeg"
    sha256: str = ""
    size: int | None = None
    url: str = ""


@dataclass
class Meta:
    """`files` by media id; `asked` is every request as (path, authorization)."""

    url: str = ""
    files: dict[str, File] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    expired: int = 0
    redirect: str = ""
    refusal: int = 0
    before_bytes: Callable[[], None] = lambda: None

    def node(self, media_id: str) -> tuple[int, dict[str, object]]:
        if self.refusal:
            return 401, {"error": {"message": "Invalid token", "code": self.refusal}}
        file = self.files.get(media_id)
        if file is None:
            return 400, {"error": {"message": "No such object", "code": 100, "error_subcode": 33}}
        sha256 = file.sha256 or hashlib.sha256(file.data).hexdigest()
        size = len(file.data) if file.size is None else file.size
        where = file.url or f"{self.url}/bytes/{media_id}"
        return 200, {"url": where, "mime_type": file.mime, "sha256": sha256, "file_size": size, "id": media_id}

    def downloads(self) -> int:
        return sum(path.startswith("/bytes/") for path, _ in self.asked)


@contextmanager
def serving() -> Iterator[Meta]:
    meta = Meta()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            meta.asked.append((path, self.headers.get("Authorization")))
            name = path.rpartition("/")[2]
            if not path.startswith("/bytes/"):
                status, body = meta.node(name)
                return self.answer(status, json.dumps(body).encode())
            if meta.redirect:
                self.send_response(302)
                self.send_header("Location", meta.redirect)
                self.send_header("Content-Length", "0")
                return self.end_headers()
            if meta.expired:
                meta.expired -= 1
                return self.answer(404, b"")
            meta.before_bytes()
            self.answer(200, meta.files[name].data)

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    meta.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield meta
    finally:
        server.shutdown()
        server.server_close()
