"""What time does to tasks: the snoozed ones come back, and somebody is told of each that is overdue, once."""

from __future__ import annotations

from django.db import transaction

from cairn.journal.record import record, together
from cairn.leads.models import Task
from cairn.lib import clock, live

AT_ONCE = 100  # tasks in one pass; the next pass is three seconds away


def wake() -> int:
    """Snoozed tasks that are due are pending again."""
    due = Task.objects.filter(status=Task.Status.SNOOZED, due_at__lte=clock.now()).values("pk")[:AT_ONCE]
    # The condition once more: who put it off again meanwhile wins.
    rows = Task.objects.filter(pk__in=due, status=Task.Status.SNOOZED, due_at__lte=clock.now())
    woken = rows.update(status=Task.Status.PENDING)
    if woken:
        live.announce("inbox")
    return woken


def raise_overdue() -> int:
    """One notification for each task that is overdue, and never a second one for the same task."""
    now = clock.now()
    with transaction.atomic(), together():
        rows = Task.objects.filter(status=Task.Status.PENDING, alarmed_at=None, due_at__lt=now).order_by("due_at")
        late = list(rows.select_related("lead__contact").select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
        if late:
            Task.objects.filter(pk__in=[task.pk for task in late]).update(alarmed_at=now)
        for task in late:
            tell(task)
    return len(late)


def tell(task: Task) -> None:
    record(
        "notification",
        actor="rule",
        lead_id=task.lead_id,
        conversation_id=task.lead.conversation_id,
        key=f"overdue-{task.pk}",
        kind="overdue",
        why=f"Overdue: {task.title}"[:200],
        task=task.pk,
        to=task.assignee_id,
    )
