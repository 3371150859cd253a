"""The Graph client against real sockets: what is known after each way an attempt can go."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cairn.channels.whatsapp.client import Accepted, GraphClient, Outcome, Refused, Unknown, Unreachable
from cairn.channels.whatsapp.payloads import LONGEST_TEXT, Unsendable, text_payload
from cairn.conversations.events import Person, Problem

REQUESTS = Path(__file__).parents[1] / "payloads" / "requests"
TOKEN = "EAAsecret-token-1234"
ASHA = Person(phone="+919900000001", user_id="IN.1029384756102938")
HIDDEN = Person(user_id="IN.1029384756102938")

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    """Answers every POST the same way and keeps what it was asked."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.connections = 0
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        self.server.answer(self)

    def log_message(self, format: str, *args: object) -> None:
        pass


def says(status: int, body: bytes | dict[str, Any], **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def captured(name: str) -> Answer:
    """The answer of a file in tests/payloads/requests."""
    response = json.loads((REQUESTS / f"{name}.json").read_bytes())["response"]
    headers = {key.replace("-", "_"): value for key, value in response.get("headers", {}).items()}
    return says(response["status"], response["json"] if "json" in response else response["text"].encode(), **headers)


@contextmanager
def serving(answer: Answer) -> Iterator[Server]:
    with Server(answer) as server:
        threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def asking(url: str, timeout: float = 2.0) -> Iterator[GraphClient]:
    client = GraphClient(url, "v25.0", TOKEN, timeout)
    yield client
    client.close()


def outcome(answer: Answer, timeout: float = 2.0) -> Outcome:
    with serving(answer) as server, asking(server.url, timeout) as client:
        return client.send("106540352242922", text_payload(ASHA, "hello"))


# One attempt and what is known of it


def test_an_accepted_message_has_its_id() -> None:
    assert outcome(captured("send_text")) == Accepted(
        wamid="wamid.HBgLMTY1MDU1NTEyMzQVAgARGBIwQTFDNzc4Q0UzQkRFQzUxNTUA", wa_id="16505551234"
    )


def test_an_accepted_message_to_a_user_id_names_it() -> None:
    accepted = outcome(captured("send_text_to_bsuid"))
    assert isinstance(accepted, Accepted)
    assert (accepted.wa_id, accepted.user_id) == (None, "US.10814750360982734561")


def test_a_template_held_back_says_so() -> None:
    accepted = outcome(captured("send_template_held_for_quality"))
    assert isinstance(accepted, Accepted)
    assert accepted.status == "held_for_quality_assessment"


def test_a_refusal_has_its_code_and_words() -> None:
    assert outcome(captured("error_131047_window_closed")) == Refused(
        Problem(
            131047,
            "Re-engagement message",
            "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
        )
    )


def test_throttling_says_how_long() -> None:
    refused = outcome(captured("error_429_http"))
    assert isinstance(refused, Refused)
    assert (refused.error.code, refused.retry_after) == (80007, 5.0)


@pytest.mark.parametrize("path", sorted(REQUESTS.glob("error_*.json")), ids=lambda path: path.stem)
def test_every_captured_error_has_an_outcome(path: Path) -> None:
    unknown = {
        "error_131000_unknown", "error_131016_unavailable", "error_131057_maintenance", "error_2_api_service",
        "error_502_html", "error_200_unparsable",
    }  # fmt: skip
    assert isinstance(outcome(captured(path.stem)), Unknown if path.stem in unknown else Refused)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"<html>"),
        (200, b"{}"),
        (200, b"\xff\xfe"),
        (200, b"[" * 5000),
        (200, b'{"messages": []}'),
        (200, b'{"messages": [{"id": 7}]}'),
        (200, b'{"messages": [null], "contacts": {}}'),
        (202, b'{"messages": [{"id": "wamid.A"}]}'),
        (404, b"<html>not here</html>"),
        (500, b'{"error": {"code": 424242}}'),
        (502, b"<html>Bad Gateway</html>"),
        (504, b""),
    ],
)
def test_an_answer_that_is_not_graphs_leaves_the_outcome_unknown(status: int, body: bytes) -> None:
    assert isinstance(outcome(says(status, body)), Unknown)


def test_a_server_error_with_a_code_that_proves_a_refusal_is_one() -> None:
    assert isinstance(outcome(says(500, {"error": {"code": 130429}})), Refused)
    assert isinstance(outcome(says(400, {"error": {"code": 131000}})), Refused)


def test_a_redirect_is_not_followed() -> None:
    with serving(says(302, b"", Location="/elsewhere")) as server, asking(server.url) as client:
        assert isinstance(client.send("1", text_payload(ASHA, "hello")), Unknown)
        assert len(server.asked) == 1


def test_an_endless_answer_is_cut_off() -> None:
    assert outcome(says(200, b" " * 3_000_000)) == Unknown("HTTP 200, answer too large")


def test_a_dripping_answer_is_given_up() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        for _ in range(100):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return
            time.sleep(0.05)

    assert outcome(drip, timeout=0.2) == Unknown("HTTP 200, answer too slow")


def test_a_hanging_server_leaves_the_outcome_unknown() -> None:
    started = time.monotonic()
    assert outcome(lambda handler: time.sleep(0.6), timeout=0.2) == Unknown("no answer: ReadTimeout")
    assert time.monotonic() - started < 2


