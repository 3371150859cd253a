"""Meta's timestamps: decimal text or numbers, in seconds; now and then in milliseconds."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

_MILLISECONDS_FROM = 10**11  # as seconds, the year 5138


def moment(raw: Any) -> datetime | None:
    """The time meant, aware and in UTC; None when there is none to be read."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    try:
        seconds = float(raw)
        if seconds > _MILLISECONDS_FROM:
            seconds /= 1000
        if not (math.isfinite(seconds) and seconds > 0):
            return None
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
