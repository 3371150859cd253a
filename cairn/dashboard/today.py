"""Today: the open tasks, the late ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cairn.accounts.models import User
from cairn.conversations import inbox as conversations
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.panel import TaskRow
from cairn.leads.models import Task
from cairn.lib import clock

MOST = 200


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    late: bool
    rows: list[TaskRow]


@require_safe
@desk
def today(request: DeskRequest) -> HttpResponse:
    return render(request, "dashboard/today.html", context(request))


@require_safe
@desk
def queue_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, "dashboard/today.html#queue", {**context(request), "fragment": True})


def context(request: DeskRequest) -> dict[str, object]:
    mine = request.GET.get("who") == "mine"
    tasks = list(open_tasks(request.user, mine=mine)[: MOST + 1])
    groups = grouped(tasks[:MOST], clock.now())
    late = sum(len(group.rows) for group in groups if group.late)
    return {
        "groups": groups,
        "mine": mine,
        "total": min(len(tasks), MOST),
        "more": len(tasks) > MOST,
        "late": late,
        "counts": conversations.counts(request.user),
        "here": "today",
    }


def open_tasks(user: User, *, mine: bool) -> QuerySet[Task]:
    tasks = (
        Task.objects.visible_to(user)
        .open()
        .select_related("lead__contact", "lead__trip", "assignee")
        .order_by("due_at", "pk")
    )
    return tasks.filter(assignee=user) if mine else tasks


def grouped(tasks: list[Task], now: datetime) -> list[Group]:
    """Late, next hour, later today, and what comes after; `tasks` are in order of their time."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    soon = now + timedelta(hours=1)

    def name(task: Task) -> str:
        if task.due_at < now:
            return "Late"
        return "Next hour" if task.due_at < soon else "Later today" if task.due_at < midnight else "Tomorrow and after"

    groups = groupby(tasks, key=name)
    return [Group(title, title == "Late", [TaskRow(task) for task in rows]) for title, rows in groups]
