"""A file as records: JSON as it is, CSV by its first row. Says in a sentence, with the line, what can't be read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from cairn.catalog.edit import fields, texts
from cairn.catalog.edit.fields import Spec
from cairn.catalog.edit.refusal import Unfit
from cairn.catalog.transfer import shape
from cairn.lib import tables
from cairn.lib.tables import Unreadable

KINDS = {"trips": "trip", "departures": "departure", "faqs": "faq", "stories": "story"}
# What a record of each kind can't do without: by these the kind is known.
SIGNS = {
    "departures": ({"start", "seats_total"}, {"start", "trip"}, {"start", "trip_id"}),
    "faqs": ({"question", "answer"}, {"question", "id"}),
    "stories": ({"text", "name", "trip"}, {"text", "name", "trip_id"}, {"text", "rating"}),
    "trips": ({"slug"}, {"name", "price"}),
}
MOST = 5_000
CELL = 60_000  # characters of one cell: a long itinerary
PLAIN = ("id", "trip", "trip_id", "start", "year_offset", "active")
Record = dict[str, Any]


def records(text: str) -> list[Record]:
    """All records of a file. Raises Unreadable."""
    found = of_json(text) if text.lstrip()[:1] in ("[", "{") else of_csv(text)
    if not found:
        raise Unreadable("The file holds nothing.")
    if len(found) > MOST:
        raise Unreadable(f"The file has more than {MOST:,} rows. Split it and import the parts.")
    return found


def of_json(text: str) -> list[Record]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}).") from error
    except RecursionError as error:
        raise Unreadable("This JSON is too deep.") from error
    if isinstance(found, dict):
        lists = [found[name] for name in KINDS if isinstance(found.get(name), list)]
        found = lists[0] if len(lists) == 1 else found
    if not isinstance(found, list):
        raise Unreadable("The file must be a list, such as [{…}, {…}], of one kind of thing.")
    for number, one in enumerate(found, start=1):
        if not isinstance(one, dict):
            raise Unreadable(f"Row {number} is not an object in braces.")
    return found


def of_csv(text: str) -> list[Record]:
    """Cells stay text; `cells` reads them once the kind is known. Empty cells change nothing."""
    head, *rows = tables.rows(text, CELL)
    names = [title.strip().lower().replace(" ", "_") for title in head]
    return [{name: cell for name, cell in zip(names, row, strict=False) if name and cell != ""} for row in rows]


def kind_of(found: list[Record]) -> str:
    """Which kind the file holds, by the names of the first records. Raises Unreadable."""
    names = {name for record in found[:20] for name in record}
    for kind, signs in SIGNS.items():
        if any(sign <= names for sign in signs):
            return kind
    raise Unreadable(
        "The file holds neither trips (slug, name, price), departures (trip, start, seats_total), "
        "FAQs (question, answer) nor stories (trip, name, text). Check the names in its first row."
    )


def cells(kind: str, record: Record) -> Record:
    """A row of a CSV file as a record. Raises Unfit with the name of the column."""
    specs, found = fields.of(kind), Record()
    for name, text in record.items():
        if not isinstance(text, str) or name in PLAIN or name not in specs:
            found[name] = plain(name, text)
            continue
        try:
            found[name] = cell(specs[name], text)
        except (Unfit, ValueError, RecursionError) as error:
            why = str(error) if isinstance(error, Unfit) else "This is not JSON."
            raise Unfit(f"{name}: {why}") from error
    return found


def plain(name: str, text: Any) -> Any:
    if name in ("id", "trip_id", "year_offset") and isinstance(text, str):
        return int(text) if text.isdecimal() and len(text) < 10 else None
    return yes(text) if name == "active" and isinstance(text, str) else text


def yes(text: str) -> bool:
    return text.strip().lower() in ("yes", "true", "1", "on", "y")


def cell(spec: Spec, text: str) -> Any:
    if spec.sort == "rows":
        return json.loads(text)
    if spec.sort == "yes":
        return yes(text)
    if spec.sort == "months":
        return [int(one) for one in text.replace(",", " ").replace(";", " ").split() if one.isdecimal()]
    if spec.sort == "money":
        amount = texts.money(spec, text)
        return None if amount is None else shape.rupees(amount)
    if spec.sort == "choice":
        return text.strip().lower()
    return texts.value(spec, text)


def as_csv(kind: str, found: Iterable[Record]) -> str:
    """The same records as a table that a spreadsheet opens and `of_csv` reads back."""
    specs = fields.of(kind)
    where = [
        "id",
        *(["trip", "start"] if kind == "departure" else ["trip"] if kind in ("faq", "story") else ["active"]),
    ]
    names = [*where, *(name for name, spec in specs.items() if spec.sort not in ("trip", "day"))]
    into = io.StringIO()
    writer = csv.writer(into)
    writer.writerow(names)
    for record in found:
        flat = shape.flat(kind, record)
        writer.writerow([tables.harmless(text_of(specs.get(name), flat.get(name))) for name in names])
    return into.getvalue()


def text_of(spec: Spec | None, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if spec and spec.sort == "lines":
        return "\n".join(value)
    if spec and spec.sort == "months":
        return " ".join(str(month) for month in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
