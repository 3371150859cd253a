"""People who may be told, and a push service as browsers' makers run them: it decrypts what it was sent."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.notifications.subscribing import remember
from tests.dashboard.conftest import talks

POINT = (Encoding.X962, PublicFormat.UncompressedPoint)


class PushService:
    """Takes pushes for one browser. `answers` are the next statuses; 201 when there are none."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"sixteen bytes ok"
        self.answers: list[int] = []
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                service.bodies.append(self.rfile.read(int(self.headers["content-length"])))
                service.headers.append({name.lower(): value for name, value in self.headers.items()})
                self.send_response(service.answers.pop(0) if service.answers else 201)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        return Handler

    @property
    def browser(self) -> dict[str, str]:
        """What the browser hands to the page when it subscribes."""
        point = self.key.public_key().public_bytes(*POINT)
        return {"endpoint": f"{self.origin}/push/abc", "p256dh": b64(point), "auth": b64(self.secret)}

    @property
    def read(self) -> list[dict[str, str]]:
        return [json.loads(self.decrypt(body)) for body in self.bodies]

    def decrypt(self, body: bytes) -> bytes:
        """RFC 8188 and 8291, from the receiver's side: salt, record size, the sender's key, one record."""
        salt, length = body[:16], body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        mine = self.key.public_key().public_bytes(*POINT)
        ikm = derive(shared, self.secret, b"WebPush: info\0" + mine + sender, 32)
        key = derive(ikm, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derive(ikm, salt, b"Content-Encoding: nonce\0", 12)
        return AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0").removesuffix(b"\2")


def derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.fixture
def service(settings):
    made = PushService()
    settings.PUSH_ORIGINS = [made.origin]
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def by_day(monkeypatch):
    """Noon in the firm's zone, whatever the clock of this machine says: nobody is quiet."""
    from cairn.notifications import mailing, pushing

    for module in (pushing, mailing):
        monkeypatch.setattr(module, "quiet", lambda person, firm, now: False)


@pytest.fixture
def pushed(asha, service, by_day):
    """Asha's phone is subscribed, and she is not looking."""
    remember(asha, **service.browser)
    return asha


@pytest.fixture
def priya(channel):
    return talks(channel, "Priya Nair", phone="+919845011223")


def hot(talk, **fields) -> Event:
    from cairn.automation.transitions import HOT
    from cairn.leads.models import Lead

    lead = Lead.objects.get(conversation=talk)
    record("notification", actor="rule", lead_id=lead.pk, conversation_id=talk.pk, why=HOT, urgent=True, **fields)
    return Event.objects.latest("pk")
