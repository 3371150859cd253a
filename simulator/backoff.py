"""How long a webhook waits before it is tried again."""

from __future__ import annotations

QUICK = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0)
WEEK = 7 * 24 * 3600.0
FIRST, LONGEST = 15.0, 6 * 3600.0


def quick(attempts: int) -> float:
    """Seconds, for people who sit before it: never more than ten, for ever."""
    return QUICK[min(attempts, len(QUICK)) - 1]


def like_meta(attempts: int) -> float:
    """Seconds as Meta waits: at once, then doubled from a quarter of a minute to a quarter of a day, for seven days."""
    return 0.0 if attempts == 1 else min(LONGEST, FIRST * 2.0 ** (attempts - 2))
