"""Run the benchmarks: `python -m bench [part ...]`; the parts are the keys of `PARTS`."""

from __future__ import annotations

import platform
import sys

from bench import board, burst, flow, inbox, intake, knowledge, notices, pages, timers
from tests.desk import opened

PARTS = {
    "intake": intake.measure,
    "flow": flow.measure,
    "burst": burst.measure,
    "board": board.measure,
    "inbox": inbox.measure,
    "notices": notices.measure,
    "pages": pages.measure,
    "timers": timers.measure,
    "knowledge": knowledge.measure,
}


def main(names: list[str]) -> int:
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}", flush=True)
    kept = True
    for name in names or list(PARTS):
        with opened(SIMULATOR_THROUGHPUT="2000", ASSISTANT_QUIET="0.5") as desk:
            for row in PARTS[name](desk):
                print(row, flush=True)
                kept = kept and row.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
