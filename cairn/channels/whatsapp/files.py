"""Fetching a customer's file from Meta: ask where it lies, then read it from there. Meta: "Media".

The address lives five minutes and needs the access token. The token goes to Meta's own hosts and nowhere else, whatever
an answer or a redirect says.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import httpx

from cairn.channels.whatsapp.clean import Malformed, load
from cairn.channels.whatsapp.client import CONNECT, READ
from cairn.channels.whatsapp.errors import graph_problem

META = ("lookaside.fbsbx.com", "graph.facebook.com")
META_DOMAINS = (".fbcdn.net", ".whatsapp.net")
HOPS = 3
CHUNK = 64 * 1024
LONGEST_ANSWER = 64 * 1024
PATIENCE = 600.0  # seconds for a whole file, however slowly it drips in
GONE = (33, 100)  # Graph: there is no such object, or not for us


class Gone(Exception):
    """WhatsApp does not have this file any more."""


class Expired(Exception):
    """The address is not valid any more; Meta gives a new one."""


class Foreign(Exception):
    """WhatsApp named an address that is not its own; nothing was sent there."""


class TooLarge(Exception):
    """The file has more bytes than may be kept."""


class NotNow(Exception):
    """It did not work this time; the argument says why."""


class Silent(NotNow):
    """Nobody answered."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a file lies for the next minutes, and what Graph says of it. `sha256` is hex, empty when not told."""

    url: str
    mime: str
    sha256: str
    size: int | None


class FileClient:
    """The way to files. Safe to share between threads; each call brings its number's token."""

    def __init__(self, base_url: str, version: str) -> None:
        self._root = f"{base_url.rstrip('/')}/{version.strip('/')}"
        self._own = origin(base_url)
        self._http = httpx.Client(
            headers={"Accept-Encoding": "identity"},
            timeout=httpx.Timeout(READ, connect=CONNECT, pool=CONNECT),
            verify=httpx.create_ssl_context(),
            follow_redirects=False,
        )

    def close(self) -> None:
        self._http.close()

    def find(self, media_id: str, number: str, token: str) -> Whereabouts:
        """Ask Graph for the file's address. Raises Gone or NotNow."""
        url = f"{self._root}/{quote(media_id, safe='')}?phone_number_id={quote(number, safe='')}"
        try:
            with self._http.stream("GET", url, headers=bearer(token)) as answer:
                body = small_json(answer)
        except httpx.HTTPError as failure:
            raise Silent(f"WhatsApp can't be reached ({type(failure).__name__})") from None
        return whereabouts(body, answer.status_code)

    def download(self, url: str, target: Path, *, token: str, most: int, alive: Callable[[], None]) -> str:
        """Write the file to `target` and give its SHA-256 in hex. `alive` is called between the pieces.

        Raises Expired, Foreign, TooLarge or NotNow.
        """
        try:
            for _ in range(HOPS):
                if not self.trusts(url):
                    raise Foreign
                with self._http.stream("GET", url, headers=bearer(token)) as answer:
                    if not answer.is_redirect:
                        return write(answer, target, most, alive)
                    url = urljoin(url, answer.headers["Location"])
        except httpx.HTTPError as failure:
            raise Silent(f"WhatsApp can't be reached ({type(failure).__name__})") from None
        raise NotNow("WhatsApp sent us from one address to the next")

    def trusts(self, url: str) -> bool:
        """Whether the token may go there: to the Graph address of the settings, and to Meta's hosts over TLS."""
        found = origin(url)
        scheme, host, port = found
        return found == self._own or (
            scheme == "https" and port == 443 and (host in META or host.endswith(META_DOMAINS))
        )


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.strip()}"}


def origin(url: str) -> tuple[str, str, int | None]:
    """Where a request to `url` would go, as the client that sends it reads it; empty for anything odd."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        return "", "", None
    if parts.userinfo or "\\" in url:
        return "", "", None
    return parts.scheme, parts.host, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def small_json(answer: httpx.Response) -> Any:
    received = bytearray()
    for chunk in answer.iter_raw():
        received += chunk
        if len(received) > LONGEST_ANSWER:
            raise NotNow("WhatsApp's answer was far too long")
    try:
        return load(bytes(received))
    except Malformed:
        return None


def whereabouts(body: Any, status: int) -> Whereabouts:
    known = body if isinstance(body, dict) else {}
    problem = graph_problem(known)
    if problem and problem.code in GONE:
        raise Gone
    url, size, sha256 = known.get("url"), known.get("file_size"), known.get("sha256")
    if problem or not isinstance(url, str):
        raise NotNow(f"WhatsApp refused: {problem.title}" if problem else f"WhatsApp answered with HTTP {status}")
    return Whereabouts(
        url=url,
        mime=str(known.get("mime_type") or ""),
        sha256=sha256.lower() if isinstance(sha256, str) and len(sha256) == 64 else "",
        size=int(size) if isinstance(size, int | str) and str(size).isdecimal() else None,
    )


def write(answer: httpx.Response, target: Path, most: int, alive: Callable[[], None]) -> str:
    if answer.status_code in (403, 404, 410):
        raise Expired
    if answer.status_code != 200:
        raise NotNow(f"WhatsApp answered with HTTP {answer.status_code}")
    told = answer.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) > most:
        raise TooLarge
    digest, written, until = hashlib.sha256(), 0, time.monotonic() + PATIENCE
    with open(target, "wb") as file:
        for chunk in answer.iter_raw(CHUNK):
            written += len(chunk)
            if written > most:
                raise TooLarge
            if time.monotonic() > until:
                raise NotNow("WhatsApp sends this file too slowly")
            digest.update(chunk)
            file.write(chunk)
            alive()
    return digest.hexdigest()
