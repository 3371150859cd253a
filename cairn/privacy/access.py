"""The access log: who of the firm looked at or saved what is held about whom. One row a person, thing and quarter of an
hour, so that a page which renews itself all day costs next to nothing.
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
    "contact": "SELECT id FROM conversations_contact WHERE id = %s",
    "all": "SELECT NULL::bigint WHERE %s IS NULL",
}
NOTE = """
INSERT INTO privacy_access (user_id, contact_id, what, at) SELECT %s, whose.id, %s, %s FROM ({whose}) AS whose (id)
ON CONFLICT DO NOTHING
"""
_noted: set[tuple[int, str, str, int | None]] = set()
_quarter: datetime | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. Empty parts let everything through; `contact` counts before `words`."""

    user: int = 0
    what: str = ""
    contact: int = 0
    words: str = ""
    before: int = 0


def note(user: User, what: str, *, way: str, pk: int | None = None) -> None:
    """One statement the first time in a quarter of an hour, afterwards none. A log that can't be written stops nobody."""
    at = clock.now()
    at = at.replace(minute=at.minute - at.minute % QUARTER, second=0, microsecond=0)
    if not first(at, (user.pk, what, way, pk)):
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(NOTE.format(whose=WHOSE[way]), [user.pk, what, at, pk])
    except DatabaseError as error:
        _noted.discard((user.pk, what, way, pk))
        log.warning("an access was not noted", user=user.pk, what=what, error=type(error).__name__)


def first(at: datetime, key: tuple[int, str, str, int | None]) -> bool:
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
    rows = rows.filter(user=search.user) if search.user else rows
    rows = rows.filter(what=search.what) if search.what else rows
    if search.contact:
        rows = rows.filter(contact=search.contact)
    elif search.words:
        rows = rows.filter(contact__in=Conversation.objects.filter(pk__in=called(search.words)).values("contact"))
    return list(older(rows, search.before)[: PAGE + 1])


def older(rows: QuerySet[Access], before: int) -> QuerySet[Access]:
    at = Access.objects.filter(pk=before).values_list("at", flat=True).first() if before else None
    return rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=before)) if at else rows
