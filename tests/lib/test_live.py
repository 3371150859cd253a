"""Names reach every tab; a tab that lags gets one resync instead of losing some."""

from __future__ import annotations

import asyncio

from cairn.lib.live import BACKLOG, RESYNC, Fanout


def test_every_tab_hears_a_name():
    async def hear() -> list[str]:
        fanout = Fanout("")
        async with fanout.subscribe() as one, fanout.subscribe() as two:
            fanout.publish("inbox")
            return [one.get_nowait(), two.get_nowait()]

    assert asyncio.run(hear()) == ["inbox", "inbox"]


def test_a_tab_that_lags_fetches_everything_once():
    async def lag() -> list[str]:
        fanout = Fanout("")
        async with fanout.subscribe() as queue:
            for number in range(BACKLOG + 3):
                fanout.publish(f"conversation-{number}")
            return [queue.get_nowait() for _ in range(queue.qsize())]

    assert asyncio.run(lag()) == [RESYNC, f"conversation-{BACKLOG + 1}", f"conversation-{BACKLOG + 2}"]


def test_a_closed_tab_is_forgotten():
    async def leave() -> int:
        fanout = Fanout("")
        async with fanout.subscribe():
            pass
        return len(fanout.queues)

    assert asyncio.run(leave()) == 0
