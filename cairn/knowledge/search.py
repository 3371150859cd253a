"""Find passages by meaning (MiniLM, cosine) and by words (Postgres full text), fused by weighted scores.

Weighted scores beat rank fusion, and MiniLM reads Latin script only: it has no vote on other scripts
(reference/assistant.md, findings 2 and 9).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import connection, transaction

from cairn.knowledge.embed import embed
from cairn.knowledge.lexemes import Frequencies, frequencies

# Signs that the parser of Postgres would take for parts of addresses, hosts or numbers.
MARKS = re.compile(r"[!-/:-@\[-`{-~]+")
# Guests' stories colour an answer but never decide one.
KIND_WEIGHT = {"story": 0.6}
DENSE, LEXICAL = 0.5, 0.5
CANDIDATES = 40
SMALL = 2000  # passages up to which every word finds
MOST_RANKED = 400  # passages of a larger index whose text rank is worked out
# A filter may leave few of the nearest: then the index is asked on, in nearly the right order.
SETTINGS = "SET LOCAL hnsw.iterative_scan = relaxed_order; SET LOCAL hnsw.ef_search = {reach}"
# Candidates that the index keeps in view: up to FEW passages this many find what an exact search would find.
REACH = 150
FEW = 100_000
# pgvector refuses a larger hnsw.ef_search.
MOST_REACH = 1000
# A word that stands in the title (weight A) counts more than one in the text; ranks are relative to the best.
SQL = """
WITH q AS (SELECT %(tsquery)s::tsquery AS words),
near AS ({near}),
found AS (
    SELECT id, words FROM knowledge_passage WHERE {where} AND words @@ %(narrow)s::tsquery LIMIT {most}),
worded AS (
    SELECT found.id FROM found, q ORDER BY ts_rank('{{.1,.2,.6,1}}', found.words, q.words, 1) DESC LIMIT {limit})
SELECT p.kind, p.source_id, p.facet, p.title, p.text, p.trip_id,
       1 - (p.embedding <=> %(vector)s::halfvec), ts_rank('{{.1,.2,.6,1}}', p.words, q.words, 1),
       covered.n, p.same_as, covered.weight, p.stale_reason
FROM knowledge_passage p CROSS JOIN q CROSS JOIN LATERAL (
    SELECT count(*) AS n, coalesce(sum(w), 0) AS weight
    FROM unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS asked(l, w) WHERE l = ANY(tsvector_to_array(p.words))
) AS covered
WHERE p.id IN (SELECT id FROM near UNION SELECT id FROM worded)
"""


NEAR = """
    SELECT id FROM knowledge_passage WHERE {where} AND %(vector)s::halfvec IS NOT NULL
    ORDER BY embedding <=> %(vector)s::halfvec LIMIT {limit}"""
# One trip has few passages, which are all looked at; the general ones have an index of their own.
NEAR_TRIP = """
    (SELECT id FROM (SELECT id, embedding FROM knowledge_passage WHERE {own} OFFSET 0) AS own
     WHERE %(vector)s::halfvec IS NOT NULL ORDER BY embedding <=> %(vector)s::halfvec LIMIT {limit})
    UNION ALL
    (SELECT id FROM knowledge_passage WHERE {general} AND %(vector)s::halfvec IS NOT NULL
     ORDER BY embedding <=> %(vector)s::halfvec LIMIT {limit})"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer. `score` 0 to 1; `cover` is the share of the question's words that it contains,
    `lexical` its text rank as a share of the best one, `idf_cover` the share when rare words weigh more."""

    kind: str
    source_id: str
    facet: str
    title: str
    text: str
    score: float
    trip_id: int | None
    cosine: float = 0.0
    cover: float = 0.0
    lexical: float = 0.0
    same_as: str = ""
    idf_cover: float = 0.0
    stale_reason: str = ""

    @property
    def cluster(self) -> str:
        return self.same_as or self.source_id


def search(
    question: str,
    *,
    trip_id: int | None = None,
    kinds: Sequence[str] | None = None,
    limit: int = 5,
    general_only: bool = False,
    stale: bool = False,
) -> list[Hit]:
    """The best passages. With `trip_id` only that trip's and the general ones; `stale` ones only to show them."""
    vector = str(embed([question])[0].tolist()) if readable(question) else None
    with transaction.atomic(), connection.cursor() as cursor:
        lexemes = stems(cursor, question)
        if not lexemes and vector is None:
            return []
        cursor.execute(SETTINGS.format(reach=reach(frequencies().passages)))
        values = {"vector": vector, "trip": trip_id, "kinds": list(kinds or ()), **worded(lexemes)}
        cursor.execute(query(trip_id, bool(kinds), general_only, stale), values)
        rows = cursor.fetchall()
    return fuse(rows, weights=values["weights"], dense=vector is not None)[:limit]


