"""Every three seconds: find what was left lying, wake it or mark it. Nothing depends on a job having survived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Q
from django.db.models.functions import Now

from cairn.accounts import sweeping as door
from cairn.assistant.evaluation import background
from cairn.assistant.helping import assist
from cairn.assistant.learning import learn
from cairn.assistant.model import trouble
from cairn.automation import said_later, waking
from cairn.catalog.transfer import carry as catalogue
from cairn.channels import delivery, media, pauses, rates
from cairn.channels.doctor import rhythm, silence
from cairn.channels.whatsapp import template_sync
from cairn.conversations import lease, parked, receipts, snooze
from cairn.conversations.attachments import upload
from cairn.conversations.models import Conversation
from cairn.insights import counting, missed
from cairn.journal import heartbeat, minutes, months, outages
from cairn.journal.models import Entry
from cairn.knowledge import comparing
from cairn.knowledge.documents import reading
from cairn.leads import sweeping as leads
from cairn.lib import clock, later, logs
from cairn.lib.heart import heart
from cairn.privacy import waking as privacy

log = logs.logger("sweeper")
SECONDS = 3.0
LATE = timedelta(seconds=2)
DEAD_WORKER = 30.0  # seconds without a heartbeat, of which a worker writes one every two
TURNS = 0.8 * SECONDS  # so long is a pass the only one, by the database's clock
TURN = """
INSERT INTO journal_part AS part (name, state, since) VALUES ('sweeper', 'sweeping', clock_timestamp())
ON CONFLICT (name) DO UPDATE SET since = excluded.since
    WHERE part.since <= excluded.since - make_interval(secs => %s) RETURNING name
"""
BUSY = 50  # jobs in the queue; with more than that the queue itself will get there


def sweep() -> dict[str, int]:
    """One pass. Returns how many of each kind were found. A step that fails stops none of the others."""
    found = {name: attempt(name, step) for name, step in STEPS.items()}
    if any(found.values()):
        log.info("swept", **{name: count for name, count in found.items() if count})
    return found


def sweep_in_turn() -> dict[str, int]:
    """A pass, unless another worker had one just now: any number of workers sweep as often as one, and one is enough."""
    return sweep() if my_turn() else {}


def begin() -> dict[str, int]:
    """The first pass of a worker, whoever swept just now. The only one there is takes up what dead ones held at once,
    instead of waiting until their leases end."""
    if heartbeat.alone("work") and (left := lease.free()):
        log.info("taken up from the dead", conversations=left)
    return sweep()


def my_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(TURN, [TURNS])
        return cursor.fetchone() is not None


def attempt(name: str, step: Callable[[], int]) -> int:
    heart.beat("sweeper")
    try:
        return step()
    except Exception as error:
        away = isinstance(error, OperationalError | InterfaceError) and not connection.is_usable()
        if away:
            raise  # so the other steps can't either; a deadlock or a statement that took too long is this step's own
        log.error("a step failed", step=name, error=type(error).__name__)
        return 0


def drop_orphaned_jobs() -> int:
    """Jobs of a worker that died: their rows speak for themselves, nobody will finish the job.

    The queue itself looks for dead workers only when one starts; of two that die together and are back at once neither is
    dead for long enough then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_prune_stalled_workers_v1(%s)", [DEAD_WORKER])
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NULL")
        return int(cursor.rowcount)


def queued_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' LIMIT 1000) AS waiting"
        )
        return int(cursor.fetchone()[0])


def wake_filing() -> int:
    """An entry that should have been filed by now: whoever files is told again."""
    late = Entry.objects.filter(state=Entry.State.NEW, received_at__lt=clock.now() - LATE)
    if not late.exists():
        return 0
    later.wake_filer()
    return 1


def wake_waiting() -> int:
    """Customers who wait, whose burst is over, and for whom nobody works now."""
    if queued_jobs() > BUSY:
        return 0
    idle = Q(lease_until=None) | Q(lease_until__lt=Now())
    rows = Conversation.objects.filter(idle, waiting_since__isnull=False, quiet_at__lt=Now()).order_by("waiting_since")
    found = list(rows.values_list("pk", flat=True)[:200])
    later.wake_each("converse", "conversation", found)
    return len(found)


def wake_probes() -> int:
    """Numbers that stand still and should be asked again; slowed ones become faster."""
    rates.recover()
    found = pauses.due()
    later.wake_each("probe", "channel", found)
    return len(found)


def wake_outbox() -> int:
    found = delivery.waiting()
    later.wake_each("deliver", "conversation", found)
    return len(found)


# In this order: first what customers wait for, then what may take a little longer.
STEPS: dict[str, Callable[[], int]] = {
    "entries": wake_filing,
    "waiting": wake_waiting,
    "outbox": wake_outbox,
    "stuck": delivery.stuck,
    "doubtful": delivery.doubtful,
    "receipts": receipts.match_waiting,
    "parked": parked.sweep,
    "snoozed": snooze.bring_back,
    "planned": said_later.send_due,
    "paused": wake_probes,
    "files": media.wake_due,
    "automation": waking.wake,
    "templates": template_sync.wake_due,
    "unsent": upload.drop_unsent,
    "silence": silence.watch,
    "rhythm": rhythm.watch,
    "catalogue": catalogue.carry_on,
    "orphans": drop_orphaned_jobs,
    "documents": reading.wake_due,
    "passages": comparing.wake_due,
    "evaluations": background.wake_due,
    "assist": assist.wake,
    "reflect": learn.wake,
    "model": trouble.watch,
    **leads.STEPS,
    "privacy": privacy.wake,
    "door": door.forget,
    "outages": outages.watch,
    "minutes": minutes.count,
    **months.STEPS,
    "promises": missed.watch,
    "days": counting.sweep,
}
