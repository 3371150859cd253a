"""What was corrected once is asked again in every evaluation: a case for each, among the operator's own."""

from __future__ import annotations

import re
from typing import Any

from cairn.accounts.models import User
from cairn.knowledge.models import Case

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
WORD = re.compile(r"[^\W\d_]{5,}")
MOST = 3
KIND = "learnt"


def add(name: str, *, question: str, language: str, source: str, answer: str = "", by: User | None = None) -> None:
    """Keep the case, in the transaction of the correction; twice is the same.

    `source` as "faq:12"; `answer` is what the row says, whose numbers, or longest word, the reply must hold.
    """
    kept = {"case": case(question, language, source, answer), "added_by": by}
    Case.objects.update_or_create(name=f"{KIND}-{name}"[:60], defaults=kept)


def case(question: str, language: str, source: str, answer: str) -> dict[str, Any]:
    return {
        "kind": KIND, "lang": language or "en", "turns": [question[:1000]], "intents": [],
        "expect": "answer", "must": must(answer), "must_not": [], "sources": [source],
    }  # fmt: skip


def must(answer: str) -> list[list[str]]:
    numbers = list(dict.fromkeys(found.strip(",.") for found in NUMBER.findall(answer)))[:MOST]
    words = sorted(dict.fromkeys(WORD.findall(answer)), key=len, reverse=True)
    return [[number] for number in numbers] or [[word] for word in words[:1]]
