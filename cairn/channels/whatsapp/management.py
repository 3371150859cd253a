"""Meta's management calls: JSON in, JSON out, once. For templates; messages go through `client.py`.

Same care as there: no redirects (the bearer must not travel), an answer has a largest size and a longest time, and what
is raised never quotes a header.
"""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote

import httpx
from django.conf import settings
from django.utils.translation import gettext_noop as _

from cairn.channels.whatsapp.clean import Malformed, load
from cairn.channels.whatsapp.errors import graph_problem
from cairn.conversations.events import Json, Problem
from cairn.conversations.models import Channel
from cairn.lib import secrets
from cairn.lib.saying import again as spoken
from cairn.lib.saying import kept, said

CONNECT, READ, WHOLE = 3.0, 20.0, 40.0  # seconds
LARGEST = 8 * 1024 * 1024  # bytes: a page of a hundred long templates


class Failed(Exception):
    """Meta said no, or nothing that can be read. The message is for a person; `problem` is Meta's, if there is one."""

    def __init__(self, words: str, problem: Problem | None = None, *, again: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.problem = problem
        self.again = again

    def __str__(self) -> str:
        return spoken(kept(self.words))


class Management:
    """One access token's way to Graph's nodes. Close it, or use it as a context."""

    def __init__(self, token: str, *, base_url: str = "", version: str = "") -> None:
        base, version = base_url or settings.WHATSAPP_GRAPH_URL, version or settings.WHATSAPP_GRAPH_VERSION
        self._root = f"{base.rstrip('/')}/{version.strip('/')}"
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {token.strip()}", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(READ, connect=CONNECT),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Management:
        return self

    def __exit__(self, *how: object) -> None:
        self._http.close()

    def get(self, *path: str, **query: str) -> Json:
        """Raises Failed."""
        return self._call("GET", path, query)

    def post(self, *path: str, body: Json) -> Json:
        """Raises Failed."""
        return self._call("POST", path, {}, body)

    def delete(self, *path: str, **query: str) -> Json:
        """Raises Failed."""
        return self._call("DELETE", path, query)

    def _call(self, method: str, path: tuple[str, ...], query: dict[str, str], body: Json | None = None) -> Json:
        url = "/".join([self._root, *(quote(part, safe="") for part in path)])
        content = None if body is None else json.dumps(body, allow_nan=False).encode()
        headers = {"Content-Type": "application/json"} if content else {}
        try:
            with self._http.stream(method, url, params=query, content=content, headers=headers) as response:
                return answer(response.status_code, read(response))
        except httpx.HTTPError as failure:
            raise Failed(
                said(_("WhatsApp can't be reached (%(error)s). Try again."), error=type(failure).__name__), again=True
            ) from None


def read(response: httpx.Response) -> bytes:
    received, until = bytearray(), time.monotonic() + WHOLE
    for chunk in response.iter_raw():
        received += chunk
        if len(received) > LARGEST or time.monotonic() > until:
            raise Failed(_("WhatsApp's answer was too large or too slow. Try again."), again=True)
    return bytes(received)


def answer(status: int, received: bytes) -> Json:
    try:
        body: Any = load(received)
    except Malformed:
        body = None
    told: Json = body if isinstance(body, dict) else {}
    if problem := graph_problem(told):
        raise Failed(meant(told, problem), problem, again=told["error"].get("is_transient") is True)
    if status != 200:
        raise Failed(said(_("WhatsApp answered with HTTP %(status)s. Try again."), status=status), again=status >= 500)
    return told


def meant(body: Json, problem: Problem) -> str:
    """Meta's words for people where it has some (error_user_title, error_user_msg), else the title and the details."""
    error = body["error"]
    title, words = error.get("error_user_title"), error.get("error_user_msg")
    parts = [title, words] if isinstance(title, str) or isinstance(words, str) else [problem.title, problem.details]
    told = [str(part).strip().rstrip(".") for part in parts if isinstance(part, str) and part.strip()]
    return said(_("WhatsApp says: %(words)s."), words=". ".join(told) or _("no reason given"))


def of(channel: Channel) -> Management:
    """The way for this number: its own token where it has one."""
    return Management(token(channel))


def token(channel: Channel) -> str:
    """The one place here that asks for a number's token. Raises secrets.Broken when it can't be opened any more."""
    return secrets.unseal(channel.token) if channel.token else str(settings.WHATSAPP_ACCESS_TOKEN)
