"""How long news takes to the screens: measured when an open page fetches its bell because of them. In memory alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from cairn.journal import samples
from cairn.lib import clock

LONGEST = 60_000.0  # milliseconds; older news were there when the page was opened
MOST = 1000  # people remembered
# The newest Event that each person's bell has shown by this process.
_known: OrderedDict[int, int] = OrderedDict()


def shown(user: int, days: Iterable[Any]) -> None:
    """This person's bell was fetched and holds these. What is newer than the last time is measured, once."""
    events = [line.notice.event for day in days for line in day.lines]
    newest = max((event.pk for event in events), default=0)
    known = _known.get(user)
    _known[user] = max(newest, known or 0)
    _known.move_to_end(user)
    if len(_known) > MOST:
        _known.popitem(last=False)
    if known is None:
        return
    for event in events:
        took = (clock.now() - event.at).total_seconds() * 1000
        if event.pk > known and 0 <= took < LONGEST:
            samples.note("screen", took)
