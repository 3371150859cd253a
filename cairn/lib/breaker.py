"""After so many failures in a row a service is left alone for a while; then one call tries it again."""

from __future__ import annotations

import threading
import time
from collections import deque


class Breaker:
    """Shared by the threads of a process. `within` and `rest` are seconds."""

    def __init__(self, *, failures: int, within: float, rest: float) -> None:
        self.lock = threading.Lock()
        self.failed: deque[float] = deque(maxlen=failures)
        self.failures, self.within, self.rest = failures, within, rest
        self.rests_until = 0.0

    @property
    def open(self) -> bool:
        """Whether the service was found dead and has not answered since."""
        return self.rests_until > 0

    def allows(self) -> bool:
        """Whether a call may be made now. When the rest is over, one caller may, and the others wait for what it finds."""
        with self.lock:
            now = time.monotonic()
            if now < self.rests_until:
                return False
            if self.open:
                self.rests_until = now + self.rest
            return True

    def answered(self) -> None:
        """Any answer, also a refusal, shows that the service lives."""
        with self.lock:
            self.failed.clear()
            self.rests_until = 0.0

    def failed_once(self) -> float | None:
        """Count a call that got no answer. The seconds since the first of them when that makes the service dead."""
        with self.lock:
            now = time.monotonic()
            self.failed.append(now)
            since = now - self.failed[0]
            if not self.open and (len(self.failed) < self.failures or since > self.within):
                return None
            self.rests_until = now + self.rest
            return since
