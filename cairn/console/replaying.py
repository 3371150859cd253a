"""Again from the journal: entries from the bytes as they came, leads from their noted changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from cairn.journal import again
from cairn.journal.models import Entry
from cairn.leads import replay as lead_replay


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


def leads(*, write: bool, until: datetime | None, tell: Callable[[str], None]) -> str:
    """Print what differs, a line a field; with `write` make it the same."""
    found = lead_replay.replay(
        write=write, until=until.replace(tzinfo=UTC) if until else None, tell=lambda one: tell(str(one))
    )
    told = f"{found.leads} leads, {found.differences} differences"
    return f"{told}, {found.written} leads written." if write else f"{told}."
