"""One record of a file, as the demo firm has it, to the values of a row, and back. Files give rupees, rows keep paise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cairn.catalog.edit import fields
from cairn.catalog.edit.fields import Spec
from cairn.catalog.edit.refusal import Unfit
from cairn.catalog.models import Departure, Faq, Story, Trip

Record = Mapping[str, Any]
# Where the file calls a field of ours otherwise.
NESTED = {
    "season": {"months": "season_months", "text": "season_text"},
    "group_size": {"min": "group_min", "max": "group_max"},
    "price_season": {"label": "price_label", "expired": "price_expired"},
}
RENAMED = {"trip": {"pickup_cities": "pickups"}, "faq": {"lang": "language"}, "story": {"lang": "language"}}
PAISE = {"add_ons": ("price",), "price_history": ("price", "advance")}


def values(kind: str, record: Record) -> dict[str, Any]:
    """The fields that the record gives. Trip and date are found elsewhere. Raises Unfit."""
    specs, found = fields.of(kind), dict[str, Any]()
    for name, given in flat(kind, record).items():
        if name in specs and specs[name].sort not in ("trip", "day"):
            found[name] = inward(specs[name], given)
    if kind == "trip" and isinstance(record.get("active"), bool):
        found["active"] = record["active"]
    return found


def flat(kind: str, record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, given in record.items():
        if name in NESTED and isinstance(given, dict):
            found |= {NESTED[name][key]: inner for key, inner in given.items() if key in NESTED[name]}
        else:
            found[RENAMED.get(kind, {}).get(name, name)] = given
    return found


def inward(spec: Spec, given: Any) -> Any:
    """One value. Of the wrong sort it stays as it is, and the check says so."""
    if given is None and spec.sort in ("line", "words"):
        return ""
    if given is None and spec.sort in ("rows", "lines", "months"):
        return {} if spec.name == "translations" else []
    if spec.sort == "money" and given is not None:
        return paise(given)
    if spec.name in PAISE and isinstance(given, list):
        return [money_in(row, PAISE[spec.name]) for row in given]
    return given


def money_in(row: Any, keys: tuple[str, ...]) -> Any:
    if not isinstance(row, dict):
        return row
    return row | {key: paise(row[key]) for key in keys if row.get(key) is not None}


def paise(rupees: Any) -> int:
    if isinstance(rupees, bool) or not isinstance(rupees, int | float) or not abs(rupees) < 10**9:
        raise Unfit("Give money in rupees, as a number.")
    return round(rupees * 100)


def rupees(amount: int | None) -> int | float | None:
    if amount is None:
        return None
    return amount // 100 if amount % 100 == 0 else amount / 100


def outward(row: Trip | Departure | Faq | Story) -> dict[str, Any]:
    """The record of a row."""
    found: dict[str, Any] = RECORDS[type(row)](row)
    return found


def written(kind: str, row: Any) -> dict[str, Any]:
    """All plain fields of a row as a file holds them."""
    found: dict[str, Any] = {"id": row.pk}
    names = {ours: theirs for theirs, ours in RENAMED.get(kind, {}).items()}
    for name, spec in fields.of(kind).items():
        if spec.sort in ("trip", "day"):
            continue
        value = getattr(row, name)
        if spec.sort == "money":
            value = rupees(value)
        elif name in PAISE:
            value = [one | {key: rupees(one[key]) for key in PAISE[name] if key in one} for one in value]
        found[names.get(name, name)] = value
    return found


def trip(row: Trip) -> dict[str, Any]:
    found = written("trip", row) | {"active": row.active, "balance": rupees(row.balance)}
    for outer, inner in NESTED.items():
        found[outer] = {key: found.pop(ours) for key, ours in inner.items()}
    return found


def departure(row: Departure) -> dict[str, Any]:
    about = {"trip_id": row.trip_id, "trip": row.trip.slug, "start": row.start.isoformat()}
    return {"id": row.pk} | about | written("departure", row)


def faq(row: Faq) -> dict[str, Any]:
    return written("faq", row) | {"trip": row.trip.slug if row.trip else None}


def story(row: Story) -> dict[str, Any]:
    return written("story", row) | {"trip_id": row.trip_id, "trip": row.trip.slug}


RECORDS: dict[type, Any] = {Trip: trip, Departure: departure, Faq: faq, Story: story}
