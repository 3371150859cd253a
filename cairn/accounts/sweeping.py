"""What the sweeper does for the door: forget ended sessions, old tries and very old lines. Once an hour a process."""

from __future__ import annotations

import time

from cairn.accounts import audit, sessions, throttle

HOUR = 3600.0
_next = 0.0


def forget() -> int:
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + HOUR
    return sessions.forget_ended() + throttle.forget_old() + audit.forget_old()
