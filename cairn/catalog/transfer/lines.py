"""Which row a record is about. The same file twice is about the same rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from cairn.accounts.models import Firm
from cairn.catalog.edit.refusal import Unfit
from cairn.catalog.models import Departure, Faq, Story, Trip
from cairn.catalog.transfer import dates, records, shape
from cairn.catalog.transfer.records import Record
from cairn.lib import clock

MODELS: dict[str, type[Model]] = {"trip": Trip, "departure": Departure, "faq": Faq, "story": Story}


@dataclass(frozen=True, slots=True)
class Line:
    """What one record says. `row` is None for something new."""

    label: str
    row: Any
    values: dict[str, Any]


@dataclass(slots=True)
class Reader:
    """Reads the records of one kind against what is there now: a constant number of queries a file or slice."""

    kind: str
    today: date
    slugs: dict[str, int]
    known: dict[Any, Any]
    by_id: dict[int, Any]
    seen: set[Any] = field(default_factory=set)

    @classmethod
    def of(cls, kinds: str) -> Reader:
        kind = records.KINDS[kinds]
        today = clock.now().astimezone(Firm.current().zone).date()
        rows = list(MODELS[kind]._default_manager.order_by("pk"))
        known = {KEYS[kind](vars(row)): row for row in reversed(rows)}
        slugs = dict(Trip.objects.values_list("slug", "pk"))
        return cls(kind, today, slugs, known, {row.pk: row for row in rows})

    @property
    def model(self) -> type[Model]:
        return MODELS[self.kind]

    def read(self, record: Record) -> Line:
        """Raises Unfit with a sentence about the record."""
        given = records.cells(self.kind, record)
        values = shape.values(self.kind, given) | self.place(given)
        row = self.find(given, values)
        mark = row.pk if row is not None else KEYS[self.kind](values)
        if mark in self.seen:
            raise Unfit("The same one stands further up in the file.")
        self.seen.add(mark)
        if row is None and self.kind == "trip" and not values.get("slug"):
            raise Unfit("Give a new trip its slug, the short name by which the next file finds it.")
        return Line(label(self.kind, row, values), row, values)

    def place(self, record: Record) -> dict[str, Any]:
        """The trip and the date."""
        found: dict[str, Any] = {}
        if self.kind != "trip" and ("trip" in record or "trip_id" in record):
            found["trip_id"] = self.trip(record)
        if self.kind == "departure" and "start" in record:
            found["start"] = dates.when(record["start"], self.today, record.get("year_offset"))
        return found

    def trip(self, record: Record) -> int | None:
        """By its short name, which means the same in every installation; by its number only without one."""
        slug, pk = record.get("trip"), record.get("trip_id")
        if slug:
            if str(slug) not in self.slugs:
                raise Unfit(f"There is no trip “{str(slug)[:60]}” here.")
            return self.slugs[str(slug)]
        if pk is None:
            return None
        if pk not in self.slugs.values():
            raise Unfit(f"There is no trip with the number {str(pk)[:12]} here.")
        return int(pk)

    def find(self, record: Record, values: dict[str, Any]) -> Any:
        """First by what it says, then, for words that were changed in the file, by its number."""
        found = self.known.get(KEYS[self.kind](values))
        pk = record.get("id")
        if found is not None or self.kind == "trip" or not isinstance(pk, int):
            return found
        return self.by_id.get(pk)


def text(value: Any) -> str:
    return " ".join(str(value or "").split()).casefold()


KEYS: dict[str, Any] = {
    "trip": lambda v: text(v.get("slug")),
    "departure": lambda v: (v.get("trip_id"), v.get("start")),
    "faq": lambda v: (v.get("trip_id"), text(v.get("language", "en")), text(v.get("question"))),
    "story": lambda v: (v.get("trip_id"), text(v.get("name")), text(v.get("text"))),
}


def label(kind: str, row: Any, values: dict[str, Any]) -> str:
    known = vars(row) if row is not None else {}
    for name in ("start", "name", "question", "title", "text"):
        if said := values.get(name, known.get(name)):
            return str(said)[:80]
    return kind
