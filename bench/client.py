"""A load generator in one process: raw HTTP/1.1 over keep-alive connections, bodies made and signed beforehand."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

PATH = "/api/whatsapp/webhook/"


@dataclass(slots=True)
class Result:
    """Answers by status, and how long each took, in milliseconds."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.statuses.get(200, 0) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def text_webhook(number: int, *, person: int = 0, words: str = "Hi", phone: str = "", user_id: str = "") -> bytes:
    """One customer's text as Meta sends it in 2026."""
    phone, user = phone or f"91980{person:07d}", user_id or f"IN.{person:016d}"
    message = {
        "from": phone,
        "from_user_id": user,
        "id": f"wamid.BENCH{number:012d}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": words},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": f"Customer {phone[-7:]}"}, "wa_id": phone, "user_id": user}],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}
    return json.dumps(body, separators=(",", ":")).encode()


def request(body: bytes, secret: str) -> bytes:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Hub-Signature-256: sha256={signature}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Line(asyncio.Protocol):
    """One connection: sends the next request as soon as the answer to the last is here."""

    def __init__(self, following: Callable[[], bytes | None], result: Result, done: asyncio.Future[None]) -> None:
        self.following, self.result, self.done = following, result, done
        self.buffer = b""
        self.started = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        data = self.following()
        if data is None:
            self.transport.close()
            if not self.done.done():
                self.done.set_result(None)
            return
        self.started = time.perf_counter()
        self.transport.write(data)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not whole(self.buffer):
            return
        status = int(self.buffer[9:12])
        self.result.statuses[status] = self.result.statuses.get(status, 0) + 1
        self.result.latencies.append((time.perf_counter() - self.started) * 1000)
        self.buffer = b""
        self.send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def whole(answer: bytes) -> bool:
    """All of it is here, a body too. Whoever gives no length sends none."""
    head, ended, body = answer.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return bool(ended) and len(body) >= int(length or 0)


async def flood(port: int, requests: Iterable[bytes], *, connections: int = 64) -> Result:
    """Send all requests as fast as `connections` lines can."""
    queue = iter(requests)
    result = Result()
    loop = asyncio.get_running_loop()
    waits = [loop.create_future() for _ in range(connections)]
    started = time.perf_counter()
    for wait in waits:
        await loop.create_connection(lambda wait=wait: Line(lambda: next(queue, None), result, wait), "127.0.0.1", port)
    await asyncio.gather(*waits)
    result.seconds = time.perf_counter() - started
    return result


async def pace(port: int, requests: Iterable[bytes], *, rate: float, connections: int = 16) -> Result:
    """Send `rate` requests a second, evenly, whatever the server does."""
    result = Result()
    lines: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(connections):
        lines.put_nowait(await asyncio.open_connection("127.0.0.1", port))

    async def one(data: bytes) -> None:
        started = time.perf_counter()
        reader, writer = await lines.get()
        writer.write(data)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        result.statuses[status] = result.statuses.get(status, 0) + 1
        result.latencies.append((time.perf_counter() - started) * 1000)
        lines.put_nowait((reader, writer))

    began = time.perf_counter()
    tasks = []
    for place, data in enumerate(requests):
        await asyncio.sleep(max(0.0, began + place / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(one(data)))
    await asyncio.gather(*tasks)
    result.seconds = time.perf_counter() - began
    while not lines.empty():
        lines.get_nowait()[1].close()
    return result
