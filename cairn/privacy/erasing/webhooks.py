"""The person's part of webhooks as they came: in the journal, in what was set aside of it, and in files that wait.

The hash of a rewritten body stays that of the body that came, so that WhatsApp's repetitions are still known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from cairn.conversations.models import Message
from cairn.journal.models import Entry, Quarantined
from cairn.journal.spool import HEADER, sync_folder, write_durably
from cairn.privacy.bodies import part
from cairn.privacy.models import Erasure
from cairn.privacy.person import Person

LOOK = 2000  # entries a statement
# Whether one of the marks stands anywhere in the bytes; what it belongs to is seen afterwards.
FIND = """
SELECT id, body FROM journal_entry WHERE id > %s AND id <= %s
AND EXISTS (SELECT 1 FROM unnest(%s::bytea[]) AS mark WHERE position(mark in body) > 0) ORDER BY id
"""


def spooled(erasure: Erasure, person: Person) -> None:
    """Files that wait, were torn or never finished: rewritten or removed, whatever became of them."""
    folder = Path(settings.SPOOL_DIR)
    for path in [*folder.glob("*.body"), *folder.glob("*.corrupt"), *folder.glob("*.draft")]:
        rewrite(path, person)


def rewrite(path: Path, person: Person) -> None:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return
    head, body = raw[: HEADER.size], raw[HEADER.size :]
    if not any(mark.encode() in raw for mark in person.marks):
        return
    if path.suffix != ".body":
        path.unlink(missing_ok=True)
        return
    parted = part(body, person)
    if parted.touched:
        draft = path.with_suffix(".rewritten")
        write_durably(draft, head + parted.rest)
        # Taken into the journal meanwhile: the entry is rewritten there.
        if path.exists():
            draft.replace(path)
        draft.unlink(missing_ok=True)
        sync_folder(path.parent)


def journal(erasure: Erasure, person: Person) -> None:
    """All entries up to now, a few thousand a time, from where the last run stood."""
    newest = Entry.objects.aggregate(pk=Max("pk"))["pk"] or 0
    for after, upto in stretches(erasure.reached, newest):
        with transaction.atomic():
            changed = sum(1 for pk, body in mentioning(person, after, upto) if blank(pk, body, person))
            erasure.reached = upto
            erasure.counts["webhooks"] = erasure.counts.get("webhooks", 0) + changed
            erasure.save(update_fields=["reached", "counts"])


def stretches(after: int, newest: int) -> Iterator[tuple[int, int]]:
    """From, to: the numbers of a few thousand entries each. Between two months a billion numbers were never given."""
    while after < newest:
        rows = Entry.objects.filter(pk__gt=after, pk__lte=newest).order_by("pk").values_list("pk", flat=True)
        upto = next(iter(rows[LOOK - 1 : LOOK]), newest)
        yield after, upto
        after = upto


def mentioning(person: Person, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
    if not person.marks:
        return
    with connection.cursor() as cursor:
        cursor.execute(FIND, [after, upto, [mark.encode() for mark in sorted(person.marks)]])
        rows = cursor.fetchall()
    yield from ((pk, bytes(body)) for pk, body in rows)


def blank(pk: int, body: bytes, person: Person) -> bool:
    parted = part(body, person)
    if not parted.touched:
        return False
    Entry.objects.filter(pk=pk).update(body=parted.rest, error="")
    # What was set aside quotes the body, and says not whose words it quotes.
    Quarantined.objects.filter(entry=pk).update(fragment="", reason="The words were erased.")
    said_elsewhere(parted.pieces, person)
    return True


def said_elsewhere(pieces: Iterable[Any], person: Person) -> None:
    """What they wrote into groups stands in the group's thread."""
    ids = [piece["id"] for piece in pieces if isinstance(piece, dict) and isinstance(piece.get("id"), str)]
    Message.objects.filter(wamid__in=ids).exclude(conversation__in=person.talks).delete()
