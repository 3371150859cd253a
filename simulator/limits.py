"""Meta's two speed limits on sending: one for the number, one for each pair of number and customer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from simulator.errors import GraphError

PAIR_EVERY = 6.0
PAIR_BURST = 45


@dataclass
class Bucket:
    """Fills at `rate` a second up to `size`."""

    size: float
    rate: float
    level: float
    at: float

    def fill(self, now: float) -> float:
        self.level = min(self.size, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now
        return self.level


class Limits:
    def __init__(self, throughput: float, now: Callable[[], float]) -> None:
        self._now = now
        size = max(1.0, throughput)
        self._number = Bucket(size, throughput, size, time.monotonic())
        self._pairs: dict[str, Bucket] = {}

    def take(self, customer_id: str) -> None:
        """Count one send, or refuse it. Refused sends cost nothing."""
        pair = self._pairs.setdefault(customer_id, Bucket(PAIR_BURST, 1 / PAIR_EVERY, PAIR_BURST, self._now()))
        if pair.fill(self._now()) < 1:
            raise GraphError(131056)
        if self._number.fill(time.monotonic()) < 1:
            raise GraphError(130429, subcode=2494055)
        pair.level -= 1
        self._number.level -= 1
