"""A Meta that says what a test needs, over HTTP: paths without the version, and what each answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

NUMBER, ACCOUNT = "106540352242922", "102290129340398"
FACTS = {
    "id": NUMBER,
    "display_phone_number": "+91 80471 92200",
    "verified_name": "Trek & Stay",
    "quality_rating": "GREEN",
    "status": "CONNECTED",
    "name_status": "APPROVED",
    "code_verification_status": "VERIFIED",
    "platform_type": "CLOUD_API",
    "whatsapp_business_manager_messaging_limit": "TIER_2K",
}
APP = {"whatsapp_business_api_data": {"id": "1", "name": "Cairn"}}
GOOD_TOKEN = {
    "data": {
        "is_valid": True,
        "expires_at": 0,
        "scopes": ["whatsapp_business_messaging", "whatsapp_business_management"],
    }
}


class Meta:
    """`answers` by path; a body with `error` is a refusal. `posted` keeps what Cairn sent."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {
            NUMBER: FACTS,
            "debug_token": GOOD_TOKEN,
            f"{ACCOUNT}/subscribed_apps": {"data": [APP]},
            f"{ACCOUNT}/message_templates": {"data": [{"name": "hello", "status": "APPROVED"}]},
        }
        self.posted: list[tuple[str, Any]] = []
        self.date: str | None = None
        self.status = 0


@pytest.fixture
def meta(settings) -> Iterator[Meta]:
    told = Meta()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.say(told.answers.get(self.path.split("?")[0].strip("/").partition("/")[2], {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told.posted.append((self.path.strip("/").partition("/")[2], json.loads(body or b"{}")))
            self.say({"success": True})

        def say(self, answer: Any) -> None:
            raw = json.dumps(answer).encode()
            self.send_response_only(told.status or (400 if "error" in answer else 200))
            self.send_header("Date", told.date or self.date_time_string())
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings.WHATSAPP_GRAPH_URL = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()
