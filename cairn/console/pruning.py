"""Drop old months of the journal's Events. What leads are is noted apart and stays (docs/decisions/0011)."""

from __future__ import annotations

from datetime import timedelta

from cairn.insights import counting
from cairn.journal import months
from cairn.lib import clock


def prune(keep: int) -> str:
    """Whole months only, oldest first, up to the first in which something is younger. The days in them must be counted."""
    if counting.missing(clock.now().date()):
        return "Days of the past are still being counted for the insights. Nothing was dropped; try again in a while."
    gone = months.prune("journal_event", clock.now() - timedelta(days=31 * keep))
    return f"Dropped: {', '.join(gone)}." if gone else "No month is old enough as a whole."
