"""Signed webhooks to Cairn, tried again until it says 200, in order for each customer."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from simulator import backoff, wire
from simulator.faults import Faults
from simulator.lines import new_client
from simulator.rules import Rules
from simulator.seen import Seen, Webhook

Json = dict[str, Any]
AT_ONCE = 20
BACKLOG = 100_000
PATIENCE = 5  # refusals after which a parcel steps out of its customer's way


@dataclass
class Parcel:
    """One POST body. `lane` keeps a customer's parcels in order; `accepted` runs once Cairn said 200; `url` when it is not
    the app's own address."""

    lane: str
    words: str
    payload: Json
    accepted: list[Callable[[], None]] = field(default_factory=list)
    body: bytes = b""
    attempts: int = 0
    url: str | None = None
    waited: float = 0.0


class Poster:
    """Lanes of parcels, at most twenty posts at once."""

    def __init__(
        self,
        url: str,
        secret: str,
        faults: Faults,
        seen: Seen,
        now: Callable[[], float],
        rules: Callable[[], Rules] = Rules,
    ) -> None:
        self.url = url
        self._rules = rules
        self._secret, self._faults, self._seen, self._now = secret, faults, seen, now
        self._lanes: dict[str, deque[Parcel]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._back = asyncio.Event()
        self._idle: list[httpx.AsyncClient] = []
        self._is_up = True
        self.waiting = 0

    @property
    def is_full(self) -> bool:
        return self.waiting >= BACKLOG

    def put(self, parcel: Parcel) -> None:
        parcel.body = wire.encode(parcel.payload)
        self.waiting += 1
        if parcel.lane in self._lanes:
            self._lanes[parcel.lane].append(parcel)
        else:
            self._lanes[parcel.lane] = deque([parcel])
            self.spawn(self._run(parcel.lane))

    def spawn(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for client in self._idle:
            await client.aclose()

    async def _run(self, lane: str) -> None:
        queue = self._lanes[lane]
        while queue:
            await self._deliver(queue[0], lane)
            queue.popleft()
        del self._lanes[lane]

    async def _deliver(self, parcel: Parcel, lane: str) -> None:
        while (answer := await self._attempt(parcel)) != 200:
            if lane and answer and parcel.attempts >= PATIENCE and len(self._lanes.get(lane, ())) > 1:
                self.spawn(self._deliver(parcel, ""))  # a body that Cairn refuses must not block what follows
                return
            if not await self._wait(parcel, unreachable=answer == 0):
                self.waiting -= 1
                return
        self.waiting -= 1
        for accepted in parcel.accepted:
            accepted()

    async def _attempt(self, parcel: Parcel) -> int:
        async with self._gate:
            parcel.attempts += 1
            copies = 2 if self._faults.take_post("duplicate") else 1
            body, headers = self._spoilt(parcel.body)
            answers = await asyncio.gather(*(self._post(parcel, body, headers) for _ in range(copies)))
        self._notice(answers[0])
        return next((one for one in answers if one != 200), 200)

    def _spoilt(self, body: bytes) -> tuple[bytes, dict[str, str]]:
        """The bytes and headers of this attempt: a fault may have been at them."""
        secret = "not the secret" if self._faults.take_post("bad_signature") else self._secret
        headers = wire.headers(secret, body)
        if self._faults.take_post("no_signature"):
            del headers["X-Hub-Signature-256"]
        if self._faults.take_post("tampered_body"):
            body = body.replace(b'"timestamp":"1', b'"timestamp":"2', 1) + b" "
        return body, headers

    async def _post(self, parcel: Parcel, body: bytes, headers: dict[str, str]) -> int:
        started = time.perf_counter()
        client = self._idle.pop() if self._idle else new_client()
        try:
            answer = (await client.post(parcel.url or self.url, content=body, headers=headers)).status_code
        except httpx.HTTPError:
            answer = 0
        finally:
            self._idle.append(client)
        spent = round((time.perf_counter() - started) * 1000)
        self._seen.webhook(Webhook(self._now(), parcel.words, parcel.payload, answer, spent, parcel.attempts))
        return answer

    def _notice(self, answer: int) -> None:
        """Any answer after silence wakes those who wait: they needn't sit out their ten seconds."""
        if answer and not self._is_up:
            self._back.set()
            self._back = asyncio.Event()
        if bool(answer) != self._is_up:
            self._is_up = bool(answer)
            print(f"simulator webhooks={'flowing' if answer else 'unanswered'} waiting={self.waiting}", file=sys.stderr)

    async def _wait(self, parcel: Parcel, *, unreachable: bool) -> bool:
        """Until the next attempt; False when there is none any more."""
        scale = self._rules().retry_scale
        delay = backoff.like_meta(parcel.attempts) if scale else backoff.quick(parcel.attempts)
        if scale and parcel.waited + delay > backoff.WEEK:
            lost = f"{parcel.words}, dropped after seven days"
            self._seen.webhook(Webhook(self._now(), lost, parcel.payload, 0, 0, parcel.attempts))
            return False
        parcel.waited += delay
        await self._sleep(delay / (scale or 1.0), can_be_woken=unreachable and not scale)
        return True

    async def _sleep(self, seconds: float, *, can_be_woken: bool) -> None:
        if not can_be_woken:
            return await asyncio.sleep(seconds)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._back.wait(), seconds)
