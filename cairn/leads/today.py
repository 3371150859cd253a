"""Today: what waits for a person, from four places in one order. Bounded, and the same number of queries for any firm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Prefetch, QuerySet

from cairn.accounts.models import Firm, User
from cairn.conversations.models import Contact, Conversation
from cairn.leads import idle
from cairn.leads.models import CLOSED, Lead, Task
from cairn.leads.rank import Group, Kind, Place, Thing, place
from cairn.lib import clock

R = TypeVar("R", bound="QuerySet[Any]")
MOST = 30  # of each kind
# What the waiting conversation itself says already.
SAID = (Task.Type.HANDOVER, Task.Type.INITIAL_CONTACT)
WHO = ("mine", "all", "nobody")


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the queue. `key` names it in addresses: task-5, reply-7, lead-9. `talk` stands only for a reply."""

    key: str
    kind: str
    place: Place
    lead: Lead | None
    contact: Contact
    conversation_id: int
    task: Task | None = None
    talk: Conversation | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """`more`: of some kind there are more than are shown."""

    items: list[Item]
    more: bool

    def count(self, group: Group) -> int:
        return sum(item.place.group == group for item in self.items)


def queue(user: User, *, who: str = "all", firm: Firm) -> Queue:
    now = clock.now()
    local = now.astimezone(firm.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    replies = waiting(user, who)
    answered = {item.pk for item in replies}
    tasks = [task for task in due(user, who, now) if not said(task, answered)]
    leads = [(lead, Kind.HOT) for lead in idle.hot(user, who)]
    leads += [(lead, Kind.QUIET) for lead in idle.quiet(user, who, now)]
    items = [
        *(reply(one, now, midnight) for one in replies),
        *(to_do(task, now, midnight) for task in tasks),
        *(planless(lead, kind, now, midnight) for lead, kind in leads),
    ]
    items.sort(key=lambda item: (item.place.group, item.place.order, item.key))
    return Queue(items, more=len(replies) == MOST or len(tasks) >= MOST)


def said(task: Task, answered: set[int]) -> bool:
    return task.type in SAID and task.lead.conversation_id in answered


def waiting(user: User, who: str) -> list[Conversation]:
    rows = Conversation.objects.visible_to(user).filter(needs_person_since__isnull=False)
    rows = whose(rows, who, user, "owner").exclude(status=Conversation.Status.ARCHIVED)
    leads = Prefetch("leads", Lead.objects.filter(merged_into=None).select_related("trip", "owner").defer(*idle.UNSAID))
    return list(
        rows.select_related("contact", "owner").prefetch_related(leads).order_by("needs_person_since", "pk")[:MOST]
    )


def due(user: User, who: str, now: datetime) -> list[Task]:
    """The latest of the late, and what comes next; not one long walk over all that was ever left undone."""
    rows = Task.objects.visible_to(user).filter(status=Task.Status.PENDING)
    rows = whose(rows, who, user, "assignee").select_related("lead__contact", "lead__trip", "assignee")
    rows = rows.defer(*(f"lead__{name}" for name in idle.UNSAID))
    late = rows.filter(due_at__lt=now).order_by("-due_at")[:MOST]
    return [*late, *rows.filter(due_at__gte=now).order_by("due_at")[:MOST]]


def whose(rows: R, who: str, user: User, field: str) -> R:
    if who == "mine":
        return rows.filter(**{field: user})
    return rows.filter(**{f"{field}__isnull": True}) if who == "nobody" else rows


def reply(one: Conversation, now: datetime, midnight: datetime) -> Item:
    assert one.needs_person_since
    leads = sorted(one.leads.all(), key=lambda lead: (lead.stage not in CLOSED, lead.pk))
    lead = leads[-1] if leads else None
    where = place(Thing(Kind.REPLY, one.needs_person_since), now=now, midnight=midnight)
    return Item(f"reply-{one.pk}", Kind.REPLY, where, lead, one.contact, one.pk, talk=one)


def to_do(task: Task, now: datetime, midnight: datetime) -> Item:
    where = place(Thing(Kind.TASK, task.due_at, task.priority), now=now, midnight=midnight)
    return Item(f"task-{task.pk}", Kind.TASK, where, task.lead, task.lead.contact, task.lead.conversation_id, task)


def planless(lead: Lead, kind: str, now: datetime, midnight: datetime) -> Item:
    where = place(Thing(kind, lead.last_contact_at, lead.priority, lead.score), now=now, midnight=midnight)
    return Item(f"lead-{lead.pk}", kind, where, lead, lead.contact, lead.conversation_id)
