"""Once an hour all passages are compared with the catalogue: what came by another road, and what time has made stale."""

from __future__ import annotations

from datetime import timedelta

from cairn.knowledge import passages
from cairn.knowledge.models import Comparison
from cairn.lib import clock, later

EVERY = timedelta(hours=1)


def wake_due() -> int:
    """For the sweeper: asks for a comparison when one is due. Of two that ask at once, one does."""
    now = clock.now()
    row, made = Comparison.objects.get_or_create(pk=1, defaults={"due_at": now + EVERY})
    if made or row.due_at > now:
        return 0
    if not Comparison.objects.filter(pk=1, due_at=row.due_at).update(due_at=now + EVERY):
        return 0
    later.wake("compare_passages")
    return 1


def compare() -> passages.Summary:
    done = passages.refresh()
    values = {"finished_at": clock.now(), "written": done.written, "removed": done.removed}
    Comparison.objects.update_or_create(
        pk=1, defaults=values, create_defaults={**values, "due_at": clock.now() + EVERY}
    )
    return done
