"""The access log: who of the firm, or that a program with the API's token, looked at or saved what is held about whom.
One row a person, thing and quarter of an hour, so that what renews itself all day costs next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection
from django.db.models import Q, QuerySet

from cairn.accounts.models import User
from cairn.conversations.models import Conversation
from cairn.conversations.search import called
from cairn.lib import clock, logs
from cairn.privacy.models import Access

log = logs.logger("privacy")
QUARTER, PAGE, MOST = 15, 50, 10_000
# By what an address names: a thread, a lead, a person; each finds the person in the statement that writes.
WHOSE = {
    "talk": "SELECT contact_id FROM conversations_conversation WHERE id = %s",
    "lead": "SELECT contact_id FROM leads_lead WHERE id = %s",
    "task": "SELECT lead.contact_id FROM leads_task task JOIN leads_lead lead ON lead.id = task.lead_id WHERE task.id = %s",
    "contact": "SELECT id FROM conversations_contact WHERE id = %s",
    "all": "SELECT NULL::bigint WHERE %s IS NULL",
}
NOTE = """
INSERT INTO privacy_access (user_id, contact_id, what, at) SELECT %s::bigint, whose.id, %s, %s FROM ({whose}) AS whose (id)
ON CONFLICT DO NOTHING
"""
Noted = tuple[int | None, str, str, int | None]
_noted: set[Noted] = set()
_quarter: datetime | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. Empty parts let everything through; `contact` counts before `words`.

    `token`: only what programs with the API's token read.
    """

    person: int = 0
    token: bool = False
    what: str = ""
    contact: int = 0
    words: str = ""
    before: int = 0


def note(user: User | None, what: str, *, way: str, pk: int | None = None) -> None:
    """`user`: None for a program with the token. One statement the first time in a quarter of an hour, afterwards none.
    A log that can't be written stops nobody."""
    at = clock.now()
    at = at.replace(minute=at.minute - at.minute % QUARTER, second=0, microsecond=0)
    who = user.pk if user else None
    if not first(at, (who, what, way, pk)):
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(NOTE.format(whose=WHOSE[way]), [who, what, at, pk])
    except DatabaseError as error:
        _noted.discard((who, what, way, pk))
        log.warning("an access was not noted", user=who, what=what, error=type(error).__name__)


def first(at: datetime, key: Noted) -> bool:
    """What this process noted already; the table's own key holds for the others."""
    global _quarter
    if _quarter != at or len(_noted) >= MOST:
        _quarter = at
        _noted.clear()
    if key in _noted:
        return False
    _noted.add(key)
    return True


def find(search: Search) -> list[Access]:
    """One page, newest first, and one line more where there are older ones."""
    rows = Access.objects.select_related("user", "contact").order_by("-at", "-id")
    rows = rows.filter(user=search.person) if search.person else rows
    rows = rows.filter(user=None) if search.token else rows
    rows = rows.filter(what=search.what) if search.what else rows
    if search.contact:
        rows = rows.filter(contact=search.contact)
    elif search.words:
        rows = rows.filter(contact__in=Conversation.objects.filter(pk__in=called(search.words)).values("contact"))
    return list(older(rows, search.before)[: PAGE + 1])


def older(rows: QuerySet[Access], before: int) -> QuerySet[Access]:
    at = Access.objects.filter(pk=before).values_list("at", flat=True).first() if before else None
    return rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=before)) if at else rows
