"""Load a firm and its catalogue from a folder of JSON files, such as the demo's in `data/trek-and-stay`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction

from cairn.accounts.models import Firm
from cairn.catalog.models import Departure, Faq, Policy, Story, Trip
from cairn.lib import clock

DEMO = Path(__file__).parent / "data" / "trek-and-stay"
# The files give whole rupees, the rows keep paise. These rules of a policy are money.
MONEY_RULES = {"date-change": ("fee",), "insurance": ("himalaya", "other")}
FIRM_FIELDS = [
    "name",
    "tagline",
    "city",
    "address",
    "phone",
    "emergency_phone",
    "email",
    "website",
    "upi_id",
    "time_zone",
    "currency",
    "default_language",
    "languages",
    "working_hours",
    "holidays",
    "booking_steps",
]


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
    source = folder or DEMO
    with transaction.atomic():
        return load(source)


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


def paise(rupees: int | None) -> int | None:
    return None if rupees is None else rupees * 100


def priced(rows: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    """The same rows with the named amounts in paise."""
    return [row | {key: row[key] * 100 for key in keys if key in row} for row in rows]


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
    for key in MONEY_RULES.get(row["id"], ()):
        if key in rules:
            rules[key] *= 100
    Policy.objects.update_or_create(
        slug=row["id"], defaults={"title": row["title"], "text": row["text"], "rules": rules}
    )
    return 1


TRIP_SAME = [
    "slug",
    "name",
    "aliases",
    "misspellings",
    "featured",
    "region",
    "zone",
    "days",
    "nights",
    "duration_note",
    "difficulty",
    "difficulty_note",
    "fitness",
    "min_age",
    "max_age",
    "max_altitude_m",
    "trek_km",
    "advance_refundable",
    "meeting_point",
    "end_point",
    "nearest_airport",
    "nearest_railway",
    "inclusions",
    "exclusions",
    "highlights",
    "special",
    "gear",
    "itinerary",
    "leader_languages",
    "confusable_with",
    "url",
]


def load_trip(row: dict[str, Any]) -> int:
    fields: dict[str, Any] = {name: row[name] for name in TRIP_SAME if row.get(name) is not None}
    season, group, label = row.get("season", {}), row.get("group_size", {}), row.get("price_season", {})
    fields |= {"season_months": season.get("months", []), "season_text": season.get("text", "")}
    fields |= {"group_min": group.get("min"), "group_max": group.get("max"), "requires": row.get("requires") or ""}
    fields |= {"price": row["price"] * 100, "advance": row["advance"] * 100, "pickups": row.get("pickup_cities", [])}
    fields |= {"price_label": label.get("label", ""), "price_expired": label.get("expired", False)}
    fields |= {"price_history": priced(row.get("price_history", []), "price", "advance")}
    fields |= {"add_ons": priced(row.get("add_ons", []), "price")}
    Trip.objects.update_or_create(pk=row["id"], defaults=fields)
    return 1


def load_departures(rows: list[dict[str, Any]], today: date) -> int:
    """Written anew only where there are none: seats that were sold since must not come back."""
    if Departure.objects.exists():
        return 0
    Departure.objects.bulk_create(departure(row, today) for row in rows)
    return len(rows)


def departure(row: dict[str, Any], today: date) -> Departure:
    same = {key: row[key] for key in ("id", "trip_id", "days", "seats_total", "seats_sold", "status")}
    start = next_date(row["start"], today, row.get("year_offset", 0))
    extra = {"holiday_price": row.get("holiday_price", False), "note": row.get("note", "")}
    return Departure(start=start, price=paise(row.get("price")), **same, **extra)


def next_date(month_day: str, today: date, year_offset: int = 0) -> date:
    """The first such date later than today, `year_offset` years on. 29 February waits for a leap year."""
    day = today + timedelta(days=1)
    while day.strftime("%m-%d") != month_day:
        day += timedelta(days=1)
    return day.replace(year=day.year + year_offset)


def load_faq(row: dict[str, Any]) -> int:
    same = ("question", "answer", "tags", "translations", "stale", "stale_reason")
    fields: dict[str, Any] = {name: row[name] for name in same if row.get(name) is not None}
    trip = Trip.objects.get(slug=row["trip"]) if row.get("trip") else None
    Faq.objects.update_or_create(pk=row["id"], defaults=fields | {"trip": trip, "language": row.get("lang", "en")})
    return 1


def load_story(row: dict[str, Any]) -> int:
    same = ("trip_id", "name", "city", "month", "year", "rating", "title", "text", "mentions_old_price")
    fields: dict[str, Any] = {name: row[name] for name in same if row.get(name) is not None}
    Story.objects.update_or_create(pk=row["id"], defaults=fields | {"language": row.get("lang", "en")})
    return 1


def reset_sequences() -> None:
    """Rows came with their ids; the next one must not collide with them."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [Trip, Departure, Faq, Story]):
            cursor.execute(sql)
