"""Once a minute, once an hour: what a process does more seldom than it could."""

from __future__ import annotations

import time


class Seldom:
    """Each process counts for itself, and its first time comes at once. `seconds` lie between two times."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.next = seconds, 0.0

    def due(self) -> bool:
        """Whether the time has come. Whoever is told so is expected to do it; the next time is counted from here."""
        now = time.monotonic()
        if now < self.next:
            return False
        self.next = now + self.seconds
        return True

    def forget(self) -> None:
        """Be due at the next asking."""
        self.next = 0.0
