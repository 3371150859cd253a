"""Judge `answer()` in this process with the rules of `data/score.py`: `python -m tests.quality.run [--kind ...] [--show N]`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
CATALOGUE = Path(__file__).parents[2] / "cairn" / "catalog" / "data" / "trek-and-stay"


def cases(file: str, kinds: str | None = None) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (DATA / file).read_text(encoding="utf-8").splitlines() if line.strip()]
    wanted = set(kinds.split(",")) if kinds else None
    return [row for row in rows if not wanted or row.get("kind", "intents") in wanted]


def judged(case: dict[str, Any], *, today: date | None = None, seed: int = 0) -> dict[str, Any]:
    """One case asked and judged, in the form that the report of score.py reads."""
    from cairn.assistant.answer import Turn, answer
    from tests.quality.data import score

    body = score.request_of(case)
    reply = answer(
        body["question"], history=[Turn("customer", text) for text in body["history"]], today=today, seed=seed
    )
    told = asdict(reply) | {"answer": reply.text}
    row = {
        "id": case["id"],
        "kind": case.get("kind", "intents"),
        "lang": case["lang"],
        "roman": bool(case.get("roman")),
        **body,
    }
    return row | score.judge(case, told, sources()) | {"took_ms": reply.took_ms, "reply": told, "expected": case}


def sources() -> Any:
    from tests.quality.data import score

    return score.Sources(CATALOGUE)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--file", default="questions_dev.jsonl")
    options.add_argument("--kind")
    options.add_argument("--show", type=int, default=0)
    given = options.parse_args()

    from cairn.console.main import prepare

    prepare()
    from tests.quality.data import score

    rows = [judged(case) for case in cases(given.file, given.kind)]
    score.report(rows, given.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
