"""Meta's Graph API over HTTP: one attempt, and what is known of it afterwards.

Meta: "Messages API", "Mark messages as read", "Media". There is no idempotency key: whoever sends again after an outcome that
is not known may send twice. So the client never repeats a request, and says exactly what it knows.
"""

from __future__ import annotations

import json
import ssl
import time
from functools import cache
from typing import Any, BinaryIO
from urllib.parse import quote

import httpx

from cairn.channels.whatsapp.clean import Malformed, load
from cairn.channels.whatsapp.outcomes import (
    Accepted,
    Answer,
    Outcome,
    Refused,
    Unknown,
    Unreachable,
    Uploaded,
    node,
    outcome,
    uploaded,
)
from cairn.conversations.events import Json

__all__ = ["Accepted", "GraphClient", "Outcome", "Refused", "Unknown", "Unreachable", "Uploaded"]

CONNECT = 3.0  # seconds, also for a free connection of the pool
READ = 15.0
LARGEST = 1024 * 1024  # bytes of an answer
_LIMITS = httpx.Limits(max_connections=40, max_keepalive_connections=20, keepalive_expiry=20)


class GraphClient:
    """One access token's way to Graph. Safe to share between threads; connections are kept alive."""

    def __init__(self, base_url: str, version: str, access_token: str, timeout: float = READ) -> None:
        token = access_token.strip()
        if not (token.isascii() and token.isprintable()):
            raise ValueError("The access token holds characters that no token has.")
        self._root = f"{base_url.rstrip('/')}/{version.strip('/')}"
        self._patience = 2 * timeout  # seconds for a whole answer, however slowly it drips in
        self._http = httpx.Client(
            # identity: what is read is what is counted against the cap, with no unpacking in between
            headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(timeout, connect=min(CONNECT, timeout), pool=min(CONNECT, timeout)),
            limits=_LIMITS,
            verify=_trusted(),
            follow_redirects=False,
        )

    def send(self, number_id: str, payload: Json) -> Outcome:
        """Post one message, once."""
        answer = self._post(number_id, payload)
        return outcome(answer) if isinstance(answer, Answer) else answer

    def mark_read(self, number_id: str, wamid: str, typing: bool = False) -> bool:
        """Blue ticks on this message and all before it, with a typing bubble on request. Whether Meta took it."""
        payload: Json = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
        if typing:
            payload["typing_indicator"] = {"type": "text"}
        answer = self._post(number_id, payload)
        return isinstance(answer, Answer) and isinstance(answer.body, dict) and answer.body.get("success") is True

    def upload(
        self, number_id: str, file: BinaryIO, *, mime: str, name: str
    ) -> Uploaded | Refused | Unreachable | Unknown:
        """Hand Meta a file, for messages of this number. Doing it twice does no harm: the file gets two ids."""
        fields = {"messaging_product": "whatsapp", "type": mime}
        answer = self._ask("POST", f"{number_id}/media", data=fields, files={"file": (name, file, mime)})
        return uploaded(answer) if isinstance(answer, Answer) else answer

    def get(self, path: str, **parameters: str) -> Json | Refused | Unreachable | Unknown:
        """Read a node of Graph, such as a number: `get("106540352242922", fields="status")`."""
        answer = self._ask("GET", path, params=parameters)
        return node(answer) if isinstance(answer, Answer) else answer

    def close(self) -> None:
        """Close the kept connections."""
        self._http.close()

    def _post(self, number_id: str, payload: Json) -> Answer | Unreachable | Unknown:
        content = json.dumps(payload, allow_nan=False).encode()
        return self._ask("POST", f"{number_id}/messages", content=content, headers={"Content-Type": "application/json"})

    def _ask(self, method: str, path: str, **request: Any) -> Answer | Unreachable | Unknown:
        number_id, _, edge = path.rpartition("/")
        safe = "/".join(quote(part, safe="") for part in (number_id, edge) if part)
        # The reasons name the kind of failure only: httpx quotes a header it can't send, and ours holds the token.
        try:
            with self._http.stream(method, f"{self._root}/{safe}", **request) as response:
                return self._read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as failure:
            return Unreachable(f"no connection: {type(failure).__name__}")
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL) as failure:
            return Unreachable(f"nothing was sent: {type(failure).__name__}")
        except httpx.HTTPError as failure:
            return Unknown(f"no answer: {type(failure).__name__}")

    def _read(self, response: httpx.Response) -> Answer | Unknown:
        received, until = bytearray(), time.monotonic() + self._patience
        for chunk in response.iter_raw():
            received += chunk
            if len(received) > LARGEST:
                return Unknown(f"HTTP {response.status_code}, answer too large")
            if time.monotonic() > until:
                return Unknown(f"HTTP {response.status_code}, answer too slow")
        return Answer(response.status_code, _json(bytes(received)), _seconds(response.headers.get("Retry-After")))


@cache
def _trusted() -> ssl.SSLContext:
    """One for all clients: reading the certificates takes 30 ms."""
    return httpx.create_ssl_context()


def _json(body: bytes) -> Any:
    try:
        return load(body)
    except Malformed:
        return None


def _seconds(header: str | None) -> float | None:
    """A Retry-After in seconds; its other form, a date, is not used by Graph."""
    return float(header) if header and header.isdecimal() and len(header) < 7 else None
