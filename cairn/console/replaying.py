"""Process journal entries again, from the bytes as they came."""

from __future__ import annotations

from collections.abc import Sequence

from cairn.journal import again
from cairn.journal.models import Entry


def replay(entries: Sequence[int], since: object) -> str:
    """Mark them new and wake the filer. With neither ids nor a time: those in quarantine."""
    rows = Entry.objects.all()
    if entries:
        rows = rows.filter(pk__in=entries)
    elif since:
        rows = rows.filter(received_at__gte=since)
    else:
        rows = rows.filter(state=Entry.State.QUARANTINED)
    return f"{again.file_again(rows)} entries are filed again."
