"""One run: load and faults together, then rest, then the verdict."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx
import psycopg

from tests.chaos import oracle, rest
from tests.chaos.faults.plan import ALL, Fault, ended
from tests.chaos.oracle import Verdict
from tests.chaos.rig import Rig
from tests.chaos.screen import Screen

OLD = "SELECT count(*) FROM journal_entry WHERE state = 'new' AND received_at < to_timestamp(%s)"
# The first that was filed after the fault; the clock is the worker's.
AGAIN = "SELECT EXISTS (SELECT 1 FROM journal_entry WHERE state = 'filed' AND filed_at > to_timestamp(%s))"
NEWER = "SELECT EXISTS (SELECT 1 FROM journal_entry WHERE state = 'filed' AND received_at > to_timestamp(%s))"
BEHIND = "SELECT count(*) FROM journal_entry WHERE state = 'new'"
WAITING = "SELECT count(*) FROM conversations_conversation WHERE waiting_since IS NOT NULL"
NOT_BACK = 300.0  # seconds after which a fault counts as not recovered from
AWAY = (psycopg.Error, httpx.HTTPError, OSError, AssertionError)


@dataclass(slots=True)
class Report:
    """What happened. Times in seconds, from the end of a fault: `resumes` until something was filed and a reply left again,
    `recoveries` until all that had arrived before was filed too. `spent`: what the time of the run went into."""

    seed: int
    wanted: int
    faults: dict[str, int] = field(default_factory=dict)
    resumes: dict[str, list[float]] = field(default_factory=dict)
    recoveries: dict[str, list[float]] = field(default_factory=dict)
    acks: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    slowest_ack: float = 0.0
    seconds: float = 0.0
    spent: dict[str, float] = field(default_factory=dict)
    processor: float = 0.0  # seconds of all processes together, once they have ended
    left: dict[str, int] = field(default_factory=dict)
    complete: bool = False
    verdict: Verdict = field(default_factory=Verdict)

    @contextmanager
    def spending(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.spent[what] = round(self.spent.get(what, 0.0) + time.monotonic() - began, 1)

    @property
    def wrong(self) -> dict[str, Any]:
        late = {name: max(times) for name, times in self.recoveries.items() if max(times) >= NOT_BACK}
        return {
            **self.verdict.wrong,
            **({"never recovered": late} if late else {}),
            **({"left": self.left} if self.left else {}),
        }

    def as_json(self) -> str:
        return json.dumps({**asdict(self), "wrong": self.wrong}, indent=1)


@dataclass(slots=True)
class Run:
    """Load of `messages` on the rig while `faults` happen one after the other. `gap`: seconds of peace between two;
    `spread`: seconds over which the messages that belong to one fault arrive; `minutes`: after which it ends early."""

    rig: Rig
    messages: int
    faults: Sequence[Fault]
    seed: int
    gap: float = 1.0
    spread: float = 6.0
    burst: int = 5
    patience: float = 60.0
    minutes: float = math.inf
    tell: Callable[[str], None] = print
    stopping: bool = False
    knocks: list[Future[None]] = field(default_factory=list)

    def go(self) -> Report:
        report, started = Report(self.seed, self.messages), time.monotonic()
        screen = Screen(self.rig.url, self.rig.email, self.rig.password)
        watching = self.rig.watch(screen)
        writing = self.rig.begin(self.messages, burst=self.burst, pace=self.messages / len(self.faults) / self.spread)
        dice = random.Random(self.seed)
        for number, fault in enumerate(self.faults, start=1):
            with report.spending("messages"):
                self.wait_for_share(number, writing)
            self.stopping |= time.monotonic() - started > 60 * self.minutes
            if self.stopping:
                break
            self.break_and_mend(fault, dice, report, int(self.messages * number / len(self.faults)))
            self.tell(self.line(number, fault, report, started))
        with report.spending("messages"):
            self.finish(writing)
        report.complete = not self.stopping
        ended(self.rig)
        with report.spending("settling"):
            report.left = rest.settle(self.rig, self.patience, self.tell)
            time.sleep(3)
        report.verdict = oracle.judge(self.rig)
        report.verdict.screen = int(self.differs(screen))
        watching.cancel()
        report.acks, report.slowest_ack = dict(self.rig.load.statuses), self.rig.load.slowest
        report.seen = dict(self.rig.load.seen)
        report.seconds = time.monotonic() - started
        return report

    def differs(self, screen: Screen) -> bool:
        """Says in which words, so that a difference can be understood afterwards."""
        fresh = self.rig.do(screen.fresh())
        if fresh == screen.shown:
            return False
        old, new = screen.shown.split(), fresh.split()
        same = next(
            (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
        )
        part = slice(max(0, same - 5), same + 15)
        self.tell(f"the open screen says {old[part]}, a fresh one {new[part]}")
        return True

    def wait_for_share(self, number: int, writing: Any) -> None:
        """Each fault has its share of the messages: most come while it lasts, a fifth once it is over."""
        share = self.messages / len(self.faults)
        self.rig.load.allowed = int(share * (number - 0.2))
        began = time.monotonic()
        while not self.stopping and not writing.done():
            if self.rig.load.acked >= share * (number - 0.9) and time.monotonic() - began >= self.gap:
                break
            self.breathe()

    def finish(self, writing: Any) -> None:
        self.rig.load.allowed = self.messages
        while not writing.done() and not self.stopping:
            self.breathe()
        self.rig.load.stopped, self.rig.load.held = self.stopping, False
        for each in (writing, *self.knocks):
            each.result(300)

    def breathe(self) -> None:
        """Nobody is served by a load that is far ahead of the machine: then nothing new is begun for a moment."""
        with suppress(*AWAY):
            self.rig.load.held = self.rig.sql(BEHIND)[0][0] > 100 or self.rig.sql(WAITING)[0][0] > 40
        time.sleep(0.2)

    def break_and_mend(self, fault: Fault, dice: random.Random, report: Report, allowed: int) -> None:
        self.rig.load.held = False
        with report.spending("faults"):
            fault(self.rig, dice)
        mended = time.time()
        self.rig.load.allowed = allowed
        # Bursts run past what is allowed, and then the plan has nothing new that could show that all is well again.
        self.knocks.append(self.rig.knock())
        with report.spending("recovery"):
            resumed = self.until(self.works_again, mended)
            took = self.until(self.caught_up, mended)
        ended(self.rig)
        report.faults[fault.__name__] = report.faults.get(fault.__name__, 0) + 1
        report.resumes.setdefault(fault.__name__, []).append(round(resumed, 2))
        report.recoveries.setdefault(fault.__name__, []).append(round(took, 2))

    def until(self, done: Callable[[float], bool], since: float) -> float:
        """Seconds since then until it is so."""
        while (took := time.time() - since) < NOT_BACK:
            with suppress(*AWAY):
                if done(since):
                    return took
            self.breathe()
        return NOT_BACK

    def works_again(self, since: float) -> bool:
        return bool(self.rig.sql(AGAIN, since)[0][0]) and self.rig.sent_since(since)

    def caught_up(self, since: float) -> bool:
        """All that had arrived is filed, and something newer too."""
        return self.filed(since) and bool(self.rig.sql(NEWER, since)[0][0])

    def filed(self, since: float) -> bool:
        old = [path for path in (self.rig.data / "spool").glob("*.body") if path.stat().st_mtime < since]
        answering = self.rig.web.get("/api/whatsapp/webhook/").status_code == 403
        return answering and not old and self.rig.sql(OLD, since)[0][0] == 0

    def line(self, number: int, fault: Fault, report: Report, started: float) -> str:
        resumed, took = report.resumes[fault.__name__][-1], report.recoveries[fault.__name__][-1]
        minutes = (time.monotonic() - started) / 60
        return (
            f"{minutes:6.1f} min  {self.rig.load.acked:6d}/{self.messages} messages  {number:3d}/{len(self.faults)} faults  "
            f"{ALL[fault][0]} {fault.__name__}: works again after {resumed:.1f} s, caught up after {took:.1f} s"
        )
