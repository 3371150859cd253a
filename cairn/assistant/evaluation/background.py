"""An evaluation as a job: asked for on the page, carried out a few cases at a time, its progress and result in a row.

A lease and an epoch keep two workers apart; one that died is followed by another, which begins anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from cairn.accounts.models import User
from cairn.assistant.evaluation import run, suite
from cairn.assistant.evaluation.known import Rows
from cairn.knowledge.models import Evaluation
from cairn.lib import clock, later, live, logs

log = logs.logger("evaluation")
TOPIC = "evaluation"
LEASE = timedelta(seconds=60)
STEP = 10  # cases between two notes of how far it is
MOST_ATTEMPTS = 3
MOST_FAILURES = 200  # kept with their texts
KEPT = 20  # runs


def begin(by: User | None) -> Evaluation:
    """Ask for a run; while one is under way, that one is the answer."""
    try:
        with transaction.atomic():
            made = Evaluation.objects.create(asked_by=by)
            later.wake("evaluate", run=made.pk)
            live.announce(TOPIC)
            return made
    except IntegrityError:
        return Evaluation.objects.filter(state="running").order_by("-pk").first() or begin(by)


def carry_out(run_id: int) -> str:
    """The state afterwards, or nothing where somebody else has it."""
    mine = claim(run_id)
    if mine is None:
        return ""
    try:
        cases = suite.cases()
        rows = list(told(mine, cases))
        finish(mine, rows)
    except suite.Unreadable as reason:
        note(mine, state="failed", error=str(reason), finished_at=clock.now())
    except Superseded:
        return ""
    return str(Evaluation.objects.values_list("state", flat=True).get(pk=run_id))


class Superseded(Exception):
    """Another worker has taken this run over."""


def claim(run_id: int) -> Evaluation | None:
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    rows = Evaluation.objects.filter(free, pk=run_id, state="running")
    if not rows.update(lease_until=Now() + LEASE, epoch=F("epoch") + 1, done=0):
        return None
    mine = Evaluation.objects.get(pk=run_id)
    if mine.epoch > MOST_ATTEMPTS:
        note(mine, state="failed", error="It was begun several times and never ended. Run cairn evaluate to see why.")
        return None
    return mine


def told(mine: Evaluation, cases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each case asked and judged, and every few of them the row says how far it is."""
    note(mine, of=len(cases))
    for number, row in enumerate(run.all_of(cases, Rows()), start=1):
        yield row
        if number % STEP == 0:
            note(mine, done=number, lease_until=Now() + LEASE)


def note(mine: Evaluation, **values: Any) -> None:
    """Raises Superseded when the run is not ours any more."""
    with transaction.atomic():
        if not Evaluation.objects.filter(pk=mine.pk, epoch=mine.epoch, state="running").update(**values):
            raise Superseded
        live.announce(TOPIC)


def finish(mine: Evaluation, rows: list[dict[str, Any]]) -> None:
    failed = [failure(row) for row in rows if not row["passed"]]
    note(
        mine,
        state="done",
        done=len(rows),
        passed=len(rows) - len(failed),
        wrong=sum(bool(row.get("wrong")) for row in rows),
        verdicts={str(row["id"]): [row["kind"], bool(row["passed"])] for row in rows},
        failures=failed[:MOST_FAILURES],
        finished_at=clock.now(),
        lease_until=None,
    )
    old = Evaluation.objects.exclude(state="running").order_by("-pk").values_list("pk", flat=True)[KEPT:]
    Evaluation.objects.filter(pk__in=list(old)).delete()
    log.info("evaluated", run=mine.pk, cases=len(rows), passed=len(rows) - len(failed))


def failure(row: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of a case that failed."""
    return {
        "id": row["id"],
        "kind": row["kind"],
        "question": row["question"],
        "history": row["history"],
        "answer": str(row["reply"].get("answer") or "")[:1000],
        "missing": [" or ".join(group) for group in row.get("missing") or []],
        "wrong": row.get("wrong") or [],
        "expected": row["expected"].get("expect", "intents"),
        "expect_ok": row.get("expect_ok", True),
        "missed": row["intents_missed"] if "missing" not in row else [],
        "extra": row["intents_extra"] if "missing" not in row else [],
    }


def wake_due() -> int:
    """For the sweeper: a run whose worker died, or that nobody has begun."""
    stale = Q(lease_until__lt=Now()) | Q(lease_until=None, begun_at__lt=clock.now() - timedelta(seconds=10))
    found = list(Evaluation.objects.filter(stale, state="running").values_list("pk", flat=True)[:1])
    later.wake_each("evaluate", "run", found)
    return len(found)
