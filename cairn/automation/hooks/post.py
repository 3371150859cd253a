"""One signed POST to the outside: pinned address, short timeouts, no redirects, the answer's body is not read."""

from __future__ import annotations

import hashlib
import hmac
import ssl
import typing
from dataclasses import dataclass

import httpcore

from cairn.automation.hooks.address import Resolve, check_url, pinned, resolve
from cairn.lib.outside import Address, open_to_all

TIMEOUTS = {"connect": 5.0, "read": 10.0, "write": 10.0, "pool": 5.0}  # seconds
Options = typing.Iterable[httpcore.SOCKET_OPTION]


@dataclass(frozen=True, slots=True)
class Outside(httpcore.NetworkBackend):
    """Connects to public addresses only. `names` and `allowed` are what tests put in their place."""

    names: Resolve = resolve
    allowed: typing.Callable[[Address], bool] = open_to_all

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options | None = None,
    ) -> httpcore.NetworkStream:
        address = pinned(host, port, names=self.names, allowed=self.allowed)
        return httpcore.SyncBackend().connect_tcp(address, port, timeout, local_address, socket_options)


def signature(secret: str, at: int, body: bytes) -> str:
    """HMAC-SHA256 over the time and the body, in hex: `v1=...`. The time keeps an old call from being played again."""
    return "v1=" + hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def post(
    url: str,
    body: bytes,
    *,
    secret: str,
    at: int,
    call: int,
    outside: Outside | None = None,
    trust: ssl.SSLContext | None = None,
) -> int:
    """The HTTP status of the answer. Raises Forbidden, or httpcore's errors when nobody answers."""
    check_url(url)
    headers: dict[bytes | str, bytes | str] = {
        "Host": httpcore.URL(url).host.decode(),
        "Content-Type": "application/json",
        "User-Agent": "Cairn",
        "Cairn-Call": str(call),
        "Cairn-Timestamp": str(at),
        "Cairn-Signature": signature(secret, at, body),
        "Connection": "close",
        "Content-Length": str(len(body)),
    }
    backend = outside or Outside()
    with (
        httpcore.ConnectionPool(network_backend=backend, ssl_context=trust, max_connections=1) as pool,
        pool.stream("POST", url, headers=headers, content=body, extensions={"timeout": TIMEOUTS}) as answer,
    ):
        return answer.status
