""" "And the one after that?": the departure that stands next to the one under discussion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from cairn.assistant.dates import Period
from cairn.catalog.models import Trip
from cairn.catalog.snapshot import Snapshot

LATER = re.compile(
    r"\b(?:one|batch|dates?|departure|trip)? ?(?:just |right )?(?:after|later than) (?:that|this|it)\b|\b(?:the|any|and|its?) (?:next|later) (?:one|batch|date|departure)\b"
    r"|\b(?:that|this|it) (?:of )?(?:after|later) (?:of )?(?:one|batch|date|departure)\b"
)
EARLIER = re.compile(
    r"\b(?:one|batch|dates?|departure|trip)? ?(?:just |right )?(?:before|earlier than) (?:that|this|it)\b|\b(?:the|any|and|its?) (?:previous|earlier) (?:one|batch|date|departure)\b"
    r"|\b(?:that|this|it) (?:of )?(?:before|earlier) (?:of )?(?:one|batch|date|departure)\b"
)
LONGEST = 9  # words; a longer message says more than that


def beside(glossed: str, trip: Trip, periods: Sequence[Period], snapshot: Snapshot, today: date) -> tuple[Period, ...]:
    """The day of the neighbour in the trip's calendar; nothing where no day was under discussion."""
    step = 1 if LATER.search(glossed) else -1 if EARLIER.search(glossed) else 0
    if not step or len(glossed.split()) > LONGEST:
        return ()
    starts = sorted(d.start for d in snapshot.upcoming(trip, today))
    meant = [n for n, start in enumerate(starts) for p in periods if p.day and p.holds(start)]
    at = meant[-1 if step > 0 else 0] + step if meant else -1
    return (Period(starts[at].month, starts[at].day),) if 0 <= at < len(starts) else ()
