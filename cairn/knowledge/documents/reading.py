"""Read one document: one attempt at a time, killed half-way done again, never twice in the passages.

An attempt is claimed by a conditional update that counts it and says until when nobody else may try. Whoever finds
another count when it comes to writing was late, and writes nothing.
"""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.db.models import F, Q, QuerySet

from cairn.knowledge import passages
from cairn.knowledge.documents import page
from cairn.knowledge.documents.add import TOPIC, split
from cairn.knowledge.documents.blocks import Text, Unreadable
from cairn.knowledge.documents.cut import cut
from cairn.knowledge.documents.extract import extract
from cairn.knowledge.drafts import Draft
from cairn.knowledge.embed import Vectors, embed
from cairn.knowledge.models import Document, DocumentFile, Passage
from cairn.lib import clock, later, live, logs

log = logs.logger("documents")
LEASE = timedelta(minutes=5)
MOST_TRIES = 4
LATE = timedelta(seconds=10)
OLD = timedelta(days=365)
State = Document.State


def read(document_id: int) -> str:
    """One attempt. Returns the state afterwards, or nothing when there is nothing to do or somebody else does it."""
    document = claim(document_id)
    if document is None:
        return ""
    started = time.perf_counter()
    try:
        settle(document)
    except Unreadable as reason:
        fail(document, str(reason))
    except page.NotNow as reason:
        put_off(document, str(reason))
    except DocumentFile.DoesNotExist:
        pass  # removed meanwhile
    state = Document.objects.filter(pk=document_id).values_list("state", flat=True).first() or "gone"
    log.info("read", document=document_id, state=state, ms=round((time.perf_counter() - started) * 1000))
    return state


def claim(document_id: int) -> Document | None:
    now = clock.now()
    free = Q(state__in=[State.WAITING, State.READING]) & (Q(due_at=None) | Q(due_at__lte=now))
    rows = Document.objects.filter(free, pk=document_id)
    claimed = {"state": State.READING, "due_at": now + LEASE, "attempts": F("attempts") + 1, "tries": F("tries") + 1}
    if not rows.update(**claimed):
        return None
    live.announce(TOPIC)
    document = Document.objects.get(pk=document_id)
    if document.tries > MOST_TRIES:
        fail(document, "Reading it was begun several times and never ended. Save it anew, smaller, and add it again.")
        return None
    return document


def settle(document: Document) -> None:
    """Read, cut, embed what is new, and write all of it in one transaction."""
    body, told, title = bytes_of(document)
    text = extract(body, told)
    if text.title and document.kind == Document.Kind.PAGE and document.title == split(document.url):
        title = text.title[:200]
    wanted = cut(text, document=document.pk, title=title, trip_id=document.trip_id)
    vectors = vectors_of(wanted, document)
    with transaction.atomic():
        values = about(document, text, body) | {"title": title}
        if not mine(document).update(state=State.READY, error="", due_at=None, tries=0, read_at=clock.now(), **values):
            return
        passages.alone()
        write(document, wanted, vectors)
        live.announce(TOPIC)


def bytes_of(document: Document) -> tuple[bytes, str, str]:
    if document.kind == Document.Kind.FILE:
        return bytes(document.file.body), "", document.title
    found = page.fetch(document.url)
    return found.body, found.type, document.title


def about(document: Document, text: Text, body: bytes) -> dict[str, int | str]:
    values: dict[str, int | str] = {"pages": text.pages, "characters": text.characters, "size": len(body)}
    if document.kind == Document.Kind.PAGE:
        values["sha256"] = hashlib.sha256("\n".join(b.text for b in text.blocks).encode()).hexdigest()
    return values


def mine(document: Document) -> QuerySet[Document]:
    return Document.objects.filter(pk=document.pk, state=State.READING, attempts=document.attempts)


def vectors_of(wanted: list[Draft], document: Document) -> Vectors:
    """Passages that were there keep their vectors; only new text is embedded."""
    known = dict(rows_of(document).values_list("sha256", "embedding"))
    fresh = [d for d in wanted if d.sha256 not in known]
    made = dict(zip([d.sha256 for d in fresh], embed([d.said for d in fresh]), strict=True))
    rows = [made[d.sha256] if d.sha256 in made else np.array(known[d.sha256], np.float32) for d in wanted]
    return np.stack(rows) if rows else np.zeros((0, 384), np.float32)


def rows_of(document: Document) -> QuerySet[Passage]:
    return Passage.objects.filter(kind="document", source_id=str(document.pk))


def write(document: Document, wanted: list[Draft], vectors: Vectors) -> None:
    there = {p.facet: p for p in rows_of(document).defer("embedding", "words")}
    rows_of(document).exclude(facet__in=[d.facet for d in wanted]).delete()
    places = [n for n, d in enumerate(wanted) if d.facet not in there or passages.differs(d, there[d.facet])]
    passages.write([wanted[n] for n in places], vectors[places])


def fail(document: Document, why: str) -> None:
    """What was read before stays, but is not used any more: nobody knows whether it still holds."""
    with transaction.atomic():
        had = rows_of(document).exists()
        state = State.STALE if had else State.FAILED
        if mine(document).update(state=state, error=why, due_at=None):
            rows_of(document).update(stale=True, stale_reason=f"It could not be read again: {why}"[:300])
            live.announce(TOPIC)


def put_off(document: Document, why: str) -> None:
    if document.tries >= MOST_TRIES:
        fail(document, f"{why} It was tried {document.tries} times.")
        return
    due = clock.now() + timedelta(seconds=15 * 4 ** (document.tries - 1))
    mine(document).update(state=State.WAITING, error=f"{why} It is tried again by itself.", due_at=due)
    live.announce(TOPIC)


def wake_due() -> int:
    """For the sweeper: those whose time has come, and those whose worker died."""
    age()
    rows = Document.objects.filter(state__in=[State.WAITING, State.READING], due_at__lte=clock.now() - LATE)
    found = list(rows.order_by("due_at").values_list("pk", flat=True)[:20])
    later.wake_each("read_document", "document", found)
    return len(found)


def age() -> None:
    """What nobody has read again for a year is not used any more."""
    rows = Document.objects.filter(state=State.READY, read_at__lt=clock.now() - OLD)
    for pk in rows.values_list("pk", flat=True)[:20]:
        why = "It was read more than a year ago. Read it again."
        with transaction.atomic():
            if Document.objects.filter(pk=pk, state=State.READY).update(state=State.STALE, error=why):
                Passage.objects.filter(kind="document", source_id=str(pk)).update(stale=True, stale_reason=why)
                live.announce(TOPIC)
