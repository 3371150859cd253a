"""News for the open phone pages, as server-sent events. Names and ids only: the page fetches what it shows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

BEAT = 15.0  # seconds between comments that keep an idle stream alive
Queue = asyncio.Queue[bytes | None]


class Events:
    """Fan-out to every listening page. A page that can't keep up loses news, and is told to look again."""

    def __init__(self) -> None:
        self._pages: set[Queue] = set()
        self._closing = False

    def tell(self, name: str, **data: Any) -> None:
        if self._pages:
            self._push(_event(name, data))

    def close(self) -> None:
        """End every stream, so that the server can stop at once."""
        self._closing = True
        self._push(None)

    def _push(self, news: bytes | None) -> None:
        for page in self._pages:
            if page.full():
                while not page.empty():
                    page.get_nowait()
                page.put_nowait(_event("resync", {}))
            page.put_nowait(news)

    async def stream(self) -> AsyncIterator[bytes]:
        page: Queue = asyncio.Queue(maxsize=200)
        self._pages.add(page)
        try:
            yield b"retry: 1000\n" + _event("resync", {})
            while not self._closing:
                news = await _next(page)
                if news is None:
                    return
                yield news
        finally:
            self._pages.discard(page)


async def _next(page: Queue) -> bytes | None:
    try:
        return await asyncio.wait_for(page.get(), BEAT)
    except TimeoutError:
        return b": beat\n\n"


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
