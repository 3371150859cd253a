"""Waiting until nothing moves any more."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import psycopg

from tests.chaos.oracle import STUCK
from tests.chaos.rig import Rig

# What a process that died left in doubt waits a minute, then two for a receipt, then for a person: here the hands of the
# clock are moved, for these rows alone and only once nothing else moves.
AGE = """
UPDATE conversations_message SET sending_since = now() - interval '3 minutes'
WHERE status IN ('sending', 'unknown') AND sending_since IS NOT NULL
"""
DUE = "UPDATE conversations_message SET next_attempt_at = now() WHERE status = 'queued' AND next_attempt_at > now()"
DOUBTS = "SELECT count(*) FROM conversations_message WHERE status = 'unknown' AND sending_since IS NOT NULL"


def moving(rig: Rig) -> dict[str, int]:
    found = {name: rig.sql(query)[0][0] for name, query in STUCK.items() if name != "quarantined"}
    found["spool"] = len(list((rig.data / "spool").glob("*.body")))
    found["doubts"] = rig.sql(DOUBTS)[0][0]
    found["webhooks"] = int(rig.web.get(f"{rig.simulator_url}/sim").json()["waiting_webhooks"])
    return {name: count for name, count in found.items() if count}


def settle(rig: Rig, seconds: float, tell: Callable[[str], None] = lambda words: None) -> dict[str, int]:
    """Wait until nothing moves, at most so long without progress. Returns what still moves."""
    last: dict[str, int] = {}
    since = told = time.monotonic()
    while time.monotonic() - since < seconds:
        try:
            now = moving(rig)
        except (psycopg.Error, httpx.HTTPError, OSError) as error:
            now = {type(error).__name__: 1}
        if not now:
            return {}
        if now != last:
            last, since = now, time.monotonic()
        elif time.monotonic() - since > 4 and set(now) <= {"sending", "doubts", "receipts"}:
            rig.sql(AGE)
            rig.sql(DUE)
        if time.monotonic() - told > 10:
            told = time.monotonic()
            tell(f"settling: {now}")
        time.sleep(0.3)
    return last
