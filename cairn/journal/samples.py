"""What the product measures about itself, gathered in memory and written every few seconds: no query on any hot path.

Each process keeps its own sums and adds them to the minute's row. A killed process loses the last seconds of them.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, connections

from cairn.journal import queries
from cairn.journal.models import Sample
from cairn.lib import clock, logs

log = logs.logger("samples")
SECONDS = 10.0  # between two writings
# Milliseconds; the last one has no bound.
BOUNDS = (
    1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700,
    1000, 1500, 2000, 3000, 5000, 7000, 10_000, 20_000, 60_000,
)  # fmt: skip
KEEP_MINUTES, KEEP_HOURS = timedelta(hours=26), timedelta(days=100)
ADD = """
INSERT INTO journal_sample (span, name, at, count, bad, total, worst, spread)
VALUES ('minute', %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (span, name, at) DO UPDATE SET
    count = journal_sample.count + excluded.count, bad = journal_sample.bad + excluded.bad,
    total = journal_sample.total + excluded.total, worst = greatest(journal_sample.worst, excluded.worst),
    spread = ARRAY(SELECT coalesce(a, 0) + coalesce(b, 0) FROM unnest(journal_sample.spread, excluded.spread) AS t(a, b))
"""


@dataclass(slots=True)
class Sums:
    """A name's sums of one minute."""

    count: int = 0
    bad: int = 0
    total: float = 0.0
    worst: float = 0.0
    spread: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))

    def add(self, value: float, bad: bool = False) -> None:
        self.count += 1
        self.bad += bad
        self.total += value
        self.worst = max(self.worst, value)
        self.spread[bisect_left(BOUNDS, value)] += 1


_lock = threading.Lock()
_sums: dict[tuple[str, datetime], Sums] = {}


def note(name: str, value: float = 0.0, *, bad: bool = False) -> None:
    """Remember one measurement, in milliseconds. Costs a microsecond or two and never fails."""
    minute = clock.now().replace(second=0, microsecond=0)
    with _lock:
        _sums.setdefault((name, minute), Sums()).add(value, bad)


def flush() -> int:
    """Write what was gathered. When the database is away it is kept, an hour of it at most."""
    with _lock:
        found = dict(_sums)
        _sums.clear()
    try:
        queries.flush()
        add(found)
    except Exception:
        put_back(found)
        raise
    return len(found)


def add(found: dict[tuple[str, datetime], Sums]) -> None:
    rows = [
        (name, at, one.count, one.bad, one.total, one.worst, one.spread) for (name, at), one in sorted(found.items())
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(ADD, rows)


def put_back(found: dict[tuple[str, datetime], Sums]) -> None:
    oldest = clock.now() - timedelta(hours=1)
    with _lock:
        for key, one in found.items():
            if key[1] > oldest:
                _sums[key] = joined([one, _sums.get(key) or Sums()])


def joined(many: Iterable[Sums | Sample]) -> Sums:
    """The sums of several minutes or hours."""
    whole = Sums()
    for one in many:
        whole.count, whole.bad, whole.total = whole.count + one.count, whole.bad + one.bad, whole.total + one.total
        whole.worst = max(whole.worst, one.worst)
        whole.spread = [a + b for a, b in zip(whole.spread, [*one.spread, *[0] * len(whole.spread)], strict=False)]
    return whole


def percentile(sums: Sums | Sample, share: float) -> float | None:
    """The value that `share` of the measurements did not pass, to the width of its bound; milliseconds."""
    left = share * sums.count
    for bound, many in zip((*BOUNDS, sums.worst), sums.spread, strict=False):
        left -= many
        if many and left <= 0:
            return min(float(bound), sums.worst)
    return sums.worst if sums.count else None


def forget_old() -> int:
    """Minutes are kept for a day, hours for a hundred days."""
    gone = 0
    for span, keep in ((Sample.Span.MINUTE, KEEP_MINUTES), (Sample.Span.HOUR, KEEP_HOURS)):
        gone += Sample.objects.filter(span=span, at__lt=clock.now() - keep).delete()[0]
    return gone


def start() -> None:
    """Measure the queries of this process and write everything down, on a thread of its own."""
    queries.watch()
    threading.Thread(target=write_for_ever, name="samples", daemon=True).start()


def write_for_ever() -> None:
    while True:
        time.sleep(SECONDS)
        try:
            flush()
        except Exception as error:
            log.warning("samples wait for the database", error=type(error).__name__)
        finally:
            connections.close_all()
