"""The ledger of what was told: claimed before it is sent, settled afterwards, tried again a few times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.db.models import F

from cairn.lib import clock
from cairn.notifications.models import Sent

TRIES = 4
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
KEPT = timedelta(days=7)  # far beyond what pushes and mails look back
CLAIM = """
INSERT INTO notifications_sent (event_id, user_id, way, state, tries, at)
SELECT event, %s, %s, %s, 1, now() FROM unnest(%s::bigint[]) AS event
ON CONFLICT (event_id, user_id, way) DO NOTHING RETURNING event_id
"""


def claim(user_id: int, way: Sent.Way, events: Iterable[int], *, needless: bool = False) -> list[int]:
    """Those of the Events that nobody has told this person in this way; they are the caller's now. `needless` ones
    are settled with it: they will not be told."""
    state = Sent.State.NEEDLESS if needless else Sent.State.SENDING
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [user_id, way.value, state.value, sorted(events)])
        return [row[0] for row in cursor.fetchall()]


def claim_again(way: Sent.Way, limit: int = 50) -> list[Sent]:
    """What failed for now and is due again; each row goes to one caller."""
    due = Sent.objects.filter(state=Sent.State.AGAIN, way=way, next_at__lte=clock.now()).select_related("user")
    taken = []
    for row in due.order_by("next_at")[:limit]:
        mine = Sent.objects.filter(pk=row.pk, state=Sent.State.AGAIN, tries=row.tries)
        if mine.update(state=Sent.State.SENDING, tries=F("tries") + 1, next_at=None):
            row.tries += 1
            taken.append(row)
    return taken


def forget_old() -> int:
    """What no pass looks at any more goes; the ledger does not grow with the years."""
    return Sent.objects.filter(at__lt=clock.now() - KEPT).delete()[0]


def settle(user_id: int, way: Sent.Way, events: Iterable[int], *, done: bool, again: bool = False) -> None:
    """Sent, or to be tried again until the tries are used up."""
    rows = Sent.objects.filter(user_id=user_id, way=way, event_id__in=list(events), state=Sent.State.SENDING)
    if done:
        rows.update(state=Sent.State.SENT)
        return
    if again:
        for tries, wait in enumerate(WAITS, 1):
            rows.filter(tries=tries).update(state=Sent.State.AGAIN, next_at=clock.now() + wait)
    rows.update(state=Sent.State.FAILED)
