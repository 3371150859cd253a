"""Process what came in once more, or let it be. The bytes stay as they came, and filing twice changes nothing."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from cairn.journal.models import Entry, Quarantined
from cairn.journal.record import record
from cairn.lib import later

State = Entry.State


def file_again(rows: QuerySet[Entry]) -> int:
    """Mark them new and wake the filer; what was set aside of them is forgotten, and set aside anew if it must be."""
    with transaction.atomic():
        known = list(rows.exclude(state=State.NEW).select_for_update().values_list("pk", flat=True))
        Quarantined.objects.filter(entry__in=known).delete()
        Entry.objects.filter(pk__in=known).update(state=State.NEW, attempts=0, begun_at=None)
        later.wake_filer()
    return len(known)


def try_again(entry: Entry, *, user_id: int) -> bool:
    """Somebody asks for it. False when it waits already."""
    with transaction.atomic():
        found = file_again(Entry.objects.filter(pk=entry.pk)) > 0
        if found:
            record("entry_replayed", actor="staff", user_id=user_id, entry=entry.pk)
    return found


def set_aside(entry: Entry, *, user_id: int) -> bool:
    """Somebody looked at it and needs no more of it; it no longer counts as wrong. False when it does not."""
    with transaction.atomic():
        wrong = Entry.objects.filter(pk=entry.pk, state=State.QUARANTINED)
        found = wrong.update(state=State.ASIDE) > 0
        if found:
            record("entry_set_aside", actor="staff", user_id=user_id, entry=entry.pk)
    return found
