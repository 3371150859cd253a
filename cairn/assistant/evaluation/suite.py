"""The cases: those that come with Cairn, the operator's own in `CAIRN_DATA/suite/*.jsonl`, one JSON object a line, and
those that were added on the evaluation page (`own`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from cairn.assistant.lexicon import DATA

NEEDED = {"id", "lang", "intents"}
OWN = "suite"


class Unreadable(Exception):
    """A line of a suite is no case; the text says which and why."""


def cases(kinds: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """All cases of the wanted kinds, or of all. Raises Unreadable."""
    from cairn.assistant.evaluation import own

    found = [*(case for path in files() for case in read(path)), *own.cases()]
    return [case for case in found if not kinds or kind(case) in kinds]


def kind(case: dict[str, Any]) -> str:
    return str(case.get("kind", "intents"))


def files() -> list[Path]:
    own = settings.DATA_DIR / OWN
    return [*sorted((DATA / "suite").glob("*.jsonl")), *sorted(own.glob("*.jsonl"))]


def read(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            yield checked(line, f"{path.name}, line {number}")


def checked(line: str, where: str) -> dict[str, Any]:
    try:
        case = json.loads(line)
    except ValueError as error:
        raise Unreadable(f"{where} is not JSON: {error}") from error
    if not isinstance(case, dict) or (missing := NEEDED - case.keys()):
        raise Unreadable(f"{where} lacks {', '.join(sorted(missing)) if isinstance(case, dict) else 'an object'}.")
    if not (case.get("turns") or case.get("text")):
        raise Unreadable(f"{where} asks nothing: it needs text or turns.")
    return filled(case)


def filled(case: dict[str, Any]) -> dict[str, Any]:
    return {"must": [], "must_not": [], "sources": [], **case} if "expect" in case else case
