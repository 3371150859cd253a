"""A server that takes error reports as Sentry does: envelopes, gzip or not, and keeps every byte."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Reports:
    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.dsn = ""

    @property
    def events(self) -> list[dict[str, Any]]:
        """The payloads of all envelopes: each third line, after the envelope's head and the item's head."""
        return [json.loads(body.splitlines()[2]) for body in self.bodies]


@contextmanager
def taking() -> Iterator[Reports]:
    reports = Reports()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            plain = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
            reports.bodies.append(plain.decode())
            self.send_response(200 if self.path == "/api/7/envelope/" else 404)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    reports.dsn = f"http://public@127.0.0.1:{server.server_port}/7"
    try:
        yield reports
    finally:
        server.shutdown()
        server.server_close()
