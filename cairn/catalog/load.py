"""Load a firm and its catalogue from a folder of JSON files, such as the demo's in `data/trek-and-stay`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction

from cairn.accounts.models import Firm
from cairn.catalog.models import Departure, Faq, Policy, Story, Trip
from cairn.catalog.transfer import shape
from cairn.catalog.transfer.dates import next_date, when
from cairn.lib import clock

DEMO = Path(__file__).parent / "data" / "trek-and-stay"
# The files give whole rupees, the rows keep paise. These rules of a policy are money.
MONEY_RULES = {"date-change": ("fee",), "insurance": ("himalaya", "other")}
FIRM_FIELDS = (
    "name", "tagline", "city", "address", "phone", "emergency_phone", "email", "website", "upi_id", "time_zone",
    "currency", "default_language", "languages", "working_hours", "holidays", "booking_steps",
)  # fmt: skip
__all__ = ["MONEY_RULES", "Summary", "load", "load_demo", "next_date"]


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows of each kind were written; all zero where the firm was there already."""

    firm: int = 0
    policies: int = 0
    trips: int = 0
    departures: int = 0
    faqs: int = 0
    stories: int = 0


def load_demo(folder: Path | None = None, *, force: bool = False) -> Summary:
    """Fill an empty installation from `folder`; a second call changes nothing unless `force` overwrites the rows."""
    if Firm.objects.exists() and not force:
        return Summary()
    with transaction.atomic():
        return load(folder or DEMO)


def load(folder: Path) -> Summary:
    firm = read(folder, "firm")
    today = clock.now().astimezone(load_firm(firm).zone).date()
    counts = Summary(
        firm=1,
        policies=sum(load_policy(row) for row in firm["policies"]),
        trips=sum(load_trip(row) for row in read(folder, "trips")),
        departures=load_departures(read(folder, "departures"), today),
        faqs=sum(load_faq(row) for row in read(folder, "faqs")),
        stories=sum(load_story(row) for row in read(folder, "stories")),
    )
    reset_sequences()
    return counts


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def load_firm(row: dict[str, Any]) -> Firm:
    firm = Firm.objects.order_by("pk").first() or Firm()
    for name in FIRM_FIELDS:
        if name in row:
            setattr(firm, name, row[name])
    firm.call_back_minutes = row.get("call_back_promise_minutes", firm.call_back_minutes)
    firm.save()
    return firm


def load_policy(row: dict[str, Any]) -> int:
    rules = {key: value for key, value in row.items() if key not in ("id", "title", "text")}
    rules |= {key: rules[key] * 100 for key in MONEY_RULES.get(row["id"], ()) if key in rules}
    texts = {"title": row["title"], "text": row["text"], "rules": rules}
    Policy.objects.update_or_create(slug=row["id"], defaults=texts)
    return 1


def load_trip(row: dict[str, Any]) -> int:
    Trip.objects.update_or_create(pk=row["id"], defaults=shape.values("trip", row))
    return 1


def load_departures(rows: list[dict[str, Any]], today: date) -> int:
    """Written anew only where there are none: seats that were sold since must not come back."""
    if Departure.objects.exists():
        return 0
    Departure.objects.bulk_create(departure(row, today) for row in rows)
    return len(rows)


def departure(row: dict[str, Any], today: date) -> Departure:
    start = when(row["start"], today, row.get("year_offset"))
    return Departure(id=row["id"], trip_id=row["trip_id"], start=start, **shape.values("departure", row))


def load_faq(row: dict[str, Any]) -> int:
    trip = Trip.objects.get(slug=row["trip"]) if row.get("trip") else None
    Faq.objects.update_or_create(pk=row["id"], defaults=shape.values("faq", row) | {"trip": trip})
    return 1


def load_story(row: dict[str, Any]) -> int:
    Story.objects.update_or_create(pk=row["id"], defaults=shape.values("story", row) | {"trip_id": row["trip_id"]})
    return 1


def reset_sequences() -> None:
    """Rows came with their ids; the next one must not collide with them."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [Trip, Departure, Faq, Story]):
            cursor.execute(sql)
