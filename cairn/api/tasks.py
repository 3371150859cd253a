"""Tasks: found, added, changed, done, put off."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import Strict, StringConstraints

from cairn.api.changes import ACTOR, CALLER, person
from cairn.api.inputs import BIGINT, KEY, Id, Input, Key, Line, Moment, find
from cairn.api.pages import Page, Paging, page
from cairn.api.problems import Problem, invalid
from cairn.api.shapes import TaskShape, task_shape
from cairn.automation import staff
from cairn.leads import tasks, todo
from cairn.leads.models import Lead, Priority, Task, TaskQuerySet
from cairn.lib import clock

router = Router(tags=["Tasks"])
LATER = timedelta(hours=24)
Person = Annotated[int, Strict()] | str | None
OPEN = (Task.Status.PENDING, Task.Status.SNOOZED)


class TaskFilters(Paging):
    status: Task.Status | None = None
    lead_id: int | None = None


class TaskIn(Input):
    lead_id: int
    title: Line
    type: Task.Type = Task.Type.FOLLOW_UP
    priority: Priority = Priority.MEDIUM
    due_at: Moment | None = Field(None, description="24 hours from now when left out")
    assignee: Person = Field(None, description="e-mail or id of a member of the team")


class TaskPatch(Input):
    status: Task.Status = Task.Status.PENDING
    due_at: Moment = Field(default_factory=clock.now)
    assignee: Person = None
    title: Line = ""
    priority: Priority = Priority.MEDIUM
    reason: Annotated[str, StringConstraints(max_length=300)] = Field("", description="why it is cancelled")


class TasksAct(Input):
    ids: list[Id] = Field(min_length=1, max_length=todo.MOST)
    act: Literal["done", "snooze", "cancel", "assign"]
    due_at: Moment | None = Field(None, description="for snooze: until when")
    assignee: Person = Field(None, description="for assign: e-mail or id, null for nobody")
    reason: Annotated[str, StringConstraints(max_length=300)] = Field("", description="for cancel: why")


class TasksChanged(Schema):
    changed: list[int]


@router.get("", response=Page[TaskShape])
def list_tasks(request: HttpRequest, filters: Query[TaskFilters]) -> dict[str, Any]:
    """Tasks, the one that is due first on top."""
    rows = visible()
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.lead_id is not None:
        rows = rows.filter(lead_id=filters.lead_id) if 0 < filters.lead_id <= BIGINT else rows.none()
    found, following = page(rows, filters, by="due_at")
    return {"items": [task_shape(task) for task in found], "next": following}


@router.get("/{int:id}", response=TaskShape)
def get_task(request: HttpRequest, id: int) -> dict[str, Any]:
    return task_shape(find(visible(), id, "task"))


@router.post("", response={200: TaskShape, 201: TaskShape})
def add_task(request: HttpRequest, data: TaskIn, key: Key = KEY) -> Status[dict[str, Any]]:
    """Add a task to a lead. The same Idempotency-Key again gives the task that it made, while that one is open."""
    lead, assignee, reason = lead_of(data.lead_id), person(data.assignee, "assignee"), reason_for(key)
    repeated = Task.objects.open().filter(lead=lead, type=data.type, reason=reason).first()
    if repeated:
        return Status(200, task_shape(repeated))
    due_at = data.due_at or clock.now() + LATER
    task = tasks.add(
        lead,
        type=data.type,
        title=data.title,
        due_at=due_at,
        priority=data.priority,
        reason=reason,
        created_by=ACTOR,
        assignee=assignee,
    )
    return Status(201, task_shape(find(visible(), task.pk, "task")))


@router.patch("/{int:id}", response=TaskShape)
def patch_task(request: HttpRequest, id: int, data: TaskPatch) -> dict[str, Any]:
    """Change the fields that are given. `snoozed` needs the new `due_at`; `pending` opens a closed task again."""
    task, given = find(visible(), id, "task"), data.model_dump(exclude_unset=True)
    status, _ = given.pop("status", None), given.pop("reason", None)
    if status == Task.Status.SNOOZED and "due_at" not in given:
        raise invalid("due_at", "Say until when.")
    if "assignee" in given:
        given["assignee"] = person(data.assignee, "assignee")
    with transaction.atomic():
        if given:
            tasks.edit(task, given, actor=ACTOR)
        if status and status != task.status:
            turn(task, status, data)
    return task_shape(find(visible(), id, "task"))


def turn(task: Task, status: Task.Status, data: TaskPatch) -> None:
    if status == Task.Status.PENDING:
        reopen(task)
    elif task.status not in OPEN:
        raise Problem(409, f"The task is {task.status}. Set it to pending first.")
    elif status == Task.Status.SNOOZED:
        tasks.snooze(task, until=data.due_at, user=CALLER)
    elif status == Task.Status.DONE:
        staff.complete(task, user=CALLER)
    else:
        tasks.cancel(task, user=CALLER, reason=data.reason)


def reopen(task: Task) -> None:
    try:
        tasks.reopen(task, user=CALLER)
    except tasks.Doubled as refusal:
        raise Problem(409, str(refusal)) from refusal


@router.post("/bulk", response=TasksChanged)
def bulk(request: HttpRequest, data: TasksAct) -> dict[str, Any]:
    """One act on many tasks. Those that are closed, or are so already, stay; the same again changes nothing."""
    if data.act == "snooze" and data.due_at is None:
        raise invalid("due_at", "Say until when.")
    acts: dict[str, todo.Act] = {
        "done": todo.Done(),
        "cancel": todo.Cancelled(data.reason),
        "assign": todo.Given(person(data.assignee, "assignee") if data.act == "assign" else None),
        "snooze": todo.Snoozed(data.due_at or clock.now()),
    }
    return {"changed": staff.act(data.ids, acts[data.act], user=CALLER).tasks}


def visible() -> TaskQuerySet:
    return Task.objects.visible_to(CALLER).select_related("assignee", "lead")


def lead_of(pk: int) -> Lead:
    lead = Lead.objects.visible_to(CALLER).filter(pk=pk, merged_into=None).first() if 0 < pk <= BIGINT else None
    if lead is None:
        raise invalid("lead_id", "There is no lead with this id.")
    return lead


def reason_for(key: str) -> str:
    """Two tasks added by hand are two, however alike; only the same key makes them one."""
    return f"api-{hashlib.sha256(key.encode()).hexdigest()[:32] if key else uuid4().hex}"
