"""Which faults there are, by the numbers of the reliability plan, and which of them a run gets. Each is a function that breaks
something, waits, and mends it again."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress

import httpx
import psycopg

from tests.chaos.faults import arrivals, databases, neighbours, processes
from tests.chaos.rig import Rig

Fault = Callable[[Rig, random.Random], None]
# Name, the plan's number, how often of a hundred in the full run.
ALL: dict[Fault, tuple[str, int]] = {
    processes.worker_killed: ("F1", 18),
    processes.workers_killed: ("F1", 8),
    processes.web_killed: ("F2", 14),
    databases.database_crashed: ("F3", 8),
    databases.connections_cut: ("F4", 8),
    databases.database_black_hole: ("F5", 3),
    databases.database_slow: ("F5", 2),
    processes.worker_frozen: ("F6", 3),
    processes.crashed_at_a_commit: ("F7", 6),
    neighbours.whatsapp_throttles: ("F8", 2),
    neighbours.whatsapp_fails: ("F8", 2),
    neighbours.whatsapp_hangs: ("F9", 2),
    neighbours.whatsapp_unreachable: ("F9", 3),
    neighbours.answer_lost: ("F10", 4),
    neighbours.model_broken: ("F11", 2),
    neighbours.model_away: ("F12", 3),
    databases.nothing_to_write_on: ("F13", 2),
    processes.clock_wrong: ("F14", 1),
    neighbours.receipts_in_a_mess: ("F15, F16", 2),
    arrivals.newcomers: ("F17", 2),
    arrivals.nonsense_arrives: ("F19", 2),
    processes.restarted: ("F23", 2),
    databases.database_and_worker: ("F24", 2),
    processes.web_and_worker: ("F24", 2),
}
SMALL: tuple[Fault, ...] = (
    processes.worker_killed,
    neighbours.answer_lost,
    processes.web_killed,
    databases.connections_cut,
    processes.crashed_at_a_commit,
    databases.database_crashed,
    neighbours.whatsapp_throttles,
    processes.worker_frozen,
    arrivals.newcomers,
    arrivals.nonsense_arrives,
    databases.database_black_hole,
    processes.workers_killed,
)


def plan(count: int, dice: random.Random) -> list[Fault]:
    """So many faults in the shares above, each at least once where there is room, in any order."""
    if count == len(SMALL):
        return list(SMALL)
    chosen = list(ALL)[:count]
    chosen += dice.choices(list(ALL), weights=[share for _, share in ALL.values()], k=count - len(chosen))
    dice.shuffle(chosen)
    return chosen


def ended(rig: Rig) -> None:
    """Whatever a fault left behind is over."""
    for proxy in (rig.db, rig.graph, rig.llm):
        rig.spoil(proxy)
    with suppress(httpx.HTTPError, AssertionError):
        rig.no_faults()
    with suppress(psycopg.Error):
        rig.sql("SELECT 1")
