"""`python -m tests.chaos`: one run at the console. `make chaos` and `make chaos-full` call it."""

from __future__ import annotations

import argparse
import math
import os
import random
import resource
import signal
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings")


def main() -> int:
    """Exit code 1 when anything was lost, doubled, out of order or stuck."""
    wish = wishes()
    from tests.chaos import figures
    from tests.chaos.faults.plan import plan
    from tests.chaos.rig import opened
    from tests.chaos.run import Run

    tell(f"seed {wish.seed}: {wish.messages} messages of {wish.people} customers, {wish.faults} faults")
    with opened(wish.people, seed=wish.seed, brief=wish.brief) as rig:
        faults = plan(wish.faults, random.Random(wish.seed))
        shape = {name: getattr(wish, name) for name in ("gap", "spread", "burst", "minutes")}
        run = Run(rig, wish.messages, faults, wish.seed, tell=tell, **shape)
        tell(f"log of all processes: {rig.data / 'log'}; end it early with SIGTERM to {os.getpid()}")
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: setattr(run, "stopping", True))
        report = run.go()
        if report.wrong:
            kept = Path(f"chaos-{wish.seed}.log")
            kept.write_text(rig.logged())
            tell(f"the log is kept in {kept}")
    report.processor = processor()
    wish.report.write_text(report.as_json())
    tell(figures.text(report))
    if wish.write:
        figures.write(report, Path("docs/reliability.md"))
    return bool(report.wrong)


def wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--faults", type=int, default=12)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--gap", type=float, default=1.0, help="least seconds between two faults")
    parser.add_argument(
        "--spread", type=float, default=6.0, help="seconds over which a fault's share of the messages arrives"
    )
    parser.add_argument("--burst", type=int, default=5, help="messages that a customer writes in a row, on average")
    parser.add_argument("--long", dest="brief", action="store_false", help="faults last as long as in real life")
    parser.add_argument("--minutes", type=float, default=math.inf, help="end early after so long, and report on that")
    parser.add_argument("--report", type=Path, default=Path("chaos-report.json"))
    parser.add_argument("--write", action="store_true", help="write the figures into docs/reliability.md")
    return parser.parse_args()


def processor() -> float:
    """Seconds that this process and all that have ended below it took of the processors."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def tell(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {words}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
