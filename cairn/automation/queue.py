"""One act on the rows of Today, whatever they are: tasks, customers who wait, leads without a next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cairn.accounts.models import Firm, User
from cairn.automation import staff
from cairn.conversations import ownership
from cairn.conversations.models import Conversation
from cairn.journal.record import together
from cairn.leads import assign, capture, later, tasks, todo
from cairn.leads.models import Lead, Task

MOST = 200
LOOK_AGAIN = "look_again"


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows changed, and the key by which the tasks among them can be taken back."""

    number: int
    undo: str


def act(keys: Iterable[str], what: todo.Act, *, user: User, firm: Firm) -> Done:
    """Do it to all rows named by `keys` (task-5, reply-7, lead-9). What is gone meanwhile is passed over."""
    ids = sort(keys)
    with transaction.atomic():
        batch = staff.act(ids["task"], what, user=user)
        number = len(batch.tasks)
        with together():
            for conversation in Conversation.objects.visible_to(user).filter(pk__in=ids["reply"]):
                number += answered(conversation, what, user, firm)
            for lead in Lead.objects.visible_to(user).open().filter(pk__in=ids["lead"]).select_related("contact"):
                number += plan(lead, what, user, firm)
    return Done(number, batch.key if batch.tasks else "")


def sort(keys: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {"task": [], "reply": [], "lead": []}
    for key in list(keys)[:MOST]:
        kind, _, number = key.partition("-")
        if kind in found and number.isascii() and number.isdigit() and len(number) < 19:
            found[kind].append(int(number))
    return found


def answered(conversation: Conversation, what: todo.Act, user: User, firm: Firm) -> bool:
    """A customer who waited: seen to, put off with a task in its place, or given to somebody."""
    lead = capture.current(conversation)
    if isinstance(what, todo.Given):
        ownership.give(conversation, to=what.to, user=user)
        return bool(lead and assign.give([lead.pk], to=what.to, user=user)) or True
    if isinstance(what, todo.Snoozed) and lead:
        again(lead, what.until, user)
    return ownership.settle(conversation, user=user)


def plan(lead: Lead, what: todo.Act, user: User, firm: Firm) -> bool:
    """A lead without a next step gets one: when it is put off to, else tomorrow morning."""
    if isinstance(what, todo.Given):
        return bool(assign.give([lead.pk], to=what.to, user=user))
    again(lead, what.until if isinstance(what, todo.Snoozed) else later.until("tomorrow", firm), user)
    return True


def again(lead: Lead, at: datetime, user: User) -> None:
    title = f"Look at {lead.contact.title} again"
    tasks.add(
        lead, type=Task.Type.FOLLOW_UP, title=title, due_at=at, reason=LOOK_AGAIN, created_by=user.email[:60], user=user
    )
