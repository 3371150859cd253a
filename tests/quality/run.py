"""Judge `answer()` on a file of ours: `python -m tests.quality.run --file own3.jsonl [--kind ...] [--show N]`.

The suite that comes with Cairn is asked by `cairn evaluate`; these files are rounds of new questions, kept for their history.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def cases(file: str, kinds: str | None = None) -> list[dict[str, Any]]:
    """A file of this folder, or one of the suite's."""
    from cairn.assistant.evaluation import suite
    from cairn.assistant.lexicon import DATA as SHIPPED

    path = DATA / file if (DATA / file).exists() else SHIPPED / "suite" / file
    wanted = set(kinds.split(",")) if kinds else None
    return [case for case in suite.read(path) if not wanted or suite.kind(case) in wanted]


def judged(case: dict[str, Any], *, today: date | None = None, seed: int = 0) -> dict[str, Any]:
    from cairn.assistant.evaluation import run
    from cairn.assistant.evaluation.known import Rows

    return run.ask(case, Rows(), today=today, seed=seed)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--file", default="own9.jsonl")
    options.add_argument("--kind")
    options.add_argument("--show", type=int, default=0)
    given = options.parse_args()

    from cairn.console.main import prepare

    prepare()
    from cairn.assistant.evaluation import table

    rows = [judged(case) for case in cases(given.file, given.kind)]
    for line in table.report(rows, given.show):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
