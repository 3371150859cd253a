"""Add a file or an address, ask for another reading, remove."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.db import IntegrityError, transaction

from cairn.accounts.models import User
from cairn.knowledge.documents.blocks import Unreadable
from cairn.knowledge.documents.child import kind_of
from cairn.knowledge.models import Document, DocumentFile, Passage
from cairn.lib import clock, later, live, outside

MOST = 10 * 1024 * 1024  # bytes
TOPIC = "knowledge"


class Refused(Exception):
    """It can't be added; the text says why and what to do."""


def add_file(body: bytes, *, filename: str, by: User, title: str = "", trip_id: int | None = None) -> Document:
    """Keep a file and wake its reading in the same transaction. Raises Refused."""
    if not body:
        raise Refused("The file is empty.")
    if len(body) > MOST:
        raise Refused(f"The file has more than {MOST // 1024**2} MB. Split it or save it smaller.")
    try:
        kind_of(body)
    except Unreadable as reason:
        raise Refused(str(reason)) from None
    name = PurePath(filename.replace("\\", "/")).name.replace("\0", "")[:200] or "document"
    document = Document(kind=Document.Kind.FILE, filename=name, size=len(body), sha256=hashlib.sha256(body).hexdigest())
    return keep(document, body, by=by, title=title or PurePath(name).stem, trip_id=trip_id)


def add_page(url: str, *, by: User, title: str = "", trip_id: int | None = None) -> Document:
    """Remember an address and wake its reading. Raises Refused."""
    url = url.strip()
    parts = split(url)
    if len(url) > 1000 or parts is None:
        raise Refused("An address begins with https:// and is at most 1,000 characters long.")
    document = Document(kind=Document.Kind.PAGE, url=url)
    return keep(document, None, by=by, title=title or parts, trip_id=trip_id)


def split(url: str) -> str | None:
    """Host and path as a first title, or None where it is no web address."""
    try:
        parts = outside.split(url)
    except outside.Forbidden:
        return None
    known = parts.scheme in ("https", "http") and parts.hostname
    return f"{parts.hostname}{parts.path}".rstrip("/") if known else None


def keep(document: Document, body: bytes | None, *, by: User, title: str, trip_id: int | None) -> Document:
    document.title, document.trip_id, document.added_by = title.replace("\0", "").strip()[:200], trip_id, by
    document.due_at = clock.now()
    try:
        with transaction.atomic():
            document.save()
            if body is not None:
                DocumentFile.objects.create(document=document, body=body)
            later.wake("read_document", document=document.pk)
            live.announce(TOPIC)
    except IntegrityError:
        raise Refused("It is in the list already. Read it again there.") from None
    return document


def read_again(document: Document) -> None:
    """Ask for another reading, of what failed too. While one runs, that one is the answer."""
    with transaction.atomic():
        rows = Document.objects.filter(pk=document.pk).exclude(state=Document.State.READING)
        if rows.update(state=Document.State.WAITING, due_at=clock.now(), tries=0, error=""):
            later.wake("read_document", document=document.pk)
            live.announce(TOPIC)


def remove(document: Document) -> None:
    """The document and its passages, at once. A reading under way finds no row and writes nothing."""
    with transaction.atomic():
        Passage.objects.filter(kind="document", source_id=str(document.pk)).delete()
        document.delete()
        live.announce(TOPIC)
