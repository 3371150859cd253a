"""Every three seconds: find what was left lying, wake it or mark it. Nothing depends on a job having survived."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from cairn.channels import delivery
from cairn.conversations.models import Conversation
from cairn.journal.models import Entry
from cairn.lib import later, logs

log = logs.logger("sweeper")
SECONDS = 3.0
BUSY = 50  # jobs in the queue; with more than that the queue itself will get there


def sweep() -> dict[str, int]:
    """One pass. Returns how many of each kind were found."""
    stuck = delivery.stuck()
    if queued_jobs() > BUSY:
        return {"stuck": stuck}
    found = {"stuck": stuck, "entries": wake_filing(), "waiting": wake_waiting(), "outbox": wake_outbox()}
    if any(found.values()):
        log.info("swept", **found)
    return found


def queued_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' LIMIT 1000) AS waiting"
        )
        return int(cursor.fetchone()[0])


def wake_filing() -> int:
    found = Entry.objects.filter(state=Entry.State.NEW).exists()
    if found:
        later.wake("file")
    return int(found)


def wake_waiting() -> int:
    """Customers who wait, whose burst is over, and for whom nobody works now."""
    idle = Q(lease_until=None) | Q(lease_until__lt=Now())
    rows = Conversation.objects.filter(idle, waiting_since__isnull=False, quiet_at__lt=Now()).order_by("waiting_since")
    found = list(rows.values_list("pk", flat=True)[:200])
    later.wake_each("converse", "conversation", found)
    return len(found)


def wake_outbox() -> int:
    found = delivery.waiting()
    later.wake_each("deliver", "conversation", found)
    return len(found)
