"""Is the answer to this question among what search found? A small logistic head over cheap features.

A threshold on the cosine is a poor test (reference/assistant.md, finding 6). The coefficients are fitted by
`tools/fit_answerable.py` on the labelled questions in `tests/knowledge/data/answerable.jsonl`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from cairn.knowledge.search import Hit, readable

HEAD = Path(__file__).parent / "data" / "answerable.json"
NAMES = ("idf_cover", "cosine", "margin", "lexical", "agreement", "length", "score")


def answerable(question: str, hits: Sequence[Hit]) -> float:
    """From 0 to 1, calibrated: of a hundred questions with 0.8 about eighty have their answer in the first hit."""
    if not hits:
        return 0.0
    told = head()
    total = told["bias"] + sum(
        weight * (value - mean) / spread
        for weight, value, mean, spread in zip(
            told["weights"], features(question, hits), told["means"], told["spreads"], strict=True
        )
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def features(question: str, hits: Sequence[Hit]) -> list[float]:
    """In the order of NAMES. Ranks are taken among the hits that are given, so that hits can be left out (fitting)."""
    best, rest = hits[0], [h.score for h in hits[1:] if h.cluster != hits[0].cluster]
    densest, wordiest = max(hits, key=lambda h: h.cosine), max(hits, key=lambda h: h.idf_cover)
    return [
        best.idf_cover,
        best.cosine if readable(question) else 0.0,
        best.score - max(rest, default=0.0),
        best.lexical / (max(h.lexical for h in hits) or 1.0),
        float(densest.cluster == wordiest.cluster),
        math.log(1 + len(question.split())),
        best.score,
    ]


@lru_cache(maxsize=1)
def head() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(HEAD.read_text(encoding="utf-8"))
    return told
