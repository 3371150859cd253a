"""What grows old, kind by kind: which rows are old enough, and how they go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from cairn.conversations.attachments import storage
from cairn.conversations.models import Attachment, Contact, Conversation, Message
from cairn.journal.models import EMPTIED, Entry, Quarantined
from cairn.privacy import silent
from cairn.privacy.erase import begin
from cairn.privacy.models import Access, Erasure

BATCH = 200
GONE = "It was kept as long as the firm keeps files, and is gone."


@dataclass(frozen=True, slots=True)
class Kind:
    """`usual` and `least` are days. `old` gives the rows that are old enough, `take` removes some: at most `batch`."""

    usual: int
    least: int
    old: Callable[[datetime], QuerySet[Any]]
    take: Callable[[list[Any]], int]
    batch: int = BATCH
    order: str = "pk"  # the way that the oldest are found without looking at those that stay


def old_files(before: datetime) -> QuerySet[Attachment]:
    return Attachment.objects.filter(state=Attachment.State.STORED, message__isnull=False, stored_at__lt=before)


def old_entries(before: datetime) -> QuerySet[Entry]:
    """Filed or set aside; what still waits is not old, it is late. An index holds just these (`journal_entry_kept`), so
    that what was emptied before costs nothing."""
    return (
        Entry.objects.filter(received_at__lt=before).exclude(state=Entry.State.NEW).exclude(body=EMPTIED).defer("body")
    )


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
    return Entry.objects.filter(pk__in=found).update(body=EMPTIED, error="")


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


# People first: who goes whole needs no file taken away before. A thread may hold thousands of messages, so few at once.
KINDS: dict[str, Kind] = {
    "lost": Kind(730, 30, lost, erase_people),
    "messages": Kind(1095, 30, silent_talks, silent.blank, batch=20),
    "files": Kind(365, 7, old_files, remove_files),
    # WhatsApp repeats a webhook for seven days, and a fault is found in the bytes.
    "webhooks": Kind(90, 8, old_entries, empty_entries, order="received_at"),
    # The law asks for logs of a year.
    "accesses": Kind(365, 365, old_accesses, remove_accesses),
}
