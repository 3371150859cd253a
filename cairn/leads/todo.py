"""One act on many tasks: done, put off, given away, not needed. Twice is once, and for ten seconds it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_datetime

from cairn.accounts.models import User
from cairn.journal.models import Event
from cairn.journal.record import record, together
from cairn.leads.models import Task
from cairn.lib import clock

MOST = 500  # tasks in one act
UNDO = timedelta(seconds=15)  # ten on the screen, and a slow network
KINDS = ("task_done", "assigned")


@dataclass(frozen=True, slots=True)
class Done:
    def changes(self) -> dict[str, Any]:
        return {"status": Task.Status.DONE, "done_at": clock.now()}


@dataclass(frozen=True, slots=True)
class Cancelled:
    reason: str = ""

    def changes(self) -> dict[str, Any]:
        return {"status": Task.Status.CANCELLED, "done_at": clock.now()}


@dataclass(frozen=True, slots=True)
class Snoozed:
    until: datetime

    def changes(self) -> dict[str, Any]:
        return {"status": Task.Status.SNOOZED, "due_at": self.until}


@dataclass(frozen=True, slots=True)
class Given:
    to: User | None

    def changes(self) -> dict[str, Any]:
        return {"assignee_id": self.to.pk if self.to else None}


Act = Done | Cancelled | Snoozed | Given


@dataclass(frozen=True, slots=True)
class Batch:
    """What one act changed. `key` is how it can be undone; `leads` are the leads whose tasks they were."""

    key: str
    tasks: list[int]
    leads: list[int]


def act(ids: Iterable[int], what: Act, *, user: User | None) -> Batch:
    """Do this to the open ones of these tasks, with an Event for each. What is so already stays and tells nothing.

    A constant number of statements, however many tasks.
    """
    key, changes = uuid4().hex, what.changes()
    with transaction.atomic(), together():
        rows = Task.objects.open().filter(pk__in=list(ids)[:MOST]).order_by("pk")
        found = [task for task in rows.select_related("lead").select_for_update(of=("self",)) if differs(task, changes)]
        if found:
            Task.objects.filter(pk__in=[task.pk for task in found]).update(**changes)
        for task in found:
            tell(task, what, key=key, user=user)
    return Batch(key, [task.pk for task in found], sorted({task.lead_id for task in found}))


def differs(task: Task, changes: dict[str, Any]) -> bool:
    return any(getattr(task, name) != value for name, value in changes.items())


def tell(task: Task, what: Act, *, key: str, user: User | None) -> None:
    given = isinstance(what, Given)
    record(
        "assigned" if given else "task_done",
        actor="staff" if user else "rule",
        user_id=user.pk if user else None,
        lead_id=task.lead_id,
        conversation_id=task.lead.conversation_id,
        task=task.pk,
        title=task.title,
        batch=key,
        before=before(task),
        **dict(words(what)),
    )


def before(task: Task) -> dict[str, Any]:
    return {"status": task.status, "due_at": task.due_at.isoformat(), "assignee": task.assignee_id}


def words(what: Act) -> Iterator[tuple[str, Any]]:
    match what:
        case Given(to):
            yield "to", to.pk if to else None
        case Snoozed(until):
            yield from (("status", "snoozed"), ("until", until.isoformat()))
        case Cancelled(reason):
            yield from (("status", "cancelled"), ("reason", reason.strip()[:300]))
        case Done():
            yield "status", "done"


def undo(key: str, user: User) -> int:
    """Put back what this person's act changed, within the time for it. Returns how many tasks went back.

    A task that was changed again since stays, and so does one whose place was taken by another for the same reason.
    """
    recent = Event.objects.filter(type__in=KINDS, at__gte=clock.now() - UNDO, user_id=user.pk, data__batch=key)
    back = 0
    with transaction.atomic(), together():
        for event in recent.select_for_update().order_by("pk"):
            back += put_back(event, user)
    return back


def put_back(event: Event, user: User) -> bool:
    data = event.data
    if data.get("undone") or not restore(data):
        return False
    Event.objects.filter(pk=event.pk).update(data=data | {"undone": True})
    record(
        "task_done",
        actor="staff",
        user_id=user.pk,
        lead_id=event.lead_id,
        conversation_id=event.conversation_id,
        task=data["task"],
        title=data["title"],
        status="pending",
        undoes=event.pk,
    )
    return True


def restore(data: dict[str, Any]) -> bool:
    was = data["before"]
    same = Task.objects.filter(pk=data["task"])
    same = same.filter(assignee=data["to"]) if "to" in data else same.filter(status=data["status"])
    due_at = parse_datetime(was["due_at"])
    try:
        with transaction.atomic():
            return bool(same.update(status=was["status"], due_at=due_at, assignee_id=was["assignee"], done_at=None))
    except IntegrityError:
        return False
