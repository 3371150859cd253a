"""A row of the catalogue that changes asks, in its own transaction, for its passages to be renewed."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from cairn.catalog.models import Departure, Faq, Policy, Story, Trip
from cairn.lib import later

KINDS = {Trip: "trip", Departure: "trip", Faq: "faq", Story: "story", Policy: "policy"}


def connect() -> None:
    for model in KINDS:
        post_save.connect(changed, sender=model, dispatch_uid=f"learn {model.__name__}")
        post_delete.connect(changed, sender=model, dispatch_uid=f"unlearn {model.__name__}")


def changed(sender: type[Any], instance: Any, **rest: Any) -> None:
    if not rest.get("raw"):
        kind, source = names(instance)
        later.wake("learn", kind=kind, source=source)


def names(row: Any) -> tuple[str, str]:
    """Kind and id under which a row's passages are kept."""
    kind = KINDS[type(row)]
    if isinstance(row, Policy):
        return kind, row.slug
    return kind, str(row.trip_id if isinstance(row, Departure) else row.pk)
