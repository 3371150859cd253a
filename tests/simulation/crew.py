"""Workers that stop where a real one could be overtaken or killed: before each transaction, and where the world is asked.

All of them live in one transaction of one connection, which nobody commits: a savepoint is what a transaction is outside.
Between two commits nothing else happens, so that a run is decided by the script alone; what can happen inside of two
transactions at once is the matter of the tests with two connections, and of tests/chaos.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from greenlet import getcurrent, greenlet

from tests.simulation.timing import Time

BEGIN, COMMIT, UNDO = "SAVEPOINT", "RELEASE", "ROLLBACK"


class Crash(BaseException):
    """The process is gone at this very point."""


class Worker:
    """One job of one worker process. `where`: what it would do next."""

    def __init__(self, crew: Crew, name: str, step: Callable[[], Any]) -> None:
        self.crew, self.name, self.where = crew, name, "start"
        self.steps, self.dies_after, self.lost = 0, -1, False
        self.line = greenlet(lambda: self.run(step))

    def run(self, step: Callable[[], Any]) -> None:
        try:
            step()
        except Crash:
            self.where = "dead"

    @property
    def done(self) -> bool:
        return bool(self.line.dead)

    def goes_on(self, steps: int) -> None:
        """Up to so many commits further."""
        if not self.done:
            self.steps = steps
            self.line.switch()

    def dies(self, *, inside: int | None = None) -> None:
        """Here between two commits, or so many statements into its next transaction (0: instead of committing it)."""
        if inside is not None and not self.done:
            self.dies_after = inside or 1000
            self.goes_on(1)
        if not self.done:
            self.line.throw(Crash)


class Crew:
    def __init__(self, time: Time) -> None:
        self.time = time
        self.workers: list[Worker] = []
        self.base = len(connection.savepoint_ids)

    def begins(self, name: str, step: Callable[[], Any]) -> Worker:
        self.workers = [worker for worker in self.workers if not worker.done]
        worker = Worker(self, name, step)
        self.workers.append(worker)
        return worker

    def current(self) -> Worker | None:
        line = getcurrent()
        return next((worker for worker in self.workers if worker.line is line), None)

    @property
    def between(self) -> bool:
        return len(connection.savepoint_ids) == self.base

    def pause(self, where: str) -> None:
        """A point at which others may go first."""
        self.time.passes()
        worker = self.current()
        if worker:
            worker.where = where
            worker.steps -= 1
            while worker.steps < 0:
                worker.line.parent.switch()

    def before(self, sql: str) -> None:
        """A statement is about to run."""
        kind = sql.lstrip()[:9]
        if self.between and kind.startswith((BEGIN, "UPDATE", "INSERT", "DELETE", "WITH")):
            self.pause(kind)
        worker = self.current()
        if worker is None or worker.dies_after < 0:
            return
        if self.between and kind.startswith(COMMIT):
            worker.dies_after = -1
            with connection.cursor() as cursor:
                cursor.execute(sql.replace("RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT"))
            raise Crash
        if not self.between and not kind.startswith((BEGIN, COMMIT, UNDO)):
            worker.dies_after -= 1
            if worker.dies_after == 0:
                worker.dies_after = -1
                raise Crash

    def watch(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Around every statement of Django's (`connection.execute_wrapper`)."""
        text = str(sql)
        self.before(text)
        result = execute(sql, params, many, context)
        if self.between and text.startswith(COMMIT):
            self.committed()
        return result

    def committed(self) -> None:
        self.time.passes()
        waiting, connection.run_on_commit = connection.run_on_commit, []
        for _, step, _ in waiting:
            step()
