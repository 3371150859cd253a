"""Jobs only wake, and waking is cheap."""

from __future__ import annotations

import asyncio
import threading

import pytest

from cairn import jobs
from cairn.inbound import conversing
from cairn.inbound.filing import Filed


def test_many_wishes_are_granted_by_few_runs():
    runs: list[int] = []
    begun: list[int] = []
    gate = threading.Event()

    def step() -> Filed:
        runs.append(1)
        gate.wait(5)
        return Filed(0, set())

    async def wish_often() -> None:
        filer = jobs.Filer(step, begun.append)
        first = asyncio.create_task(filer.wish())
        await asyncio.sleep(0.05)
        for _ in range(50):
            await asyncio.wait_for(filer.wish(), 1)
        gate.set()
        await first

    asyncio.run(wish_often())
    assert len(runs) == 2


def test_a_filer_that_failed_files_again():
    results = iter([RuntimeError("away"), Filed(jobs.FLOOD, {7}), Filed(0, set())])
    begun: list[int] = []

    def step() -> Filed:
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    async def twice() -> None:
        filer = jobs.Filer(step, begun.append)
        with pytest.raises(RuntimeError):
            await filer.wish()
        await filer.wish()

    asyncio.run(twice())
    assert next(results, None) is None
    assert begun == [7]


@pytest.mark.parametrize("quiet", [0, 0.01])
def test_a_conversation_is_woken_with_any_quiet_time(settings, monkeypatch, quiet):
    from cairn.channels import delivery

    settings.ASSISTANT_QUIET = quiet
    woken: list[int] = []
    monkeypatch.setattr(conversing, "converse", lambda conversation: woken.append(conversation) or 0.0)
    monkeypatch.setattr(delivery, "deliver", lambda conversation: 0)
    jobs.filer.cache_clear()
    asyncio.run(jobs.converse.func(7))
    jobs.filer.cache_clear()
    assert woken == [7]
