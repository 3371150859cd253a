"""A person's open tasks as a calendar that any programme can subscribe to. It says little: whoever has the address reads it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID, uuid4

from icalendar import Calendar, Event, Todo

from cairn.accounts.models import Firm, User
from cairn.leads.models import Task

MOST = 200
LENGTH = timedelta(minutes=15)
URGENCY = {"urgent": 1, "high": 3, "medium": 5, "low": 9}


def address(user: User, *, anew: bool = False) -> UUID:
    """The key in this person's address, made when it is first asked for. A new one ends the old subscription."""
    if user.calendar_key is None or anew:
        user.calendar_key = uuid4()
        User.objects.filter(pk=user.pk).update(calendar_key=user.calendar_key)
    return user.calendar_key


def owner(key: str) -> User | None:
    try:
        return User.objects.filter(calendar_key=UUID(key), is_active=True).first()
    except ValueError:
        return None


def tasks(user: User) -> list[Task]:
    rows = Task.objects.open().filter(assignee=user).select_related("lead__contact").order_by("due_at")
    return list(rows[:MOST])


def version(found: list[Task]) -> str:
    """Changes when anything that the file shows changes."""
    seen = [(task.pk, task.status, task.due_at.isoformat(), task.priority, summary(task)) for task in found]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def written(user: User, found: list[Task]) -> bytes:
    """Each task twice: as an entry for calendars that show only those, and as a to-do for those that know them."""
    calendar = Calendar()
    calendar.add("prodid", "-//Cairn//Tasks//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{Firm.current().name}: {user.name}")
    for task in found:
        calendar.add_component(entry(task))
        calendar.add_component(to_do(task))
    return bytes(calendar.to_ical())


def entry(task: Task) -> Event:
    made = Event()
    made.add("uid", f"task-{task.pk}@cairn")
    made.add("dtstamp", task.created_at)
    made.add("dtstart", task.due_at)
    made.add("dtend", task.due_at + LENGTH)
    made.add("summary", summary(task))
    made.add("transp", "TRANSPARENT")
    return made


def to_do(task: Task) -> Todo:
    made = Todo()
    made.add("uid", f"todo-{task.pk}@cairn")
    made.add("dtstamp", task.created_at)
    made.add("due", task.due_at)
    made.add("summary", summary(task))
    made.add("priority", URGENCY[task.priority])
    made.add("status", "NEEDS-ACTION")
    return made


def summary(task: Task) -> str:
    """Kind and first name. The title may hold a customer's words or number, and calendars travel far."""
    name = task.lead.contact.name.split()
    return f"{task.get_type_display()}: {name[0] if name and not any(c.isdigit() for c in name[0]) else 'a customer'}"
