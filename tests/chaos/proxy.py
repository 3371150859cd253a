"""A TCP proxy that spoils what goes through it: Toxiproxy's eight faults, changed while connections are open.

Source of the faults' names and meaning: Toxiproxy's README, "Toxics".
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass, field

CHUNK = 65536
REST = struct.pack("ii", 1, 0)  # SO_LINGER with no patience: close() sends a reset


@dataclass(slots=True)
class Toxics:
    """What happens to the bytes now. Times in seconds, rates in bytes a second; nothing is on at first."""

    latency: float = 0.0
    jitter: float = 0.0
    down: bool = False  # connections are refused, open ones end
    black_hole: bool = False  # nothing passes, nothing closes
    reset_after: float | None = None  # seconds until a reset
    slice_size: int = 0  # bytes a piece, with a tiny pause between them
    bandwidth: float = 0.0
    limit_data: int = 0  # bytes of one direction after which the connection ends
    slow_close: float = 0.0


@dataclass(slots=True)
class Proxy:
    """Listens on a free port of this machine and passes on to `target`."""

    target: int
    toxics: Toxics = field(default_factory=Toxics)
    port: int = 0
    passed: int = 0  # bytes
    server: asyncio.Server | None = None
    pairs: set[Pair] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self) -> Proxy:
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: Side(Pair(self)), "127.0.0.1", self.port, backlog=1000)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def close(self) -> None:
        if self.server:
            self.server.close()
        self.cut()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def set(self, **toxics: float | int | bool | None) -> None:
        """These and no others. `down` and `reset_after` also end what is open."""
        self.toxics = Toxics(**toxics)  # type: ignore[arg-type]
        if self.toxics.down:
            self.cut()
        for pair in list(self.pairs):
            pair.wake.set()
            if not self.toxics.black_hole and pair.left():
                pair.finish()
            elif self.toxics.reset_after is not None:
                pair.later(self.toxics.reset_after, pair.reset)

    def cut(self) -> None:
        for pair in list(self.pairs):
            pair.reset()

    def spawn(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


class Pair:
    """One connection of the client and the one to the target that belongs to it."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.client: Side | None = None
        self.far: Side | None = None
        self.wake = asyncio.Event()
        self.ended = False

    def later(self, seconds: float, step: object) -> None:
        asyncio.get_running_loop().call_later(seconds, step)  # type: ignore[arg-type]

    async def connect(self) -> None:
        toxics = self.proxy.toxics
        if toxics.down:
            return self.reset()
        if toxics.reset_after is not None:
            self.later(toxics.reset_after, self.reset)
        try:
            await asyncio.get_running_loop().create_connection(lambda: Side(self), "127.0.0.1", self.proxy.target)
        except OSError:
            self.reset()

    def reset(self) -> None:
        self.ended = True
        self.proxy.pairs.discard(self)
        for side in (self.client, self.far):
            if side and side.transport:
                raw: socket.socket = side.transport.get_extra_info("socket")
                with suppress(OSError):
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, REST)
                side.transport.abort()
        self.wake.set()

    def left(self) -> bool:
        return any(side.closing and not side.carrying for side in (self.client, self.far) if side)

    def finish(self) -> None:
        """An ordinary end: what was read has been written."""
        self.ended = True
        self.proxy.pairs.discard(self)
        for side in (self.client, self.far):
            if side and side.transport:
                side.transport.close()


class Side(asyncio.Protocol):
    """One end. While no fault is on, bytes go straight to the other; else they queue for `carry`."""

    transport: asyncio.Transport | None = None

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.waiting: list[bytes] = []
        self.carrying = False
        self.count = 0
        self.closing = False

    @property
    def other(self) -> Side | None:
        return self.pair.far if self is self.pair.client else self.pair.client

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  uvloop has its own
        if self.pair.client is None:
            self.pair.client = self
            self.pair.proxy.pairs.add(self.pair)
            self.pair.proxy.spawn(self.pair.connect())
            return
        self.pair.far = self
        if self.pair.ended:
            transport.abort()
        else:
            self.pair.client.flush()

    def data_received(self, data: bytes) -> None:
        self.pair.proxy.passed += len(data)
        other = self.other
        if self.pair.proxy.toxics == CLEAN and not self.carrying and not self.waiting and other and other.transport:
            self.count += len(data)
            other.transport.write(data)
            return
        self.waiting.append(data)
        self.flush()

    def flush(self) -> None:
        if self.waiting and not self.carrying and self.other:
            self.carrying = True
            self.pair.proxy.spawn(self.carry())

    async def carry(self) -> None:
        try:
            while self.waiting and not self.pair.ended:
                await self.pass_on(self.waiting.pop(0))
        finally:
            self.carrying = False
        if self.closing and not self.pair.ended:
            self.pair.finish()

    async def pass_on(self, data: bytes) -> None:
        while (toxics := self.pair.proxy.toxics).black_hole and not self.pair.ended:
            self.pair.wake.clear()
            await self.pair.wake.wait()
        if toxics.latency or toxics.jitter:
            await asyncio.sleep(max(0.0, toxics.latency + random.uniform(-toxics.jitter, toxics.jitter)))
        size = toxics.slice_size or int(toxics.bandwidth / 10) or CHUNK
        for start in range(0, len(data), size):
            piece = data[start : start + size]
            if toxics.bandwidth:
                await asyncio.sleep(len(piece) / toxics.bandwidth)
            elif toxics.slice_size:
                await asyncio.sleep(0.0005)
            if toxics.limit_data and self.count + len(piece) > toxics.limit_data:
                self.write(piece[: max(0, toxics.limit_data - self.count)])
                return self.pair.finish()
            self.write(piece)

    def write(self, piece: bytes) -> None:
        self.count += len(piece)
        if not self.pair.ended and self.other and self.other.transport and not self.other.transport.is_closing():
            self.other.transport.write(piece)

    def eof_received(self) -> bool:
        """True keeps this side open: it hears of the end later."""
        if self.pair.proxy.toxics.slow_close:
            self.pair.later(self.pair.proxy.toxics.slow_close, self.pair.finish)
        return bool(self.pair.proxy.toxics.slow_close)

    def connection_lost(self, error: Exception | None) -> None:
        self.closing = True
        if self.pair.ended or self.pair.proxy.toxics.black_hole:
            return  # through a black hole not even the end of a connection is heard
        if self.pair.proxy.toxics.slow_close:
            self.pair.later(self.pair.proxy.toxics.slow_close, self.pair.finish)
        elif not self.carrying:
            self.pair.finish()


CLEAN = Toxics()
