"""Five failures within a minute, and the model is left alone for a minute; then one call tries it again."""

from __future__ import annotations

import threading
import time
from collections import deque

FAILURES = 5
WITHIN = 60.0  # seconds
REST = 60.0


class Breaker:
    """Shared by the threads of a process. `allows` lets one caller through when the rest is over."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.failed: deque[float] = deque(maxlen=FAILURES)
        self.rests_until = 0.0

    @property
    def open(self) -> bool:
        """Whether calls are refused now."""
        return time.monotonic() < self.rests_until

    def allows(self) -> bool:
        with self.lock:
            if self.open:
                return False
            if self.rests_until:
                self.rests_until = time.monotonic() + REST  # whoever comes next waits for what this one finds
            return True

    def succeeded(self) -> None:
        with self.lock:
            self.failed.clear()
            self.rests_until = 0.0

    def failed_once(self) -> bool:
        """Count a failure; True when it opens the breaker."""
        with self.lock:
            now = time.monotonic()
            self.failed.append(now)
            full = len(self.failed) == FAILURES and now - self.failed[0] <= WITHIN
            if full or self.rests_until:
                self.rests_until = now + REST
            return full


breaker = Breaker()
