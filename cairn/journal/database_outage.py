"""The database did not answer for a while: nobody could be told then, so people are told once, when it is over."""

from __future__ import annotations

import time
from datetime import timedelta

from cairn.journal import outages
from cairn.lib import clock, logs
from cairn.lib.saying import spelt

log = logs.logger("outages")
WORTH_TELLING = 10.0  # seconds
DETAIL = "It does again. Messages that came meanwhile were kept on disk and are filed in their order; nothing was lost."


class DatabaseOutage:
    """What one sweeper saw. `failed` or `answered` follows each of its passes."""

    def __init__(self) -> None:
        self.began: float | None = None

    def failed(self) -> None:
        if self.began is None:
            self.began = time.monotonic()
            log.error("the database does not answer")

    def answered(self) -> None:
        if self.began is None:
            return
        lasted = time.monotonic() - self.began
        if lasted >= WORTH_TELLING:
            tell(timedelta(seconds=lasted))
        self.began = None
        log.info("the database answers again", seconds=round(lasted))


def tell(lasted: timedelta) -> bool:
    """Once for all the workers that saw the same. False for those that come second."""
    why = f"The database did not answer for {spelt(lasted)}"
    told = outages.begin("database", why=why, over="", detail=DETAIL, since=clock.now() - lasted)
    outages.back("database")
    return told
