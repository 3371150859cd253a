"""Everything that happened with a lead, newest first: what was said, noted, moved, done. A page costs three queries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from cairn.conversations.models import Message, Note
from cairn.journal.models import Event
from cairn.leads.models import Lead

PAGE = 40
# Told by the message or the note itself.
TWICE = ("message_received", "message_sent", "message_status", "assistant_answered", "note_added")
CURSOR = re.compile(r"m(\d{1,18})\.n(\d{1,18})\.e(\d{1,18})")
END = 10**17

Row = Message | Note | Event


@dataclass(frozen=True, slots=True)
class Entry:
    kind: str
    at: datetime
    row: Row


@dataclass(frozen=True, slots=True)
class Page:
    """`next` leads to what is older; empty at the beginning of it all."""

    entries: list[Entry]
    next: str


def page(lead: Lead, cursor: str = "") -> Page:
    """One page from `cursor` on, the `next` of the page before. A cursor that is none begins at the newest."""
    found = CURSOR.fullmatch(cursor)
    before = [int(number) for number in found.groups()] if found else [END, END, END]
    kinds = ("message", "note", "event")
    rows = [
        Entry(kind, row.at, row)
        for kind, some, pk in zip(kinds, sources(lead), before, strict=True)
        for row in newest(some, pk)
    ]
    rows.sort(key=lambda entry: (entry.at, entry.row.pk), reverse=True)
    shown = rows[:PAGE]
    return Page(shown, following(shown, before) if len(rows) > PAGE else "")


def sources(lead: Lead) -> Iterable[QuerySet[Message] | QuerySet[Note] | QuerySet[Event]]:
    mine = Q(lead_id=lead.pk) | Q(conversation_id=lead.conversation_id, lead_id=None)
    said = Message.objects.filter(conversation=lead.conversation_id).exclude(status=Message.Status.PLANNED)
    yield said.select_related("user")
    yield Note.objects.filter(conversation=lead.conversation_id).select_related("user")
    yield Event.objects.filter(mine).exclude(type__in=TWICE)


def newest(rows: QuerySet[Message] | QuerySet[Note] | QuerySet[Event], before: int) -> list[Row]:
    return list(rows.filter(pk__lt=before).order_by("-pk")[: PAGE + 1])


def following(shown: list[Entry], before: list[int]) -> str:
    kinds = ("message", "note", "event")
    last = [
        min((entry.row.pk for entry in shown if entry.kind == kind), default=pk)
        for kind, pk in zip(kinds, before, strict=True)
    ]
    return "m{}.n{}.e{}".format(*last)
