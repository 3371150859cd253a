"""Meta's speed limits: for each number, for each pair of number and customer, and for management calls."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from simulator.errors import GraphError
from simulator.numbers import Number
from simulator.rules import Rules

PAIR_EVERY = 6.0
PAIR_BURST = 45
HOUR = 3600


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
    """`rules` is asked each time: it may change. Sends run by the real clock, everything else by the simulated one."""

    def __init__(self, rules: Callable[[], Rules], now: Callable[[], float]) -> None:
        self._rules, self._now = rules, now
        self._numbers: dict[str, Bucket] = {}
        self._pairs: dict[tuple[str, str], Bucket] = {}
        self._calls: dict[str, deque[float]] = {}
        self._creations: dict[str, deque[float]] = {}

    def take(self, number: Number, customer_id: str) -> None:
        """Count one send, or refuse it. Refused sends cost nothing."""
        rules = self._rules()
        if self._now() < number.busy_until:
            raise GraphError(131057)
        pair = self._pair(number.id, customer_id)
        if rules.pair_limit and pair.fill(self._now()) < 1:
            raise GraphError(131056)
        bucket = self._bucket(number.id, rules.throughput or number.rate)
        if bucket.fill(time.monotonic()) < 1:
            raise GraphError(130429, subcode=2494055)
        pair.level -= 1
        bucket.level -= 1

    def call(self, account: str) -> dict[str, str]:
        """Count one management call, or refuse it with 80007. The headers tell how much of the hour is used up."""
        most = self._rules().management_calls
        used = _within_hour(self._calls.setdefault(account, deque()), self._now())
        share = min(100, round(100 * (len(used) + 1) / max(1, most)))
        if len(used) >= most:
            refusal = GraphError(80007)
            refusal.headers = usage(account, 100, minutes=round((used[0] + HOUR - self._now()) / 60))
            raise refusal
        used.append(self._now())
        return usage(account, share)

    def create(self, account: str) -> None:
        """Count one new template, or refuse it."""
        made = _within_hour(self._creations.setdefault(account, deque()), self._now())
        if len(made) >= self._rules().templates_an_hour:
            raise GraphError(80007, "Too many message templates were created in the last hour.")
        made.append(self._now())

    def _pair(self, number_id: str, customer_id: str) -> Bucket:
        return self._pairs.setdefault(
            (number_id, customer_id), Bucket(PAIR_BURST, 1 / PAIR_EVERY, PAIR_BURST, self._now())
        )

    def _bucket(self, number_id: str, rate: float) -> Bucket:
        """A new rate starts with a full bucket."""
        known = self._numbers.get(number_id)
        if known is None or known.rate != rate:
            size = max(1.0, rate)
            known = self._numbers[number_id] = Bucket(size, rate, size, time.monotonic())
        return known


def _within_hour(times: deque[float], now: float) -> deque[float]:
    while times and times[0] <= now - HOUR:
        times.popleft()
    return times


def usage(account: str, share: int, *, minutes: int = 0) -> dict[str, str]:
    """Percent of the hour's calls, as every answer of a management call carries it."""
    figures = {"call_count": share, "total_cputime": 1, "total_time": 1}
    business = {account: [{"type": "whatsapp", **figures, "estimated_time_to_regain_access": minutes}]}
    return {"X-App-Usage": json.dumps(figures), "X-Business-Use-Case-Usage": json.dumps(business)}
