"""How long things are kept: nothing goes until an owner has looked at what would go and said so; then a job takes away
a part at a time what is old enough, and nothing brings it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from cairn.accounts.models import User
from cairn.conversations.attachments import storage
from cairn.conversations.models import Attachment, Contact, Conversation, Message
from cairn.journal.models import Entry, Quarantined
from cairn.journal.record import record
from cairn.lib import clock, later, logs
from cairn.privacy import silent
from cairn.privacy.bodies import EMPTY
from cairn.privacy.erase import begin
from cairn.privacy.models import Access, Erasure, Retention

log = logs.logger("privacy")
BATCH = 200
AGAIN = timedelta(hours=1)
MOST = 100_000  # that a look counts; beyond it is "more than"
GONE = "It was kept as long as the firm keeps files, and is gone."


@dataclass(frozen=True, slots=True)
class Kind:
    """`usual` and `least` are days. `old` gives the rows that are old enough, `take` removes some of them."""

    usual: int
    least: int
    old: Callable[[datetime], QuerySet[Any]]
    take: Callable[[list[Any]], int]


def old_files(before: datetime) -> QuerySet[Attachment]:
    return Attachment.objects.filter(state=Attachment.State.STORED, message__isnull=False, stored_at__lt=before)


def old_entries(before: datetime) -> QuerySet[Entry]:
    """Filed or set aside; what still waits is not old, it is late."""
    return Entry.objects.filter(received_at__lt=before).exclude(state=Entry.State.NEW).exclude(body=EMPTY).defer("body")


def old_accesses(before: datetime) -> QuerySet[Access]:
    return Access.objects.filter(at__lt=before)


def lost(before: datetime) -> QuerySet[Contact]:
    """Nobody here ever booked, every lead is closed as lost, and nothing was said for so long."""
    lately = Conversation.objects.filter(last_message_at__gte=before).values("contact")
    others = Contact.objects.exclude(leads=None).filter(Q(leads__last_contact_at__gte=before) | ~Q(leads__stage="lost"))
    going = Erasure.objects.filter(state=Erasure.State.WAITING).values("contact_id")
    rows = Contact.objects.filter(leads__stage="lost", merged_into=None).exclude(pk__in=going)
    return rows.exclude(pk__in=lately).exclude(pk__in=others.values("pk")).distinct()


def remove_files(rows: list[Attachment]) -> int:
    for row in rows:
        for path in (storage.path(row.key), storage.thumbnail(row.key)):
            path.unlink(missing_ok=True)
    gone = {"state": Attachment.State.REFUSED, "error": GONE, "thumbnail": False, "filename": "", "sha256": ""}
    return Attachment.objects.filter(pk__in=[row.pk for row in rows]).update(**gone)


def empty_entries(rows: list[Entry]) -> int:
    """The hash stays, so that what comes again is known."""
    found = [row.pk for row in rows]
    Quarantined.objects.filter(entry__in=found).update(fragment="", reason="The words are gone.")
    return Entry.objects.filter(pk__in=found).update(body=EMPTY, error="")


def remove_accesses(rows: list[Access]) -> int:
    return Access.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]


def erase_people(rows: list[Contact]) -> int:
    for row in rows:
        begin(row, user=None)
    return len(rows)


def silent_talks(before: datetime) -> QuerySet[Conversation]:
    """Threads in which nothing was said for so long, and that still hold words."""
    words = Message.objects.filter(~Q(text="") | ~Q(content={}))
    return Conversation.objects.filter(last_message_at__lt=before, pk__in=words.values("conversation"))


# People first: who goes whole needs no file taken away before.
KINDS: dict[str, Kind] = {
    "lost": Kind(730, 30, lost, erase_people),
    "messages": Kind(1095, 30, silent_talks, silent.blank),
    "files": Kind(365, 7, old_files, remove_files),
    # WhatsApp repeats a webhook for seven days, and a fault is found in the bytes.
    "webhooks": Kind(90, 8, old_entries, empty_entries),
    # The law asks for logs of a year.
    "accesses": Kind(365, 365, old_accesses, remove_accesses),
}


class Wrong(Exception):
    """Not a number of days that can be kept to; the text says why."""


def would_go(kind: str, days: int) -> int:
    """How many are old enough by now; never counts beyond MOST."""
    return KINDS[kind].old(clock.now() - timedelta(days=days)).values("pk")[:MOST].count()


def check(kind: str, days: int | None) -> None:
    if days is not None and not KINDS[kind].least <= days <= 36_500:
        raise Wrong(f"At least {KINDS[kind].least} days.")


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
    taken: dict[str, int] = {}
    for rule in Retention.objects.filter(days__isnull=False).exclude(ran_at__gt=clock.now() - AGAIN):
        if rule.kind in KINDS:
            taken[rule.kind] = some(rule)
    if any(count >= BATCH for count in taken.values()):
        later.wake("retain")
    if gone := {kind: count for kind, count in taken.items() if count}:
        log.info("kept long enough", **gone)
    return taken


def some(rule: Retention) -> int:
    """At most a batch. Only when nothing is left the next look is an hour away."""
    kind = KINDS[rule.kind]
    with transaction.atomic():
        # The row is the lock: an owner who says "for good" meanwhile waits, and two workers take turns.
        held = Retention.objects.select_for_update().get(pk=rule.pk)
        if held.days is None:
            return 0
        rows = list(kind.old(clock.now() - timedelta(days=held.days)).order_by("pk")[:BATCH])
        if rows:
            kind.take(rows)
        done = {"ran_at": clock.now()} if len(rows) < BATCH else {}
        Retention.objects.filter(pk=rule.pk).update(removed=F("removed") + len(rows), **done)
    return len(rows)
