"""What the sweeper does for the door: forget ended sessions, old tries and very old lines. Once an hour a process."""

from __future__ import annotations

from cairn.accounts import audit, sessions, throttle
from cairn.lib.seldom import Seldom

hour = Seldom(3600)


def forget() -> int:
    if not hour.due():
        return 0
    return sessions.forget_ended() + throttle.forget_old() + audit.forget_old()
