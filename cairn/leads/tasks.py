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
    with transaction.atomic():
        task = Task(
            lead=lead,
            type=type,
            title=title[:300],
            due_at=due_at,
            priority=priority,
            reason=reason,
            created_by=created_by,
        )
        Task.objects.bulk_create([task], ignore_conflicts=True)
        found = Task.objects.open().get(lead=lead, type=type, reason=reason)
        if (found.title, found.due_at) == (task.title, task.due_at):
            record(
                "task_created",
                actor="rule",
                lead_id=lead.pk,
                conversation_id=lead.conversation_id,
                task=found.pk,
                title=found.title,
            )
    return found


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
