"""Ask every case in this process, judge it, and compare with the last run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from cairn.assistant.answer import Turn, answer
from cairn.assistant.evaluation.judge import Sources, judge, request_of
from cairn.assistant.evaluation.suite import kind

LAST = "evaluation.json"


def ask(case: dict[str, Any], sources: Sources, *, today: date | None = None, seed: int = 0) -> dict[str, Any]:
    """One case asked and judged; nothing is stored and nobody is written to."""
    body = request_of(case)
    history = [Turn("customer", text) for text in body["history"]]
    reply = answer(body["question"], history=history, today=today, seed=seed)
    told = asdict(reply) | {"answer": reply.text}
    row = {"id": case["id"], "kind": kind(case), "lang": case["lang"], "roman": bool(case.get("roman")), **body}
    return row | judge(case, told, sources) | {"took_ms": reply.took_ms, "reply": told, "expected": case}


def all_of(cases: Iterable[dict[str, Any]], sources: Sources) -> Iterator[dict[str, Any]]:
    for case in cases:
        yield ask(case, sources)


def changes(rows: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Ids of the cases that fail now and passed in the last run, and of those that were mended; then remembers this run.

    Cases that this run left out keep what the last one said of them.
    """
    path: Path = settings.DATA_DIR / LAST
    before = remembered(path)
    now = {str(row["id"]): bool(row["passed"]) for row in rows}
    path.write_text(json.dumps(before | now, indent=0), encoding="utf-8")
    worse = [name for name, passed in now.items() if not passed and before.get(name)]
    better = [name for name, passed in now.items() if passed and before.get(name) is False]
    return worse, better


def remembered(path: Path) -> dict[str, bool]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
