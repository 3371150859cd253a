"""What is out of order now. People are told once when it begins and once when it is over, however many processes saw it.

It is over when it has been well for a minute: what fails and works in turns is one outage, told once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cairn.journal.models import Outage
from cairn.journal.record import record
from cairn.lib import clock, logs
from cairn.lib.saying import spelt

log = logs.logger("outages")
CALM = timedelta(minutes=1)
FORGOTTEN = timedelta(days=2)  # nobody asked the service for so long; nothing can be said about it
KEPT = timedelta(days=90)


def begin(name: str, *, why: str, over: str, detail: str = "", since: datetime | None = None) -> bool:
    """Say `why` to those who run the firm, unless it is known. `over` is what they are told afterwards, if anything."""
    now = clock.now()
    with transaction.atomic():
        if Outage.objects.filter(name=name, over_at=None).update(seen_at=now, back_at=None):
            return False
        row = Outage(name=name, began_at=since or now, seen_at=now, why=why[:300], over=over[:300])
        Outage.objects.bulk_create([row], ignore_conflicts=True)
        known = Outage.objects.get(name=name, over_at=None)
        # Two processes that see it at once see the same row; the key makes them tell it once.
        record("notification", actor="system", key=f"outage-{known.pk}", why=known.why, detail=detail, kind="outage")
    log.warning("out of order", what=name)
    return True


def back(name: str) -> bool:
    """It works again, as far as one call can say. Asked while all is well it costs one look at a tiny table."""
    return bool(Outage.objects.filter(name=name, over_at=None, back_at=None).update(back_at=clock.now()))


def watch() -> int:
    """For the sweeper: tell what is over. Returns how many outages there are."""
    now = clock.now()
    known = list(Outage.objects.filter(over_at=None))
    for row in known:
        if row.back_at and row.back_at <= now - CALM:
            end(row)
        elif not row.back_at and row.seen_at < now - FORGOTTEN:
            Outage.objects.filter(pk=row.pk, over_at=None).update(over_at=row.seen_at)
    if known:
        Outage.objects.filter(over_at__lt=now - KEPT).delete()
    return len(known)


def end(row: Outage) -> bool:
    with transaction.atomic():
        ended = Outage.objects.filter(pk=row.pk, over_at=None, back_at=row.back_at).update(over_at=row.back_at)
        if ended and row.over:
            lasted = (row.back_at or clock.now()) - row.began_at
            detail = f"It had lasted {spelt(lasted)}."
            record(
                "notification", actor="system", key=f"outage-{row.pk}-over", why=row.over, detail=detail, kind="outage"
            )
    log.info("in order again", what=row.name)
    return bool(ended)
