"""Run the benchmarks: `python -m bench [--write] [part ...]`; the parts are the keys of `PARTS`, those
of `ON_REQUEST` only when they are named.

A promise that is not kept says MISS and the run goes on; so does a part that breaks. The exit code is 1 when a part
could not be measured, with `--strict` also when a promise was missed.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from types import FrameType

from bench import (
    board,
    burst,
    flow,
    history,
    inbox,
    intake,
    jobs,
    knowledge,
    machine,
    notices,
    pages,
    paper,
    recovery,
    scale,
    sizes,
    spool,
    streams,
    timers,
)
from bench.report import Row, unmeasured
from tests.desk import Desk, opened

Measure = Callable[[Desk], Iterator[Row]]
PARTS: dict[str, Measure] = {
    "intake": intake.measure,
    "flow": flow.measure,
    "burst": burst.measure,
    "jobs": jobs.measure,
    "streams": streams.measure,
    "recovery": recovery.measure,
    "spool": spool.measure,
    "memory": sizes.measure,
    "scale": scale.measure,
    "history": history.measure,
    "pages": pages.measure,
    "board": board.measure,
    "inbox": inbox.measure,
    "notices": notices.measure,
    "timers": timers.measure,
    "knowledge": knowledge.measure,
    "million": knowledge.million,
}
ON_REQUEST = {"million"}  # takes a quarter of an hour and 3 GB by itself
LONGEST = int(os.environ.get("BENCH_LONGEST", "900"))  # seconds; a part that hangs must not hold up the others
KEPT_OPEN = {"history": "pages"}  # the second uses what the first filled, when it comes next


class TookTooLong(Exception):
    """A part did not come to its end."""


def main(words: list[str]) -> int:
    options, names = {word for word in words if word.startswith("-")}, [word for word in words if word[0] != "-"]
    if unknown := [name for name in names if name not in PARTS] + sorted(options - {"--write", "--strict"}):
        print(f"No such part: {', '.join(unknown)}. There are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    print(machine.sentence(), flush=True)
    rows = measured(names or [name for name in PARTS if name not in ON_REQUEST], write="--write" in options)
    missed = [row for row in rows if not row.kept]
    print(f"{len(rows)} figures, {len(missed)} missed", flush=True)
    return int(any(row.value is None for row in missed) or bool(missed and "--strict" in options))


def measured(names: list[str], *, write: bool) -> list[Row]:
    stage, rows = Stage(), []
    for name, following in zip(names, [*names[1:], ""], strict=True):
        found = kept(name, stage.part(name), write=write)
        rows += found
        if KEPT_OPEN.get(name) != following or found[-1].value is None:
            stage.close()
    return rows


class Stage:
    """A desk for each part, unless a part goes on with that of the one before it."""

    def __init__(self) -> None:
        self.curtain = ExitStack()
        self.desk: Desk | None = None

    def part(self, name: str) -> Iterator[Row]:
        self.desk = self.desk or self.curtain.enter_context(opened(SIMULATOR_THROUGHPUT="2000", ASSISTANT_QUIET="0.5"))
        yield from PARTS[name](self.desk)

    def close(self) -> None:
        self.desk = None
        try:
            self.curtain.close()
        except Exception:
            traceback.print_exc()  # a process that would not end must not end the run


def kept(name: str, part: Iterator[Row], *, write: bool) -> list[Row]:
    """Print the rows as they come, and write them down at the end of the part."""
    began, started, load = datetime.now(UTC), time.perf_counter(), machine.load()
    print(f"-- {name} (load {load:.1f})", flush=True)
    rows = []
    for row in guarded(name, part):
        print(row, flush=True)
        rows.append(row)
    print(f"   {time.perf_counter() - started:.0f} s", flush=True)
    if write:
        paper.write(name, rows, began=began, load=load)
    return rows


def guarded(name: str, part: Iterator[Row]) -> Iterator[Row]:
    """The part's rows; when it breaks or hangs, a row that says so."""
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(4 * LONGEST if name in ON_REQUEST else LONGEST)
    try:
        yield from part
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        yield unmeasured(name, error)
    finally:
        signal.alarm(0)


def too_long(number: int, frame: FrameType | None) -> None:
    raise TookTooLong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
