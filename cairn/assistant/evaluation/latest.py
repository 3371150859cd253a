"""The newest runs, and how they differ: by kind, and which cases became worse or better."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from cairn.knowledge.models import Evaluation

LEAST = 90.0  # percent that should pass before anything goes live, as `cairn evaluate` has it


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of case: how many there are, how many pass, how many passed in the run before (None: not asked)."""

    kind: str
    of: int
    passed: int
    before: float | None

    @property
    def percent(self) -> float:
        return round(100 * self.passed / self.of, 1) if self.of else 0.0

    @property
    def change(self) -> float:
        return round(self.percent - self.before, 1) if self.before is not None else 0.0


def done() -> Evaluation | None:
    """The newest run that came to its end."""
    return finished().first()


def finished() -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(state="done").order_by("-pk")


def before(run: Evaluation) -> Evaluation | None:
    return finished().filter(pk__lt=run.pk).first()


def lines(run: Evaluation, earlier: Evaluation | None) -> list[Line]:
    old = shares(earlier) if earlier else {}
    return [
        Line(kind, len(passed), sum(passed), round(100 * sum(old[kind]) / len(old[kind]), 1) if kind in old else None)
        for kind, passed in shares(run).items()
    ]


def shares(run: Evaluation) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = defaultdict(list)
    for kind, passed in run.verdicts.values():
        found[kind].append(bool(passed))
    return dict(sorted(found.items()))


def worse(run: Evaluation, earlier: Evaluation | None) -> set[str]:
    """Cases that fail now and passed before."""
    if earlier is None:
        return set()
    was = {name for name, (_, passed) in earlier.verdicts.items() if passed}
    return {name for name, (_, passed) in run.verdicts.items() if not passed and name in was}
