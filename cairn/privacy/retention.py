"""How long things are kept: nothing goes until an owner has looked at what would go and said so; then a job takes away
a part at a time what is old enough, and nothing brings it back."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cairn.accounts.models import User
from cairn.journal import months
from cairn.journal.record import record
from cairn.lib import clock, later, logs
from cairn.privacy.ageing import KINDS
from cairn.privacy.models import Retention

log = logs.logger("privacy")
AGAIN = timedelta(hours=1)
MOST, LONGEST = 100_000, 36_500  # that a look counts, beyond it is "more than"; days
Days = dict[str, int | None]


class Wrong(Exception):
    """Not a number of days that can be kept to; the text says why."""


def would_go(kind: str, days: int) -> int:
    """How many are old enough by now; never counts beyond MOST."""
    return KINDS[kind].old(clock.now() - timedelta(days=days)).values("pk")[:MOST].count()


def check(kind: str, days: int | None) -> None:
    least = KINDS[kind].least
    if days is not None and not least <= days <= LONGEST:
        raise Wrong(_("Give %(least)d to %(longest)d days, or nothing.") % {"least": least, "longest": LONGEST})


def keep_all(days: Days, *, user: User) -> None:
    """All of them or none. Raises Wrong."""
    with transaction.atomic():
        for kind, number in days.items():
            keep(kind, number, user=user)


def keep(kind: str, days: int | None, *, user: User) -> None:
    """From now on this kind is kept so long; None: for good. Raises Wrong."""
    check(kind, days)
    with transaction.atomic():
        before = Retention.objects.filter(pk=kind).values_list("days", flat=True).first()
        if before == days:
            return
        values = {"days": days, "user": user, "changed_at": clock.now(), "ran_at": None}
        Retention.objects.update_or_create(kind=kind, defaults=values)
        record("retention_changed", actor="staff", user_id=user.pk, kind=kind, days=[before, days])
        later.wake("retain")


def due() -> bool:
    return Retention.objects.filter(days__isnull=False).exclude(ran_at__gt=clock.now() - AGAIN).exists()


def apply() -> dict[str, int]:
    """Take away a part of each kind that is due; comes again at once where more is left."""
    taken = {kind: some(kind) for kind in in_turn()}
    if any(count >= KINDS[kind].batch for kind, count in taken.items()):
        later.wake("retain")
    if gone := {kind: count for kind, count in taken.items() if count}:
        log.info("kept long enough", **gone)
    return taken


def in_turn() -> list[str]:
    rows = Retention.objects.filter(days__isnull=False).exclude(ran_at__gt=clock.now() - AGAIN)
    wanted = set(rows.values_list("kind", flat=True))
    return [kind for kind in KINDS if kind in wanted]


def some(name: str) -> int:
    """At most a batch. Only when nothing is left the next look is an hour away."""
    kind = KINDS[name]
    with transaction.atomic():
        # The row is the lock: an owner who says "for good" meanwhile waits, and two workers take turns.
        held = Retention.objects.select_for_update().get(pk=name)
        if held.days is None:
            return 0
        rows = list(kind.old(clock.now() - timedelta(days=held.days)).order_by(kind.order)[: kind.batch])
        if rows:
            kind.take(rows)
        done = {"ran_at": clock.now()} if len(rows) < kind.batch else {}
        Retention.objects.filter(pk=name).update(removed=F("removed") + len(rows), **done)
    if name == "webhooks" and done:
        months.prune("journal_entry", clock.now() - timedelta(days=held.days))
    return len(rows)
