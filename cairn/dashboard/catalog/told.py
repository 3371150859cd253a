"""A change of the catalogue in words: who, when, what, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cairn.catalog.edit.fields import of
from cairn.journal.models import Event
from cairn.lib.money import rupees

SHORT = 60


@dataclass(frozen=True, slots=True)
class Told:
    pk: int
    at: datetime
    by: str
    act: str
    lines: list[tuple[str | Promise, str, str]]  # field, old, new


def told(event: Event) -> Told:
    data = event.data
    lines = lines_of(data.get("kind", "trip"), data.get("changes", {}))
    return Told(event.pk, event.at, str(data.get("by", "")), str(data.get("act", "")), lines)


def lines_of(kind: str, changes: dict[str, list[Any]]) -> list[tuple[str | Promise, str, str]]:
    """Each change as field, old, new."""
    specs = of(kind)
    return [
        (specs[name].label if name in specs else named(name), *pair(specs[name].sort if name in specs else "", both))
        for name, both in changes.items()
        if name != "price_history" or "price" not in changes  # it follows from the price
    ]


def named(name: str) -> str:
    return {"active": _("On sale"), "held": _("Held back"), "rules": _("Rules")}.get(name, name.replace("_", " "))


def pair(sort: str, both: list[Any]) -> tuple[str, str]:
    """Old and new; of lists only what went and what came."""
    old, new = both
    if isinstance(old, list) and isinstance(new, list):
        return listed([one for one in old if one not in new]), listed([one for one in new if one not in old])
    return said(sort, old), said(sort, new)


def listed(rows: list[Any]) -> str:
    return short("; ".join(str(next(iter(one.values()), "")) if isinstance(one, dict) else str(one) for one in rows))


def said(sort: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, "", {}):
        return _("nothing")
    return rupees(int(value)) if sort == "money" else short(str(value))


def short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
