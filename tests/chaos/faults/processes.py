"""Processes that are killed, frozen, started anew, or whose clock is wrong."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from cairn.lib import failing
from tests.chaos.rig import Rig

POINTS = (
    "before filing",
    "after filing",
    "after leasing",
    "before answering",
    "after answering",
    "before claiming",
    "before sending",
    "after sending",
    "after settling",
)


def worker_killed(rig: Rig, dice: random.Random) -> None:
    rig.signal("work", most=1)


def workers_killed(rig: Rig, dice: random.Random) -> None:
    rig.signal("work")


def web_killed(rig: Rig, dice: random.Random) -> None:
    rig.signal("web")


def web_and_worker(rig: Rig, dice: random.Random) -> None:
    rig.signal("web")
    rig.signal("work")


def worker_frozen(rig: Rig, dice: random.Random) -> None:
    """Longer than a lease: the other worker takes over, and the sleeper must not write when it wakes."""
    pids = rig.pids("work")[:1]
    for pid, number in ((pid, number) for number in (signal.SIGSTOP, signal.SIGCONT) for pid in pids):
        with suppress(psutil.Error):
            psutil.Process(pid).send_signal(number)
        if number == signal.SIGSTOP:
            time.sleep(rig.length(dice, 12, 60))


def crashed_at_a_commit(rig: Rig, dice: random.Random) -> None:
    """One worker more, that ends at one point of the flow. Once it works the others are killed, so that it gets there."""
    point, before = dice.choice(POINTS), rig.workers_ready()
    extra = rig.child("work", CAIRN_FAILPOINT=f"{point}:{dice.randint(1, 3)}")
    ends(rig, extra, lambda: rig.workers_ready() > before)
    rig.signal("work")
    for _ in range(3):
        rig.knock()
    ends(rig, extra, lambda: False)
    if extra.poll() == failing.STATUS:
        rig.load.seen[f"crashed {point}"] += 1
    extra.kill()
    extra.wait()


def ends(rig: Rig, process: subprocess.Popen[bytes], enough: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until it has ended, or until it is enough."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline and not enough():
        time.sleep(0.2)


SKEWED = "from cairn.lib import clock; from datetime import timedelta; real = clock.now; clock.now = lambda: real() + timedelta(minutes={minutes}); from cairn.console.main import main; main(['work'])"


def clock_wrong(rig: Rig, dice: random.Random) -> None:
    """One worker more, whose clock is ten minutes off."""
    extra = rig.run([sys.executable, "-c", SKEWED.format(minutes=dice.choice((-10, 10)))])
    time.sleep(rig.length(dice, 10, 20))
    rig.end(extra)


def restarted(rig: Rig, dice: random.Random) -> None:
    """A deploy: migrations run while everything works, then web and workers are asked to end."""
    migrate = rig.child("migrate")
    migrate.wait(120)
    rig.signal("web", signal.SIGTERM)
    time.sleep(1)
    rig.signal("work", signal.SIGTERM)