def test_a_connection_dropped_after_the_request_leaves_the_outcome_unknown() -> None:
    def drop(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    assert isinstance(outcome(drop), Unknown)


def test_a_connection_dropped_inside_the_answer_leaves_the_outcome_unknown() -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"messages"')
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    assert isinstance(outcome(half), Unknown)


def test_a_refused_connection_never_reached_meta() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening
        with asking(f"http://127.0.0.1:{taken.getsockname()[1]}") as client:
            assert client.send("1", {}) == Unreachable("no connection: ConnectError")


def test_an_unknown_host_never_reached_meta() -> None:
    with asking("http://graph.invalid") as client:
        assert isinstance(client.send("1", {}), Unreachable)


def test_a_failed_handshake_never_reached_meta() -> None:
    with serving(says(200, {})) as server, asking(server.url.replace("http:", "https:")) as client:
        assert isinstance(client.send("1", {}), Unreachable)
        assert server.asked == []


@pytest.mark.parametrize("url", ["ftp://example.com", "graph.facebook.com", "http://example.com:99999999"])
def test_a_wrong_address_sends_nothing(url: str) -> None:
    with asking(url) as client:
        assert isinstance(client.send("1", {}), Unreachable)


# What goes out


def test_the_request_is_what_graph_documents() -> None:
    with serving(captured("send_text")) as server, asking(f"{server.url}/") as client:
        client.send("106540352242922", text_payload(ASHA, "नमस्ते"))
    path, headers, body = server.asked[0]
    assert path == "/v25.0/106540352242922/messages"
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Content-Type"] == "application/json"
    assert body["text"]["body"] == "नमस्ते"


def test_a_number_id_cannot_leave_its_place_in_the_address() -> None:
    with serving(captured("send_text")) as server, asking(server.url) as client:
        client.send("../1?x=", {})
    assert server.asked[0][0] == "/v25.0/..%2F1%3Fx%3D/messages"


def test_connections_are_kept_and_shared_between_threads() -> None:
    with serving(captured("send_text")) as server, asking(server.url) as client:
        with ThreadPoolExecutor(4) as threads:
            outcomes = list(threads.map(lambda _: client.send("1", text_payload(ASHA, "hello")), range(40)))
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert server.connections <= 4


def test_read_marks_and_the_typing_bubble() -> None:
    with serving(says(200, {"success": True})) as server, asking(server.url) as client:
        assert client.mark_read("1", "wamid.A")
        assert client.mark_read("1", "wamid.A", typing=True)
    plain = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A"}
    assert [body for _, _, body in server.asked] == [plain, {**plain, "typing_indicator": {"type": "text"}}]


def test_a_read_mark_that_fails_is_only_false() -> None:
    with serving(captured("error_190_token_expired")) as server, asking(server.url) as client:
        assert client.mark_read("1", "wamid.A") is False


def test_the_token_shows_up_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(captured("error_502_html")) as server, asking(server.url) as client:
        result = client.send("1", text_payload(ASHA, "hello"))
        assert TOKEN not in caplog.text + repr(result) + repr(client)
    with pytest.raises(ValueError, match="characters that no token has") as refused:
        GraphClient("http://x", "v25.0", "EAAsecret\nX: y")
    assert "EAAsecret" not in str(refused.value)


# Payloads


def test_a_phone_goes_into_to_and_a_user_id_into_recipient() -> None:
    by_phone, by_id = text_payload(ASHA, "hi"), text_payload(HIDDEN, "hi")
    assert (by_phone["to"], by_phone.get("recipient")) == ("+919900000001", None)
    assert (by_id.get("to"), by_id["recipient"]) == (None, "IN.1029384756102938")
    assert by_id["recipient_type"] == "individual"


def test_a_user_id_in_a_phones_place_never_goes_into_to() -> None:
    assert "to" not in text_payload(Person(phone="IN.1", user_id="IN.1"), "hi")


@pytest.mark.parametrize(
    "name", ["send_text", "send_text_preview_url", "send_text_reply_context", "send_text_to_bsuid"]
)
def test_payloads_are_like_the_documented_ones(name: str) -> None:
    wanted = json.loads((REQUESTS / f"{name}.json").read_bytes())["request"]["json"]
    person = Person(phone=wanted.get("to"), user_id=wanted.get("recipient"))
    wanted["text"].setdefault("preview_url", False)
    quoted = wanted.get("context", {}).get("message_id")
    assert text_payload(person, wanted["text"]["body"], reply_to=quoted) == wanted


def test_the_callback_comes_along_and_has_a_limit() -> None:
    assert text_payload(ASHA, "hi", callback="outbox:1")["biz_opaque_callback_data"] == "outbox:1"
    with pytest.raises(Unsendable):
        text_payload(ASHA, "hi", callback="x" * 513)


def test_only_a_link_asks_for_a_preview() -> None:
    assert text_payload(ASHA, "see HTTPS://example.com")["text"]["preview_url"] is True
    assert text_payload(ASHA, "example.com, http: // no")["text"]["preview_url"] is False


def test_the_limit_counts_utf_16_units() -> None:
    assert text_payload(ASHA, "x" * LONGEST_TEXT)
    assert text_payload(ASHA, "👋" * (LONGEST_TEXT // 2))
    with pytest.raises(Unsendable, match="too long for WhatsApp: 4098 of 4096"):
        text_payload(ASHA, "👋" * (LONGEST_TEXT // 2 + 1))


@pytest.mark.parametrize(("to", "body"), [(ASHA, "  \n"), (ASHA, "\x00"), (Person(name="Ghost"), "hi")])
def test_an_empty_message_or_nobody_to_write_to_is_refused(to: Person, body: str) -> None:
    with pytest.raises(Unsendable):
        text_payload(to, body)


def test_half_a_surrogate_does_not_stop_a_message() -> None:
    assert text_payload(ASHA, "a\ud83d")["text"]["body"] == "a\ufffd"
