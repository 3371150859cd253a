"""Outgoing webhooks: never into the house, signed, tried again, given up."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cairn.automation.hooks import outbox
from cairn.automation.hooks.address import Forbidden, check_url, pinned
from cairn.automation.hooks.post import Outside, post
from cairn.automation.models import Call, Rule
from cairn.journal.models import Event
from cairn.lib import clock

INSIDE = [
    "http://example.org/", "ftp://example.org/", "https://", "https:///x", "example.org", "https://user:pass@example.org/",
    "https://localhost/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
    "https://0177.0.0.1/", "https://10.0.0.8/", "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest",
    "https://100.64.0.1/", "https://0.0.0.0/", "https://224.0.0.1/", "https://240.0.0.1/", "https://255.255.255.255/",
    "https://[::1]/", "https://[::]/", "https://[fc00::1]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/",
    "https://[::ffff:127.0.0.1]/", "https://[::ffff:a00:1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/",
    "https://[2001:db8::1]/", "https://[ff02::1]/", "https://intranet/", "https://db.internal/", "https://printer.local/",
    "https://example.org:22/", "https://example.org:8080/", "https://example.org:99999/", "https://[::1", "javascript:alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("url", INSIDE)
def test_addresses_of_inner_networks_are_refused(url):
    with pytest.raises(Forbidden):
        check_url(url)


@pytest.mark.parametrize("url", ["https://example.org/hook", "https://example.org:8443/a?b=c", "https://8.8.8.8/"])
def test_public_ones_are_taken(url):
    check_url(url)


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["10.1.2.3"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["fd00::1"], ["169.254.169.254"], []])  # fmt: skip
def test_a_name_that_leads_inside_is_refused_even_if_only_one_of_its_addresses_does(answer):
    with pytest.raises(Forbidden):
        pinned("hooks.example.org", 443, names=lambda host, port: answer)


def test_the_connection_goes_to_the_address_that_was_checked():
    """A name that changes its answer after the check gains nothing: it is asked once."""
    asked = []

    def names(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    assert pinned("hooks.example.org", 443, names=names) == "93.184.216.34"
    assert asked == ["hooks.example.org"]


class Receiver(BaseHTTPRequestHandler):
    got: list[tuple[dict[str, str], bytes]] = []
    answers: list[int] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append((dict(self.headers), body))
        self.send_response(self.answers.pop(0) if self.answers else 200)
        self.send_header("Location", "https://127.0.0.1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example.org")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example.org")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder


@pytest.fixture
def send(certificate, monkeypatch):
    """A receiver on this machine, reached as hooks.example.org: names and what is allowed are the test's."""
    from cairn.automation.hooks import post as posting

    Receiver.got, Receiver.answers = [], []
    outbox.receiver.cache_clear()
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    trust = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    outside = Outside(names=lambda host, port: ["127.0.0.1"], allowed=lambda address: True)
    monkeypatch.setattr(posting, "check_url", lambda url: None)  # the port of the test is none of the allowed two

    def sending(url: str, body: bytes, **more: object) -> int:
        return post(url, body, outside=outside, trust=trust, **more)

    sending.url = f"https://hooks.example.org:{server.server_port}/in"  # type: ignore[attr-defined]
    yield sending
    server.shutdown()
    server.server_close()


@pytest.fixture
def call(db, send) -> Call:
    rule = Rule.objects.create(name="Tell the books", event="payment_received")
    body = json.dumps({"event": {"type": "payment_received"}})
    return Call.objects.create(rule=rule, event=1, url=send.url, body=body, due_at=clock.now())


def test_a_call_is_signed_over_time_and_body(call, send):
    assert outbox.drain(send) == 1
    headers, body = Receiver.got[0]
    at = headers["Cairn-Timestamp"]
    expected = hmac.new(call.rule.signing_secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Cairn-Signature"] == f"v1={expected}"
    assert headers["Host"] == "hooks.example.org" and headers["Cairn-Call"] == str(call.pk)
    call.refresh_from_db()
    assert (call.state, call.answer, outbox.drain(send)) == ("sent", 200, 0)


def test_it_comes_back_after_a_pause_and_is_given_up_in_the_end(call, send):
    Receiver.answers = [503] * 8
    for attempt in range(8):
        Call.objects.update(due_at=clock.now())
        assert outbox.drain(send) == 1
        call.refresh_from_db()
        assert call.attempts == attempt + 1
    assert (call.state, call.error) == ("failed", "It answered 503")
    assert Event.objects.filter(type="notification").count() == 1
    assert call.due_at > clock.now()


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 410])
def test_a_redirect_is_not_followed_and_a_refusal_is_final(call, send, status):
    Receiver.answers = [status]
    outbox.drain(send)
    call.refresh_from_db()
    assert (call.state, call.answer, len(Receiver.got)) == ("failed", status, 1)


def test_nobody_there_is_tried_again(call, send):
    Call.objects.update(url="https://hooks.example.org:1/")
    outbox.drain(send)
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("waiting", 1) and "Nobody answered" in call.error


def test_a_dead_receiver_is_left_alone_told_once_and_holds_up_no_other(call, send):
    dead = [Call.objects.create(rule=call.rule, event=n, url="https://gone.example.org:1/", body="{}", due_at=clock.now() - timedelta(minutes=1)) for n in range(2, 8)]  # fmt: skip
    outbox.drain(send)
    assert sorted(Call.objects.get(pk=one.pk).attempts for one in dead) == [0, 0, 0, 1, 1, 1]
    assert len(Receiver.got) == 1
    told = Event.objects.get(type="notification").data["why"]
    assert told.startswith("The receiver of webhooks gone.example.org:1 has not answered since")
    assert told.endswith("; 7 calls wait")


def test_an_address_that_leads_inside_is_given_up_at_once(call):
    Call.objects.update(url="https://127.0.0.1/")
    outbox.drain()
    call.refresh_from_db()
    assert call.state == "failed" and "inner network" in call.error


def test_a_certificate_of_another_name_is_not_trusted(call, send):
    Call.objects.update(url=send.url.replace("hooks.example.org", "other.example.org"))
    outbox.drain(send)
    call.refresh_from_db()
    assert call.state == "waiting" and not Receiver.got
    assert issubclass(httpcore.ConnectError, httpcore.NetworkError)
