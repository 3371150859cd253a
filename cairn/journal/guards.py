"""A guard before each outside service: who does not answer is left alone, so that no thread waits for it in vain, and
people are told. Each process counts for itself; what was told stands in a row that all of them see.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from cairn.accounts.models import Firm
from cairn.journal import outages
from cairn.lib import clock
from cairn.lib.breaker import Breaker
from cairn.lib.seldom import Seldom

DETAIL = "It is tried again by itself, and what waits follows in order. There is nothing to do here unless it stays so."
ASK_AGAIN = 10.0  # seconds between two looks whether another process has told an outage


class Guard:
    """`who` begins a sentence. `waits` says how much waits for the service, and is asked when it is found dead."""

    def __init__(self, name: str, *, who: str, waits: Callable[[], str], breaker: Breaker) -> None:
        self.name, self.who, self.waits, self.breaker = name, who, waits, breaker
        self.look = Seldom(ASK_AGAIN)

    def allows(self) -> bool:
        """Whether it may be called now."""
        return self.breaker.allows()

    def failed(self) -> None:
        """It did not answer."""
        seconds = self.breaker.failed_once()
        if seconds is not None:
            self.tell(seconds)

    def tell(self, seconds: float) -> None:
        since = clock.now() - timedelta(seconds=seconds)
        why = f"{self.who} has not answered since {hour(since)}; {self.waits()}"
        outages.begin(self.name, why=why, over=f"{self.who} answers again", detail=DETAIL, since=since)

    def answered(self) -> None:
        """It did, whatever it said."""
        told = self.breaker.open
        self.breaker.answered()
        if self.look.due() or told:
            outages.back(self.name)


def hour(at: datetime) -> str:
    """The time of day in the firm's zone."""
    return f"{at.astimezone(Firm.current().zone):%H:%M}"


def many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
