"""What the sweeper does for leads, step by step."""

from __future__ import annotations

from cairn.leads import alarms, scoring


def sweep() -> dict[str, int]:
    return {"woken": alarms.wake(), "overdue": alarms.raise_overdue(), "scored": scoring.refresh_some()}
