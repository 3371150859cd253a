"""The sign of life of a process: its parts beat, and while all of them do, whoever started it is told (lib/notify.py).

A part that stands still silences the process, which is then ended and started again. A part that needs the database is
excused while no new connection to it can be made: ending the process would not bring the database back.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from cairn.lib import logs
from cairn.lib.notify import notify, patience

log = logs.logger("heart")
PATIENCE = 20.0  # seconds, unless WATCHDOG_USEC says otherwise
NEEDS_DATABASE = frozenset({"sweeper", "queue", "filer"})
Told = Callable[["Heart"], bool]


class Heart:
    """`told` writes the heartbeat where other machines see it, and says whether the database took it."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.beats: dict[str, float] = {}
        self.sweeper_late = 0.0  # seconds by which the newest sweep began too late
        self.excused = False

    def beat(self, part: str) -> None:
        """This part works. From now on it has to beat again and again, until it rests."""
        self.beats[part] = time.monotonic()

    def rest(self, part: str) -> None:
        """This part has nothing to do."""
        self.beats.pop(part, None)

    def still(self, *, database: bool) -> list[str]:
        """Parts that stand still and have no excuse. `database`: whether it answers."""
        now = time.monotonic()
        late = sorted(part for part, at in list(self.beats.items()) if now - at > self.patience / 2)
        self.excused = not database and bool(NEEDS_DATABASE & set(late))
        return [part for part in late if database or part not in NEEDS_DATABASE]

    async def beat_in_loop(self) -> None:
        """The event loop's own part, for ever."""
        while True:
            self.beat("loop")
            await asyncio.sleep(self.patience / 8)

    def start(self, told: Told) -> None:
        """Watch the parts on a thread of its own for as long as the process lives."""
        self.patience = patience(PATIENCE)
        threading.Thread(target=self.run, args=[told], name="heart", daemon=True).start()

    def run(self, told: Told) -> None:
        database, known = True, list[str]()
        while True:
            still = self.still(database=database)
            if not still:
                notify("WATCHDOG=1")
            elif still != known:
                log.error("a part stands still", parts=",".join(still))
            known = still
            database = told(self)
            time.sleep(self.patience / 5)


heart = Heart()
