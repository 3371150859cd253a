"""Out of the way until a time, or closed: one act on many conversations, and the way back for some seconds.

What a customer writes ends both at once: that is in the statement that takes their message in (`receive.NOTE`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from cairn.accounts.models import User
from cairn.conversations.models import Conversation
from cairn.journal.models import Event
from cairn.journal.record import record, together
from cairn.lib import clock

MOST = 300  # conversations in one act
AT_ONCE = 200  # that one pass of the sweeper brings back
UNDO = timedelta(seconds=15)  # ten on the screen, and a slow network
OVER, WROTE = "time", "wrote"  # why it is back: its time came, or the customer wrote
# Each kind of Event, and the field that says whether what it did still stands.
KINDS = {"snoozed": "snoozed_until", "archived": "status", "assigned": "owner_id"}
SEEN_TO: dict[str, Any] = {"needs_person_since": None, "needs_person_why": "", "back": "", "unread": 0}

RETURN = """
UPDATE conversations_conversation SET snoozed_until = NULL, back = 'time',
    needs_person_why = CASE WHEN needs_person_since IS NULL THEN 'Back from snooze' ELSE needs_person_why END,
    needs_person_since = coalesce(needs_person_since, %(now)s::timestamptz)
WHERE id IN (
    SELECT id FROM conversations_conversation WHERE snoozed_until <= %(now)s
    ORDER BY snoozed_until LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
RETURNING id
"""


def snooze(ids: Iterable[int], *, until: datetime, user: User, batch: str = "") -> list[int]:
    """Put these away until then. Those that are closed stay closed. Returns the ids of those changed."""
    changes = {"snoozed_until": until, "back": "", "unread": 0}
    return change(ids, "snoozed", changes, user=user, batch=batch, until=until.isoformat())


def archive(ids: Iterable[int], *, user: User, batch: str = "") -> list[int]:
    """Close these: nobody waits in them any more. The customer's next message opens each again."""
    changes = {"status": Conversation.Status.ARCHIVED.value, "snoozed_until": None} | SEEN_TO
    return change(ids, "archived", changes, user=user, batch=batch)


def reopen(ids: Iterable[int], *, user: User) -> list[int]:
    """Bring closed and snoozed ones back by hand."""
    changes = {"status": Conversation.Status.ACTIVE.value, "snoozed_until": None, "back": ""}
    return change(ids, "returned", changes, user=user, closed_too=True)


def give(ids: Iterable[int], *, to: User | None, user: User, batch: str = "") -> list[int]:
    """Make these somebody's, or nobody's."""
    pk = to.pk if to else None
    return change(ids, "assigned", {"owner_id": pk}, user=user, batch=batch, closed_too=True, to=pk)


def change(
    ids: Iterable[int],
    kind: str,
    changes: dict[str, Any],
    *,
    user: User,
    batch: str = "",
    closed_too: bool = False,
    **data: Any,
) -> list[int]:
    """Change those that are not so already, with an Event for each; a constant number of statements.

    What was merged into another conversation is empty, and stays as it is.
    """
    rows = Conversation.objects.filter(pk__in=list(ids)[:MOST], contact__merged_into=None)
    if not closed_too:
        rows = rows.exclude(status=Conversation.Status.ARCHIVED)
    told = [KINDS[kind]] if kind in KINDS else ["status", "snoozed_until"]
    with transaction.atomic(), together():
        locked = rows.order_by("pk").select_for_update(of=("self",))
        found = [row for row in locked if any(getattr(row, name) != changes[name] for name in told)]
        Conversation.objects.filter(pk__in=[row.pk for row in found]).update(**changes)
        for row in found:
            before = {name: plain(getattr(row, name)) for name in changes}
            after = {name: plain(changes[name]) for name in told}
            more = data | {"batch": batch, "before": before, "after": after}
            record(kind, actor="staff", user_id=user.pk, conversation_id=row.pk, **more)
    return [row.pk for row in found]


def plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def undo(batch: str, user: User) -> int:
    """Put back what this person's act changed, within the time for it. What was changed again since stays."""
    recent = Event.objects.filter(
        type__in=list(KINDS), at__gte=clock.now() - UNDO, user_id=user.pk, data__batch=batch, conversation_id__gt=0
    )
    with transaction.atomic(), together():
        return sum(put_back(event, user) for event in recent.select_for_update().order_by("pk"))


def put_back(event: Event, user: User) -> bool:
    data = event.data
    if data.get("undone") or "before" not in data or "after" not in data:
        return False
    same = Conversation.objects.filter(pk=event.conversation_id or 0, **data["after"])
    if not same.update(**data["before"]):
        return False
    Event.objects.filter(pk=event.pk).update(data=data | {"undone": True})
    record("returned", actor="staff", user_id=user.pk, conversation_id=event.conversation_id, undoes=event.pk)
    return True


def bring_back() -> int:
    """Those whose time has come wait for a person again; says why. For the sweeper. Returns how many."""
    with transaction.atomic(), together():
        with connection.cursor() as cursor:
            cursor.execute(RETURN, {"now": clock.now(), "most": AT_ONCE})
            ids = [row[0] for row in cursor.fetchall()]
        for pk in ids:
            record("returned", actor="system", conversation_id=pk, why=OVER)
    return len(ids)
