"""An import on its way: taken in, tried, started, and carried out in slices, each all or nothing.

A killed worker goes on from the slice that was not done; the same file again changes nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from cairn.accounts.models import User
from cairn.catalog.edit.refusal import Unfit, Wrong
from cairn.catalog.edit.save import change, create, look
from cairn.catalog.edit.written import By
from cairn.catalog.models import Import
from cairn.catalog.transfer import records
from cairn.catalog.transfer.lines import Line, Reader
from cairn.journal.record import together
from cairn.lib import clock, live, tables

SLICE = 50
SECONDS = 1.0  # of one sweep
PROBLEMS, SHOWN = 200, 60
State = Import.State


@dataclass(frozen=True, slots=True)
class Step:
    """What a record would do: `changes` is {field: [old, new]}, empty when all is so already."""

    line: int
    label: str
    new: bool
    changes: dict[str, list[Any]]


@dataclass(slots=True)
class Trial:
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    steps: list[Step] = field(default_factory=list)  # the first that do something
    problems: list[tuple[int, str]] = field(default_factory=list)
    skipped: int = 0


def take(user: User, *, filename: str, body: bytes) -> Import:
    """Keep a file. Raises tables.Unreadable with a sentence."""
    text = tables.decode(body)
    found = records.records(text)
    kind = records.kind_of(found)
    name = filename.replace("\0", "")[-255:] or "file"
    return Import.objects.create(user=user, filename=name, kind=kind, content=text, total=len(found))


def attempt(job: Import) -> Trial:
    """What it would do, field by field, without doing it."""
    trial, reader = Trial(), Reader.of(job.kind)
    for number, record in enumerate(records.records(job.content), start=1):
        try:
            line = reader.read(record)
            note(trial, number, line, look(reader.model, line.row, line.values))
        except (Unfit, Wrong) as refusal:
            trial.skipped += 1
            if len(trial.problems) < SHOWN:
                trial.problems.append((number, sentence(refusal)))
    return trial


def note(trial: Trial, number: int, line: Line, changes: dict[str, list[Any]]) -> None:
    new = line.row is None
    trial.created += new
    trial.changed += not new and bool(changes)
    trial.unchanged += not new and not changes
    if (new or changes) and len(trial.steps) < SHOWN:
        trial.steps.append(Step(number, line.label, new, {} if new else changes))


def sentence(refusal: Exception) -> str:
    if isinstance(refusal, Wrong):
        return " ".join(f"{name}: {why}" if name else why for name, why in refusal.errors.items())
    return str(refusal)


def start(job: Import) -> None:
    """From now on the worker carries it out. Twice is once."""
    Import.objects.filter(pk=job.pk, state=State.PREVIEW).update(state=State.WAITING)


def stop(job: Import) -> None:
    """Nothing more is read; what was made stays."""
    open_ones = [State.PREVIEW, State.WAITING, State.RUNNING]
    Import.objects.filter(pk=job.pk, state__in=open_ones).update(state=State.CANCELLED, content="")


def carry_on() -> int:
    """Go on with whatever import waits, for about a second. Returns how many records were dealt with."""
    until, total = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        done = slice_of_oldest()
        total += done
        if not done:
            break
    return total


def slice_of_oldest() -> int:
    """The next records of the oldest import that waits, all or none of them.

    One import at a time: two that change the same rows in another order would wait for each other.
    """
    with transaction.atomic(), together():
        oldest = Import.objects.filter(state__in=[State.WAITING, State.RUNNING]).order_by("pk").values("pk")[:1]
        free = Import.objects.filter(pk__in=oldest).select_for_update(skip_locked=True, of=("self",))
        job = free.select_related("user").first()
        return run(job) if job else 0


def run(job: Import) -> int:
    found = records.records(job.content)
    part, reader = found[job.done : job.done + SLICE], Reader.of(job.kind)
    for number, record in enumerate(part, start=job.done + 1):
        try:
            apply(job, reader.model, reader.read(record))
        except (Unfit, Wrong) as refusal:
            if len(job.problems) < PROBLEMS:
                job.problems = [*job.problems, {"line": number, "why": sentence(refusal)}]
    job.done += len(part)
    job.state = State.RUNNING if job.done < len(found) else State.DONE
    if job.state == State.DONE:
        job.finished_at, job.content = clock.now(), ""
    job.save()
    live.announce(f"catalog-import-{job.pk}")
    return len(part)


def apply(job: Import, model: Any, line: Line) -> None:
    by = By("import", job.user)
    if line.row is None:
        create(model, line.values, by=by)
        job.created += 1
    elif change(line.row, line.values, by=by):
        job.changed += 1
    else:
        job.unchanged += 1
