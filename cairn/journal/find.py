"""Find what came in: by number, by time, by state, and by any id that stands in the bytes. Never more than a bounded look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BinaryField, F, Func, IntegerField, QuerySet, Value

from cairn.journal.models import Entry

PAGE = 50
LOOK = 5_000  # entries whose bytes one search goes through; the next page goes on from there
HEAD = 4_000  # bytes of which the kind is told
STATES = {"waiting": "new", "filed": "filed", "quarantined": "quarantined", "aside": "aside"}
# What stands in the bytes of each kind.
KINDS = {
    "messages": b'"messages":[',
    "receipts": b'"statuses":[',
    "templates": b'"message_template',
    "account": b"account_",
}
ID = re.compile(r"[A-Za-z0-9._:=+/@-]{4,200}")


@dataclass(frozen=True, slots=True)
class Search:
    """`before` is the id to go on from; `near` narrows a search for an id to when its message was filed."""

    state: str = ""
    kind: str = ""
    words: str = ""
    until: datetime | None = None
    before: int | None = None
    near: tuple[datetime, datetime] | None = None

    @property
    def number(self) -> int | None:
        """Numbers of entries are short from before there were months, else of 13 digits; other digits stand in bytes."""
        words = self.words.lstrip("#")
        plain = words.isascii() and words.isdigit() and (len(words) < 10 or len(words) == 13 or words != self.words)
        return int(words) if plain and len(words) < 19 else None

    @property
    def in_bytes(self) -> bool:
        return bool(self.kind in KINDS or (self.words and self.number is None))


@dataclass(frozen=True, slots=True)
class Found:
    """`more` is the id to go on from, None at the end; `looked` is how many were looked through, where that is bounded."""

    entries: list[Entry]
    more: int | None
    looked: int | None


def find(search: Search) -> Found:
    """Newest first."""
    if search.number is not None:
        return Found(list(headed(Entry.objects.filter(pk=search.number))), None, None)
    rows = narrowed(search).order_by("-pk")
    return looked_through(rows, search) if search.in_bytes else paged(rows)


def narrowed(search: Search) -> QuerySet[Entry]:
    rows = Entry.objects.all()
    if search.state in STATES:
        rows = rows.filter(state=STATES[search.state])
    if search.until:
        rows = rows.filter(received_at__lte=search.until)
    if search.near:
        rows = rows.filter(received_at__range=search.near)
    return rows.filter(pk__lt=search.before) if search.before else rows


def paged(rows: QuerySet[Entry]) -> Found:
    found = list(headed(rows)[: PAGE + 1])
    return Found(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None, None)


def looked_through(rows: QuerySet[Entry], search: Search) -> Found:
    """Those of the next five thousand that hold all of what is wanted."""
    ids = list(rows.values_list("pk", flat=True)[: LOOK + 1])
    if not ids:
        return Found([], None, 0)
    window = rows.filter(pk__gte=ids[:LOOK][-1])
    for place, wanted in enumerate(wanted_bytes(search)):
        window = window.alias(**{f"at{place}": position(wanted)}).filter(**{f"at{place}__gt": 0})
    found = list(headed(window)[: PAGE + 1])
    if len(found) > PAGE:
        return Found(found[:PAGE], found[PAGE - 1].pk, LOOK)
    return Found(found, ids[LOOK - 1] if len(ids) > LOOK else None, min(len(ids), LOOK))


def wanted_bytes(search: Search) -> list[bytes]:
    wanted = [KINDS[search.kind]] if search.kind in KINDS else []
    return [*wanted, search.words.encode()] if search.words else wanted


def position(wanted: bytes) -> Func:
    template = "position(%(expressions)s in body)"
    return Func(Value(wanted, output_field=BinaryField()), template=template, output_field=IntegerField())


def headed(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Without their bodies, which may be megabytes: the beginning and the size."""
    size = Func(F("body"), function="octet_length", output_field=IntegerField())
    head = Func(F("body"), Value(1), Value(HEAD), function="substring", output_field=BinaryField())
    return rows.defer("body").annotate(size=size, head=head)


def kinds(head: bytes) -> list[str]:
    """What an entry holds, told by its beginning."""
    plain = bytes(head).replace(b" ", b"")
    return [name for name, mark in KINDS.items() if mark in plain]
