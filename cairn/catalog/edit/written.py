"""Who changed what in the catalogue, from what to what. Kept as Events, so nobody can change it afterwards."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from cairn.accounts.models import User
from cairn.catalog.models import Departure, Faq, Policy, Story, Trip
from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.lib import live

CHANGED = "catalog_changed"
KINDS: dict[type[Model], str] = {Trip: "trip", Departure: "departure", Faq: "faq", Story: "story", Policy: "policy"}
LONGEST = 2_000  # characters of a value that are kept in the story of a change


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something: `actor` is staff, api, import or system."""

    actor: str
    user: User | None = None

    @property
    def name(self) -> str:
        return self.user.name if self.user else {"api": "The API", "import": "An import"}.get(self.actor, "Cairn")


def tell(row: Model, act: str, by: By, changes: dict[str, list[Any]] | None = None, **more: Any) -> str:
    """Record one change and show it on open screens, in its transaction. Its passages follow by themselves
    (`knowledge.hearing`).

    Returns the key of the Event.
    """
    kind = KINDS[type(row)]
    key = f"{kind}-{row.pk}-{uuid.uuid4().hex}"
    record(
        CHANGED,
        actor=by.actor,
        user_id=by.user.pk if by.user else None,
        key=key,
        kind=kind,
        id=row.pk,
        name=str(row)[:200],
        act=act,
        by=by.name,
        changes={name: [plain(old), plain(new)] for name, (old, new) in (changes or {}).items()},
        **more,
    )
    live.announce("catalog", f"catalog-{kind}-{row.pk}")
    return key


def plain(value: Any) -> Any:
    """As JSON keeps it, and not longer than a screen."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str) and len(value) > LONGEST:
        return value[: LONGEST - 1] + "…"
    return value


def history(kind: str, pk: int, limit: int = 20) -> list[Event]:
    """The newest changes of one row, newest first. Found by the index of the Events' keys, however many there are."""
    return list(Event.objects.filter(key__startswith=f"{kind}-{pk}-", type=CHANGED).order_by("-at", "-id")[:limit])
