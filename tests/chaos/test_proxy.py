"""The proxy does what its eight faults say."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from tests.chaos.proxy import Proxy

WORDS = b"x" * 1000
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def through(case: Callable[[Proxy, Callable[[], Awaitable[Ends]]], Awaitable[None]]) -> None:
    """Run `case` with a proxy before a server that says everything back."""

    async def run() -> None:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        proxy = await Proxy(server.sockets[0].getsockname()[1]).open()
        try:
            await asyncio.wait_for(case(proxy, lambda: asyncio.open_connection("127.0.0.1", proxy.port)), 20)
        finally:
            await proxy.close()
            server.close()

    asyncio.run(run())


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()


async def ask(ends: Ends, words: bytes = WORDS) -> bytes:
    ends[1].write(words)
    return await ends[0].readexactly(len(words))


async def silent(ends: Ends, seconds: float = 0.3) -> bool:
    try:
        await asyncio.wait_for(ask(ends), seconds)
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize("toxics", [{}, {"latency": 0.02, "jitter": 0.01}, {"slice_size": 100}, {"bandwidth": 20000.0}])
def test_what_is_late_or_in_pieces_arrives_whole(toxics):
    async def case(proxy, connect):
        proxy.set(**toxics)
        started = asyncio.get_running_loop().time()
        assert await ask(await connect()) == WORDS
        took = asyncio.get_running_loop().time() - started
        assert took >= {"latency": 0.02, "bandwidth": 0.09}.get(next(iter(toxics), ""), 0)

    through(case)


def test_down_refuses_and_ends_what_is_open():
    async def case(proxy, connect):
        ends = await connect()
        assert await ask(ends) == WORDS
        proxy.set(down=True)
        for one in (ends, await connect()):
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await ask(one)
        proxy.set()
        assert await ask(await connect()) == WORDS

    through(case)


def test_a_black_hole_says_nothing_and_closes_nothing_and_what_fell_in_comes_out():
    async def case(proxy, connect):
        ends = await connect()
        proxy.set(black_hole=True)
        assert await silent(ends)
        assert await silent(await connect())
        proxy.set()
        assert await ends[0].readexactly(len(WORDS)) == WORDS

    through(case)


def test_reset_cuts_in_the_middle():
    async def case(proxy, connect):
        ends = await connect()
        proxy.set(reset_after=0.05, black_hole=True)
        with pytest.raises(ConnectionResetError):
            await ask(ends)

    through(case)


def test_only_so_many_bytes_pass():
    async def case(proxy, connect):
        proxy.set(limit_data=300)
        ends = await connect()
        ends[1].write(WORDS)
        assert len(await ends[0].read()) <= 300

    through(case)


def test_a_slow_close_is_heard_late():
    async def case(proxy, connect):
        proxy.set(slow_close=0.2)
        ends = await connect()
        assert await ask(ends) == WORDS
        ends[1].write_eof()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(ends[0].read(), 0.1)
        assert await ends[0].read() == b""

    through(case)
