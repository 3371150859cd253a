"""Journal entries become contacts, conversations, messages and leads. Oldest first, one filer at a time."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from cairn.channels import numbers
from cairn.channels.whatsapp.parse import parse
from cairn.conversations.events import OWN_KNOCK, AccountNotice, ChannelEvent, Poison
from cairn.inbound.events import handle
from cairn.inbound.filing_lock import FILER, TAKE
from cairn.journal.models import Entry, Quarantined
from cairn.journal.record import record, together
from cairn.leads import capture
from cairn.lib import clock, failing, logs
from cairn.lib.heart import heart

log = logs.logger("inbound")
BATCH = 20
BATCH_BYTES = 200_000
TRIES = 5  # how often filing an entry may have been begun, and never ended, before it counts as deadly
LATE = timedelta(seconds=10)  # an entry that lies for so long may be one that kills whoever files it
AT_IT = timedelta(seconds=3)  # for so long after a count another filer takes it that the one who counted is still at it
DATABASE_AWAY = (OperationalError, InterfaceError)


def file_new() -> int:
    """File every entry that waits; returns how many. Each batch is one transaction."""
    total = 0
    while filed := file_batch().entries:
        total += filed
    return total


@dataclass(frozen=True, slots=True)
class Filed:
    """What a bounded amount of filing did: how many entries, and which conversations began to wait for an answer."""

    entries: int
    waiting: set[int]


def file_some(batches: int = 10) -> Filed:
    """File at most so many batches, so that others get their turn. None filed means that nothing is left."""
    entries, waiting = 0, set[int]()
    try:
        for _ in range(batches):
            heart.beat("filer")
            filed = file_batch()
            entries += filed.entries
            waiting |= filed.waiting
            if not filed.entries:
                break
    finally:
        heart.rest("filer")
    return Filed(entries, waiting)


def file_batch(counted: int = 0) -> Filed:
    """The next entries. The first of them, when it lies there for long, is counted beforehand in a transaction of its own:
    so that one which kills the worker is known by its count, and not by having waited behind something else.

    Between the two another filer may come: it files without counting again. Otherwise several filers behind a backlog would
    count each entry once each, take it for one that fails, and file them one by one.
    """
    started = time.perf_counter()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [FILER])
        entries = bounded(list(Entry.objects.filter(state=Entry.State.NEW).order_by("pk")[:BATCH]))
        begun = not entries or entries[0].pk == counted or not must_count(entries[0])
        if not begun:
            Entry.objects.filter(pk=entries[0].pk).update(attempts=F("attempts") + 1, begun_at=clock.now())
        waiting = file_all(entries) if entries and begun else set()
        if entries:
            failing.point("before filing")
    if not begun:
        return file_batch(entries[0].pk)
    if entries:
        failing.point("after filing")
        log.info("filed", entries=len(entries), last=entries[-1].pk, ms=round((time.perf_counter() - started) * 1000))
    return Filed(len(entries), waiting)


def must_count(entry: Entry) -> bool:
    now = clock.now()
    return entry.received_at <= now - LATE and (entry.begun_at is None or entry.begun_at <= now - AT_IT)


def bounded(entries: list[Entry]) -> list[Entry]:
    """As many as fit into a short transaction: an entry may hold a thousand updates. One that failed often comes alone."""
    size = 0
    for place, entry in enumerate(entries):
        size += len(entry.body)
        if place and (size > BATCH_BYTES or entry.attempts > 1 or entries[0].attempts > 1):
            return entries[:place]
    return entries


def file_all(entries: list[Entry]) -> set[int]:
    """The quick way for all of them; if anything goes wrong, again one event at a time."""
    if entries[0].attempts > TRIES:
        set_aside(entries[0], Poison("entry", "Filing it never came to an end.", ""))
        settle(entries)
        return set()
    try:
        with transaction.atomic(), together():
            waiting = {conversation for entry in entries for conversation in file_entry(entry)}
            settle(entries)
            return waiting
    except DATABASE_AWAY:
        raise
    except Exception:
        log.warning("a batch needs care", first=entries[0].pk)
    return {conversation for entry in entries for conversation in file_carefully(entry)}


def file_entry(entry: Entry) -> Iterable[int]:
    """File all events of one entry. Yields the conversations that begin to wait for an answer."""
    capture.arrived.set(entry.received_at)
    for event in parse(bytes(entry.body), entry.received_at):
        if isinstance(event, Poison):
            set_aside(entry, event)
        else:
            yield from file_event(entry, event)


def file_event(entry: Entry, event: ChannelEvent) -> Iterable[int]:
    """File one event for the number it came to. What is for the account as a whole belongs to the first number."""
    if isinstance(event, AccountNotice) and event.field == OWN_KNOCK:
        return
    number = getattr(event, "number", None)
    channel = numbers.channel(number) if number else numbers.first()
    if channel is None:
        set_aside(entry, Poison(f"number {number}", "This is not one of the firm's numbers.", ""))
    elif waiting := handle(event, channel):
        yield waiting


def file_carefully(entry: Entry) -> Iterable[int]:
    """Each event in a savepoint of its own: what can't be filed is set aside, its neighbours are filed."""
    capture.arrived.set(entry.received_at)
    for place, event in enumerate(parse(bytes(entry.body), entry.received_at)):
        try:
            with transaction.atomic(), together():
                if isinstance(event, Poison):
                    set_aside(entry, event)
                else:
                    yield from file_event(entry, event)
        except DATABASE_AWAY:
            raise
        except Exception as error:
            # Not the whole trace: the database quotes the row, and with it what a customer wrote.
            log.error("event set aside", entry=entry.pk, place=place, error=type(error).__name__)
            set_aside(entry, Poison(f"event {place}", f"{type(error).__name__}: {error}"[:500], type(event).__name__))
    settle([entry])


def set_aside(entry: Entry, poison: Poison) -> None:
    """Keep what could not be understood where people see it. Twice the same changes nothing."""
    row = Quarantined(entry=entry, where=poison.where[:120], reason=poison.reason, fragment=poison.fragment)
    Quarantined.objects.bulk_create([row], ignore_conflicts=True)
    entry.state = Entry.State.QUARANTINED
    record(
        "notification",
        actor="system",
        key=f"quarantined-{entry.pk}-{row.where}"[:120],
        why="Part of a webhook could not be read",
        entry=entry.pk,
    )


def settle(entries: list[Entry]) -> None:
    """What was set aside in part stays visible as quarantined."""
    rows = Entry.objects.filter(pk__in=[entry.pk for entry in entries])
    aside = [entry.pk for entry in entries if entry.state == Entry.State.QUARANTINED]
    rows.update(state=Entry.State.FILED, filed_at=clock.now())
    if aside:
        rows.filter(pk__in=aside).update(state=Entry.State.QUARANTINED)
