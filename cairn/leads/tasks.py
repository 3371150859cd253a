"""What people do for leads: adding a task, doing it, putting it off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cairn.accounts.models import User
from cairn.journal.record import record
from cairn.leads.models import Lead, Priority, Task
from cairn.lib import clock


def add(
    lead: Lead,
    *,
    type: str,
    title: str,
    due_at: datetime,
    priority: str = Priority.MEDIUM,
    reason: str = "",
    created_by: str = "rule",
) -> Task:
    """Add a task unless one for the same reason is open; then that one is returned."""
    rest = {"title": title[:300], "due_at": due_at, "priority": priority, "created_by": created_by}
    with transaction.atomic():
        task, new = Task.objects.open().get_or_create(lead=lead, type=type, reason=reason, defaults=rest)
        if new:
            tell_new(task, lead)
    return task


def add_all(lead: Lead, new: list[Task]) -> list[int]:
    """Add these in one statement, for a caller that holds the lead's lock and saw that none of them is open.

    Returns their ids.
    """
    for task in Task.objects.bulk_create(new):
        tell_new(task, lead)
    return [task.pk for task in new]


def tell_new(task: Task, lead: Lead) -> None:
    record(
        "task_created",
        actor="rule",
        lead_id=lead.pk,
        conversation_id=lead.conversation_id,
        task=task.pk,
        title=task.title,
    )


def put_off(lead: Lead, *, type: str, reason: str, until: datetime) -> bool:
    """An open task of this reason is due anew. The message that put it off is the news, so no Event tells it."""
    rows = Task.objects.open().filter(lead=lead, type=type, reason=reason)
    return bool(rows.update(due_at=until, status=Task.Status.PENDING))


def complete(task: Task, *, user: User | None) -> None:
    """Mark it done. Doing it twice changes nothing."""
    close(task, Task.Status.DONE, user)


def cancel(task: Task, *, user: User | None) -> None:
    close(task, Task.Status.CANCELLED, user)


def snooze(task: Task, *, until: datetime, user: User | None) -> None:
    with transaction.atomic():
        if Task.objects.open().filter(pk=task.pk).update(status=Task.Status.SNOOZED, due_at=until):
            tell(task, "snoozed", user)


def close(task: Task, status: Task.Status, user: User | None) -> None:
    with transaction.atomic():
        if Task.objects.open().filter(pk=task.pk).update(status=status, done_at=clock.now()):
            tell(task, status, user)


def tell(task: Task, status: str, user: User | None) -> None:
    record(
        "task_done",
        actor="staff" if user else "rule",
        user_id=user.pk if user else None,
        lead_id=task.lead_id,
        conversation_id=task.lead.conversation_id,
        task=task.pk,
        title=task.title,
        status=status,
    )
