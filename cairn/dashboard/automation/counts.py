"""How often each transition acted, was undone and was suggested in the last thirty days. From Events, bounded."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

DAYS = 30
MOST = 20_000  # Events, the newest
COUNTS = """
SELECT data->>'rule', type,
    count(*),
    count(*) FILTER (WHERE data->>'undone' = 'true'),
    count(*) FILTER (WHERE data ? 'declined_by')
FROM (
    SELECT type, data FROM journal_event
    WHERE type IN ('stage_changed', 'stage_suggested') AND at > now() - make_interval(days => %s)
    ORDER BY at DESC LIMIT %s
) AS recent
WHERE data ? 'rule' GROUP BY 1, 2
"""


@dataclass(slots=True)
class Count:
    moved: int = 0
    undone: int = 0
    suggested: int = 0
    refused: int = 0


def counts() -> dict[str, Count]:
    """By the name of the rule; those that never acted are left out."""
    found: dict[str, Count] = {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [DAYS, MOST])
        for rule, kind, number, undone, refused in cursor.fetchall():
            count = found.setdefault(rule, Count())
            if kind == "stage_changed":
                count.moved, count.undone = number, undone
            else:
                count.suggested, count.refused = number, refused
    return found


def total(found: dict[str, Count]) -> Count:
    rows = found.values()
    return Count(
        sum(row.moved for row in rows),
        sum(row.undone for row in rows),
        sum(row.suggested for row in rows),
        sum(row.refused for row in rows),
    )
