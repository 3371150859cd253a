"""Meta's webhooks, taken in as raw ASGI before Django, so that nothing elsewhere can break or slow them.

Verify the signature over the raw bytes, store, then answer 200; whatever the bytes mean is decided later.
Source: Meta, "Webhooks: getting started" and "Create a webhook endpoint".
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import parse_qs

from cairn.webhooks.store import Store, Unstorable

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PATH = "/api/whatsapp/webhook/"
LIMIT = 3 * 1024 * 1024  # bytes; Meta's own limit of a payload
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,200}")
log = logging.getLogger("cairn.webhooks")


class TooLarge(Exception):
    """The body is larger than Meta's own limit of 3 MB."""


class Gone(Exception):
    """The sender hung up before the whole body was here."""


class Intake:
    """The webhook address. `secrets` holds one app secret, or two while one replaces the other."""

    def __init__(self, store: Store, *, secrets: Sequence[str], verify_token: str) -> None:
        self.store = store
        self.secrets = [secret.encode() for secret in secrets if secret]
        self.verify_token = verify_token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            await answer(send, *await self.take_in(scope, receive))
        elif scope["method"] == "GET":
            await answer(send, *self.verify(scope))
        else:
            await answer(send, 405, b"Only GET and POST are understood here.")

    def verify(self, scope: Scope) -> tuple[int, bytes]:
        """Meta's handshake when the address is saved: the right token gets its challenge back as the whole body."""
        query = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
        challenge = query.get("hub.challenge", "")
        given = query.get("hub.verify_token", "").encode()
        wanted = self.verify_token and hmac.compare_digest(given, self.verify_token)
        if not (wanted and query.get("hub.mode") == "subscribe" and CHALLENGE.fullmatch(challenge)):
            return 403, b"The verify token is not the one in WHATSAPP_VERIFY_TOKEN."
        return 200, challenge.encode()

    async def take_in(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        try:
            body = await read(scope, receive)
        except TooLarge:
            return 413, b"The body is larger than 3 MB."
        except Gone:
            return 400, b"The body ended early."
        if not self.signed(scope["headers"], body):
            log.warning("webhook refused: bad signature bytes=%d", len(body))
            return 401, b"The signature does not fit the body."
        try:
            await self.store.put(body)
        except Unstorable:
            return 503, b"Nothing can be stored now; send it again."
        return 200, b""

    def signed(self, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> bool:
        given = [value for name, value in headers if name == b"x-hub-signature-256"]
        if len(given) != 1:
            return False
        # On bytes: comparing str with non-ASCII characters raises TypeError.
        return any(
            hmac.compare_digest(b"sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest().encode(), given[0])
            for secret in self.secrets
        )


async def read(scope: Scope, receive: Receive) -> bytes:
    """The whole raw body. Raises TooLarge, as soon as that is known, or Gone."""
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if announced.isdigit() and int(announced) > LIMIT:
        raise TooLarge
    parts: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise Gone
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        if size > LIMIT:
            raise TooLarge
        if not event.get("more_body"):
            return b"".join(parts)


async def answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
