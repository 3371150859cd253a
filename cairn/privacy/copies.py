"""A copy of everything that is held about a person: one JSON and their files in a zip, made by a job, kept for a week."""

from __future__ import annotations

import base64
import json
import time
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Max

from cairn.accounts.models import User
from cairn.conversations.attachments import storage
from cairn.conversations.models import Attachment, Contact
from cairn.journal.models import Entry
from cairn.journal.record import record
from cairn.lib import clock, later, live, logs
from cairn.privacy.bodies import part
from cairn.privacy.erasing.webhooks import mentioning, stretches
from cairn.privacy.held import HELD, Held, columns, counts
from cairn.privacy.models import Export
from cairn.privacy.person import Person, find, root

log = logs.logger("privacy")
KEPT = timedelta(days=7)
CLAIM = timedelta(seconds=60)
TRIES = 5
CHUNK = 500
NAME = "person.json"


def ask(contact: Contact, *, user: User) -> Export:
    """Have a copy made, or be told of the one under way. Raises NoPerson."""
    find(contact.pk)
    with transaction.atomic():
        whole = Contact.objects.select_for_update().get(pk=root(contact.pk))
        under_way = Export.objects.filter(contact=whole, state=Export.State.WAITING).first()
        if under_way:
            return under_way
        row = Export.objects.create(contact=whole, user=user, asked_at=clock.now())
        record("person_exported", actor="staff", user_id=user.pk, export=row.pk)
        later.wake("copy_person", export=row.pk)
    return row


def folder() -> Path:
    return Path(settings.DATA_DIR) / "exports"


def file(row: Export) -> Path:
    return folder() / f"{row.key.hex}.zip"


def make(pk: int) -> bool:
    """Write the file, whole or not at all. Killed half-way it is begun anew; after a few times it is given up."""
    row = claim(pk)
    if row is None:
        return False
    started = time.perf_counter()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file(row).with_suffix(".part")
    try:
        with open(draft, "wb") as out:
            draft.chmod(0o600)
            row.counts = write(out, find(row.contact_id), row)
        draft.replace(file(row))
    finally:
        draft.unlink(missing_ok=True)
    row.state, row.finished_at, row.size = Export.State.DONE, clock.now(), file(row).stat().st_size
    if not Export.objects.filter(pk=row.pk).exists():  # the person was erased meanwhile
        file(row).unlink(missing_ok=True)
        return False
    row.save(update_fields=["state", "finished_at", "size", "counts"])
    live.announce(f"export-{row.pk}")
    log.info("copied", export=row.pk, rows=sum(row.counts.values()), ms=round((time.perf_counter() - started) * 1000))
    return True


def claim(pk: int) -> Export | None:
    free = Export.objects.filter(pk=pk, state=Export.State.WAITING).exclude(claimed_until__gt=clock.now())
    if free.filter(attempts__gte=TRIES).update(state=Export.State.FAILED, finished_at=clock.now()):
        return None
    if not free.update(claimed_until=clock.now() + CLAIM, attempts=F("attempts") + 1):
        return None
    return Export.objects.get(pk=pk)


def write(out: IO[bytes], person: Person, row: Export) -> dict[str, int]:
    """Gives how many rows of each kind went in, which is what the person is told."""
    expected = counts(person)
    Export.objects.filter(pk=row.pk).update(of=sum(expected.values()) + expected["media"], done=0)
    told: dict[str, int] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        with archive.open(NAME, "w", force_zip64=True) as page:
            page.write(b'{"exported_at": ' + dumped(clock.now()))
            for held in reversed(HELD):
                told[held.name] = array(page, held.name, rows(held, person, row))
            told["webhooks"] = array(page, "webhooks", webhooks(person, row))
            page.write(b"\n}\n")
        media(archive, person, row)
    return told


def array(page: IO[bytes], name: str, items: Iterable[Any]) -> int:
    many = 0
    page.write(b",\n" + dumped(name) + b": [")
    for item in items:
        page.write((b",\n" if many else b"\n") + dumped(item))
        many += 1
    page.write(b"]")
    return many


def rows(held: Held, person: Person, row: Export) -> Iterator[dict[str, Any]]:
    found = held.rows(person).order_by("pk").values(*columns(held.model))
    for place, one in enumerate(found.iterator(CHUNK), start=1):
        if place % CHUNK == 0:
            moved(row, CHUNK)
        yield one
    moved(row, found.count() % CHUNK)


def webhooks(person: Person, row: Export) -> Iterator[dict[str, Any]]:
    """Their part of what WhatsApp told, as it came."""
    newest = Entry.objects.aggregate(pk=Max("pk"))["pk"] or 0
    for after, upto in stretches(0, newest):
        for pk, body in mentioning(person, after, upto):
            if pieces := part(body, person).pieces:
                yield {"entry": pk, "pieces": pieces}
        moved(row, 0)


def media(archive: zipfile.ZipFile, person: Person, row: Export) -> None:
    for one in Attachment.objects.filter(message__conversation__in=person.talks).order_by("pk").iterator(CHUNK):
        if (path := storage.path(one.key)).is_file():
            archive.write(path, f"media/{one.pk}{ending(one)}", zipfile.ZIP_STORED)
        moved(row, 1)


def ending(one: Attachment) -> str:
    """By the kind that was sniffed: names of customers are never paths."""
    import mimetypes

    return mimetypes.guess_extension(one.mime.split(";")[0]) or ""


def moved(row: Export, by: int) -> None:
    """How far it is, and that it is still being made."""
    Export.objects.filter(pk=row.pk).update(done=F("done") + by, claimed_until=clock.now() + CLAIM)
    live.announce(f"export-{row.pk}")


class Encoder(DjangoJSONEncoder):
    """Bytes as base64, and whatever a column may hold as text."""

    def default(self, o: Any) -> Any:
        if isinstance(o, bytes | memoryview):
            return base64.b64encode(bytes(o)).decode()
        try:
            return super().default(o)
        except TypeError:
            return str(o)


def dumped(value: Any) -> bytes:
    return json.dumps(value, cls=Encoder, ensure_ascii=False).encode("utf-8", "replace")


def remove_of(person: Person) -> None:
    """Copies hold all that is to be erased."""
    for row in Export.objects.filter(contact__in=person.contacts):
        remove(row)


def remove(row: Export) -> None:
    for path in (file(row), file(row).with_suffix(".part")):
        path.unlink(missing_ok=True)
    row.delete()


def remove_old() -> int:
    """After a week, and files that no row knows."""
    old = list(Export.objects.filter(asked_at__lt=clock.now() - KEPT)[:100])
    for row in old:
        remove(row)
    return len(old)
