"""What was corrected once is asked again in every evaluation: a case for each, as `cairn evaluate` reads them."""

from __future__ import annotations

import json
import os
import re
from typing import Any

from django.conf import settings

from cairn.assistant.evaluation.suite import OWN

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
WORD = re.compile(r"[^\W\d_]{5,}")
MOST = 3


def add(name: str, *, question: str, language: str, source: str, answer: str = "") -> None:
    """Write the case down, one file each: twice is the same, and a killed process leaves the old one whole.

    `source` as "faq:12"; `answer` is what the row says, whose numbers and longest words the reply must hold.
    """
    folder = settings.DATA_DIR / OWN
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps(case(name, question, language, source, answer), ensure_ascii=False)
    path = folder / f"learnt-{name}.jsonl"
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    unfinished.write_text(line + "\n", encoding="utf-8")
    unfinished.replace(path)


def case(name: str, question: str, language: str, source: str, answer: str) -> dict[str, Any]:
    return {
        "id": f"learnt-{name}", "kind": "learnt", "lang": language or "en", "turns": [question], "intents": [],
        "expect": "answer", "must": must(answer), "must_not": [], "sources": [source],
    }  # fmt: skip


def must(answer: str) -> list[list[str]]:
    numbers = list(dict.fromkeys(found.strip(",.") for found in NUMBER.findall(answer)))[:MOST]
    words = sorted(dict.fromkeys(WORD.findall(answer)), key=len, reverse=True)
    return [[number] for number in numbers] or [[word] for word in words[:1]]