def reach(passages: int) -> int:
    """How many candidates the index keeps in view while it looks. A larger graph needs more of them to find the same."""
    return int(min(MOST_REACH, REACH * max(1.0, passages / FEW) ** 0.4))


def worded(lexemes: list[str]) -> dict[str, Any]:
    """The question's words for the query: all of them to rank by, the rarest to find by."""
    common = frequencies()
    return {
        "lexemes": lexemes,
        "weights": [common.weight(lexeme) for lexeme in lexemes],
        "tsquery": " | ".join(map(quoted, lexemes)),
        "narrow": narrow(lexemes, common),
    }


def narrow(lexemes: list[str], common: Frequencies) -> str:
    """What finds candidates: every word in a small index. In a large one words that few passages hold, and pairs of
    commoner ones where they meet, as long as what is to be expected stays in bounds."""
    if common.passages <= SMALL:
        return " | ".join(map(quoted, lexemes))
    rarest = sorted(lexemes, key=common.expected)
    kept, left = list[str](), float(MOST_RANKED)
    while rarest and common.expected(rarest[0]) <= left:
        left -= common.expected(rarest[0])
        kept.append(quoted(rarest.pop(0)))
    pairs = sorted((common.together(a, b), f"({quoted(a)} & {quoted(b)})") for a, b in combinations(rarest[:6], 2))
    for expected, pair in pairs:
        if expected <= left or not kept:
            left -= expected
            kept.append(pair)
    return " | ".join(kept or map(quoted, rarest))


def quoted(lexeme: str) -> str:
    return f"'{lexeme}'"


def readable(text: str) -> bool:
    """Can MiniLM read it? Mostly Latin letters."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c < "ɐ" for c in letters) >= 0.6 * len(letters)


def stems(cursor: Any, question: str) -> list[str]:
    cursor.execute("SELECT tsvector_to_array(to_tsvector('english', %s))", [MARKS.sub(" ", question)])
    return [str(stem).replace("'", "") for stem in cursor.fetchone()[0]]


def query(trip_id: int | None, kinds: bool, general_only: bool, stale: bool) -> str:
    """The statement for these filters."""
    always = ("true" if stale else "NOT stale") + (" AND kind = ANY(%(kinds)s)" if kinds else "")
    own, general = f"{always} AND trip_id = %(trip)s", f"{always} AND trip_id IS NULL"
    if general_only:
        where, near = general, NEAR
    elif trip_id is not None:
        where, near = f"{always} AND (trip_id = %(trip)s OR trip_id IS NULL)", NEAR_TRIP
    else:
        where, near = always, NEAR
    near = near.format(where=where, own=own, general=general, limit=CANDIDATES)
    most = SMALL if frequencies().passages <= SMALL else MOST_RANKED
    return SQL.format(where=where, near=near, limit=CANDIDATES, most=most)


def fuse(rows: Sequence[Sequence[Any]], *, weights: list[float], dense: bool) -> list[Hit]:
    best = max((row[7] for row in rows), default=0) or 1.0
    hits = [hit(row, best=best, weights=weights, dense=dense) for row in rows]
    return once(sorted(hits, key=lambda h: (-h.score, h.kind, h.source_id)))


def once(hits: list[Hit]) -> list[Hit]:
    """Of FAQs that say the same, and of one FAQ in several languages, only the best."""
    seen: set[str] = set()
    kept = []
    for each in hits:
        if each.kind != "faq" or each.cluster not in seen:
            kept.append(each)
            seen.add(each.cluster)
    return kept


def hit(row: Sequence[Any], *, best: float, weights: list[float], dense: bool) -> Hit:
    kind, cosine, cover = str(row[0]), float(row[6] or 0), row[8] / len(weights) if weights else 0.0
    rank = float(row[7]) / best
    lexical = 0.5 * rank + 0.5 * cover
    score = DENSE * max(0.0, cosine) + LEXICAL * lexical if dense else lexical
    _, source_id, facet, title, text, trip_id = row[:6]
    weighted = score * KIND_WEIGHT.get(kind, 1.0)
    return Hit(
        kind,
        source_id,
        facet,
        title,
        text,
        weighted,
        trip_id,
        cosine,
        cover,
        rank,
        str(row[9]),
        float(row[10]) / sum(weights) if weights else 0.0,
        str(row[11]),
    )
