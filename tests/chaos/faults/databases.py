"""A database that is gone, cut off or slow, alone or together with something else."""

from __future__ import annotations

import random
import resource
import time
from contextlib import suppress

import psutil

from tests.chaos.rig import Rig


def database_crashed(rig: Rig, dice: random.Random) -> None:
    rig.database.crash()
    time.sleep(rig.length(dice, 1, 20))
    rig.database.start()
    rig.database.wait()


def connections_cut(rig: Rig, dice: random.Random) -> None:
    rig.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )


def database_black_hole(rig: Rig, dice: random.Random) -> None:
    rig.spoil(rig.db, black_hole=True)
    time.sleep(rig.length(dice, 5, 60))
    rig.spoil(rig.db)


def database_slow(rig: Rig, dice: random.Random) -> None:
    rig.spoil(rig.db, latency=0.02, jitter=0.02)
    time.sleep(rig.length(dice, 3, 10))
    rig.spoil(rig.db)


def nothing_to_write_on(rig: Rig, dice: random.Random) -> None:
    """Database away and no room for the spool: a clean 503, no half file, and all is well when there is room again."""
    pids = rig.pids("web")
    for limit in (0, resource.RLIM_INFINITY):
        for pid in pids:
            with suppress(psutil.Error):
                psutil.Process(pid).rlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        if limit == 0:
            rig.database.crash()
            time.sleep(rig.length(dice, 2, 8))
    rig.database.start()
    rig.database.wait()


def database_and_worker(rig: Rig, dice: random.Random) -> None:
    rig.database.crash()
    rig.signal("work", most=1)
    time.sleep(rig.length(dice, 1, 5))
    rig.database.start()
    rig.database.wait()
