"""What the sweeper does for leads, step by step."""

from __future__ import annotations

from cairn.leads import alarms, scoring
from cairn.leads.imports import carry

STEPS = {
    "woken": alarms.wake,
    "overdue": alarms.raise_overdue,
    "scored": scoring.refresh_some,
    "imported": carry.carry_on,
}
