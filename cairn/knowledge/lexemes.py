"""How common each word is among the passages: rare words decide what a question is about, and cost little to look up.

A small index is counted; a large one is known from what Postgres' own ANALYZE gathers (the commonest lexemes).
"""

from __future__ import annotations

import math
import time
from threading import Lock

from django.db import connection

FRESH = 300.0  # seconds
SMALL = 20_000  # passages up to which all words are counted (50 ms)


class Frequencies:
    """Share of the passages in which a lexeme stands; what is not known is rare."""

    def __init__(self, passages: int, shares: dict[str, float]) -> None:
        self.passages = passages
        self.shares = shares
        self.at = time.monotonic()

    def expected(self, lexeme: str) -> float:
        """How many passages hold it."""
        return self.shares.get(lexeme, 0.0) * self.passages

    def together(self, one: str, other: str) -> float:
        """How many passages hold both, if the words had nothing to do with each other."""
        return self.expected(one) * self.shares.get(other, 0.0)

    def weight(self, lexeme: str) -> float:
        """Inverse document frequency: near 0 for a word that is everywhere, highest for one that is nowhere."""
        return math.log(1 + (self.passages - self.expected(lexeme) + 0.5) / (self.expected(lexeme) + 0.5))


_kept: Frequencies | None = None
_lock = Lock()


def frequencies() -> Frequencies:
    """Counted anew every five minutes."""
    global _kept
    with _lock:
        if _kept is None or time.monotonic() - _kept.at > FRESH:
            _kept = read()
        return _kept


def forget() -> None:
    global _kept
    _kept = None


def read() -> Frequencies:
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'knowledge_passage'::regclass")
        estimate = int(cursor.fetchone()[0])
        if estimate <= SMALL:
            cursor.execute("SELECT count(*) FROM (SELECT 1 FROM knowledge_passage LIMIT %s) AS few", [SMALL + 1])
            estimate = max(estimate, int(cursor.fetchone()[0]))
        if estimate <= SMALL:
            cursor.execute("SELECT word, ndoc FROM ts_stat('SELECT words FROM knowledge_passage')")
            return Frequencies(estimate, {str(word): count / max(1, estimate) for word, count in cursor.fetchall()})
        cursor.execute(COMMONEST)
        return Frequencies(estimate, {str(word): float(share) for word, share in cursor.fetchall()})


COMMONEST = """
SELECT unnest(most_common_elems::text::text[]), unnest(most_common_elem_freqs[:array_length(most_common_elems::text::text[], 1)])
FROM pg_stats WHERE tablename = 'knowledge_passage' AND attname = 'words'
"""
