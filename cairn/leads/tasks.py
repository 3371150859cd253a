"""What people do for leads: adding a task, doing it, putting it off, giving it to somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from psycopg.types.json import Jsonb

from cairn.accounts.models import User
from cairn.journal.record import record
from cairn.leads import todo
from cairn.leads.models import Lead, Priority, Task
from cairn.lib import hot
from cairn.lib.saying import OneSentence

WEIGHT = tuple(Priority)
ADD_MISSING = """
INSERT INTO leads_task (lead_id, type, reason, title, priority, due_at, assignee_id, status, created_by, created_at)
SELECT %(lead)s::bigint, type, reason, title, priority, due_at, %(owner)s::bigint, 'pending', 'rule', %(now)s::timestamptz
FROM jsonb_to_recordset(%(wanted)s::jsonb)
    AS wanted (type text, reason text, title text, priority text, due_at timestamptz, again boolean)
WHERE NOT EXISTS (
    SELECT 1 FROM leads_task AS there
    WHERE there.lead_id = %(lead)s::bigint AND there.type = wanted.type AND there.reason = wanted.reason AND (
        there.status IN ('pending', 'snoozed') OR there.created_at >= %(since)s::timestamptz
        OR (NOT wanted.again AND there.status <> 'cancelled')
    )
)
RETURNING id, title
"""


class Doubled(OneSentence):
    words = _("Another task for the same reason is open.")


def add(
    lead: Lead,
    *,
    type: str,
    title: str,
    due_at: datetime,
    priority: str = Priority.MEDIUM,
    reason: str = "",
    created_by: str = "rule",
    assignee: User | None = None,
    user: User | None = None,
) -> Task:
    """Add a task unless one for the same reason is open; then that one is returned. It is the lead's owner's."""
    rest = {
        "title": title[:300],
        "due_at": due_at,
        "priority": priority,
        "created_by": created_by,
        "assignee_id": assignee.pk if assignee else lead.owner_id,
    }
    with transaction.atomic():
        task, new = Task.objects.open().get_or_create(lead=lead, type=type, reason=reason, defaults=rest)
        if new:
            tell_new(task, lead, user)
    return task


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that should be there; `again`: also when one for the same reason was done before."""

    type: str
    reason: str
    title: str
    priority: str
    due_at: datetime
    again: bool


def add_missing(lead: Lead, wanted: list[Wanted], *, since: datetime) -> list[int]:
    """Add those that are not there, in one statement, for a caller that holds the lead's lock. They are the lead's owner's.

    A task stands for a wanted one of its type and reason while it is open, or if it was made at `since` or later, or if it
    was done and once is enough. Returns the ids of the new ones.
    """
    rows = [asdict(one) | {"title": one.title[:300], "due_at": one.due_at.isoformat()} for one in wanted]
    values = {"lead": lead.pk, "owner": lead.owner_id, "since": since, "now": timezone.now(), "wanted": Jsonb(rows)}
    made = [Task(pk=pk, lead=lead, title=title) for pk, title in hot.fetch_all(ADD_MISSING, values)]
    for task in made:
        tell_new(task, lead)
    return [task.pk for task in made]


def tell_new(task: Task, lead: Lead, user: User | None = None) -> None:
    record(
        "task_created",
        actor="staff" if user else "rule",
        user_id=user.pk if user else None,
        lead_id=lead.pk,
        conversation_id=lead.conversation_id,
        task=task.pk,
        title=task.title,
    )


def put_off(lead: Lead, *, type: str, reason: str, until: datetime) -> bool:
    """An open task of this reason is due anew. The message that put it off is the news, so no Event tells it."""
    rows = Task.objects.open().filter(lead=lead, type=type, reason=reason)
    return bool(rows.update(due_at=until, status=Task.Status.PENDING))


def press(lead: Lead, priority: str, *, types: Iterable[str]) -> int:
    """The message says that it is more urgent than it seemed: open tasks of these types are raised, never lowered."""
    lower = WEIGHT[: WEIGHT.index(Priority(priority))]
    rows = Task.objects.open().filter(lead=lead, type__in=list(types), priority__in=lower)
    return rows.update(priority=priority)


def complete(task: Task, *, user: User | None) -> None:
    """Mark it done. Doing it twice changes nothing."""
    todo.act([task.pk], todo.Done(), user=user)


def cancel(task: Task, *, user: User | None, reason: str = "") -> None:
    todo.act([task.pk], todo.Cancelled(reason), user=user)


def snooze(task: Task, *, until: datetime, user: User | None) -> None:
    todo.act([task.pk], todo.Snoozed(until), user=user)


def give(task: Task, *, to: User | None, user: User | None) -> None:
    todo.act([task.pk], todo.Given(to), user=user)


def edit(task: Task, changes: dict[str, Any], *, actor: str = "staff", user: User | None = None) -> None:
    """Change title, time, priority or who it is for. The Event says which, on the lead."""
    with transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**changes)
        record(
            "lead_updated",
            actor=actor,
            user_id=user.pk if user else None,
            lead_id=task.lead_id,
            conversation_id=task.lead.conversation_id,
            task=task.pk,
            fields=sorted(changes),
        )


def reopen(task: Task, *, user: User | None) -> None:
    """Open a closed task again. Raises Doubled."""
    try:
        with transaction.atomic():
            Task.objects.filter(pk=task.pk).update(status=Task.Status.PENDING, done_at=None)
            tell(task, Task.Status.PENDING, user)
    except IntegrityError as error:
        raise Doubled from error


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
