"""What is done to a whole row: archive, copy, cancel, repeat, delete and take back, let a held story through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core import serializers
from django.db import transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from cairn.catalog.edit import follow
from cairn.catalog.edit.refusal import Referenced, Taken, Wrong
from cairn.catalog.edit.save import change, create
from cairn.catalog.edit.written import CHANGED, By, tell
from cairn.catalog.models import Departure, Faq, Story, Trip
from cairn.journal.models import Event

NOT_COPIED = ("id", "slug", "updated_at", "price_history", "aliases", "misspellings", "featured", "active", "name")


def archive(trip: Trip, *, by: By) -> None:
    """The assistant offers it no more; all of it stays."""
    change(trip, {"active": False}, by=by)


def restore(trip: Trip, *, by: By) -> None:
    change(trip, {"active": True}, by=by)


def duplicate(trip: Trip, *, by: By) -> Trip:
    """A copy with another name, archived until somebody has gone through it: dates, photos and FAQs stay behind."""
    name = _("%(name)s, copy") % {"name": trip.name[:180]}
    values = {field.name: getattr(trip, field.name) for field in Trip._meta.concrete_fields}
    kept = {key: value for key, value in values.items() if key not in NOT_COPIED}
    return create(Trip, {**kept, "name": name, "slug": follow.free_slug({"name": name}), "active": False}, by=by)


def cancel(row: Departure, *, reason: str, by: By) -> None:
    """Not sold any more; the reason is what customers hear. Raises Wrong without one."""
    if not reason.strip():
        raise Wrong({"note": _("Say why: customers are told.")})
    change(row, {"status": "cancelled", "note": reason.strip()[:300]}, by=by)


def reopen(row: Departure, *, by: By) -> None:
    full = bool(row.seats_total) and row.seats_left == 0
    change(row, {"status": "full" if full else "open", "note": ""}, by=by)


def repeat(row: Departure, *, every: int, times: int, by: By) -> tuple[int, int]:
    """The same date again `times` times, `every` days apart. Returns how many were made and how many were there."""
    if not 1 <= every <= 366 or not 1 <= times <= 60:
        raise Wrong({"every": _("Give 1 to 366 days between and 1 to 60 times.")})
    same = {"trip_id": row.trip_id, "days": row.days, "seats_total": row.seats_total, "price": row.price}
    made = 0
    with transaction.atomic():
        for number in range(1, times + 1):
            try:
                create(Departure, {**same, "start": row.start + timedelta(days=every * number), "seats_sold": 0}, by=by)
                made += 1
            except Taken:
                continue
    return made, times - made


def delete(row: Model, *, by: By) -> Event:
    """Take a row away; its Event keeps all of it, so that it can be put back. Raises Referenced."""
    if isinstance(row, Departure) and row.seats_sold:
        raise Referenced(_("Seats are sold on this date. Cancel it instead."))
    try:
        with transaction.atomic():
            kept = serializers.serialize("json", [row])
            key = tell(row, "deleted", by, was=kept)
            row.delete()
    except (ProtectedError, RestrictedError) as error:
        raise Referenced(_("Something stands on this, such as a booking. Cancel or archive it instead.")) from error
    return Event.objects.get(key=key)


def undelete(event: Event, *, by: By) -> Model | None:
    """Put back what was deleted, under its old number. Twice is once; None when its place is taken or it is gone."""
    was: Any = event.data.get("was")
    if event.type != CHANGED or not was:
        return None
    row = next(iter(serializers.deserialize("json", was))).object
    with transaction.atomic():
        if type(row)._default_manager.select_for_update().filter(pk=row.pk).exists():
            return row
        trip = getattr(row, "trip_id", None)
        if trip and not Trip.objects.filter(pk=trip).exists():
            return None
        row.save(force_insert=True)
        tell(row, "put back", by)
    return row


def let_through(story: Story, *, by: By) -> None:
    """Somebody has read it and found it harmless."""
    change(story, {"held": False}, by=by)


def similar(faq: Faq, limit: int = 3) -> list[Faq]:
    """Other questions that are almost this one, the likest first."""
    from rapidfuzz import fuzz, process

    rows = {one.pk: one for one in Faq.objects.exclude(pk=faq.pk).only("question", "trip_id")[:5_000]}
    said = {pk: one.question.casefold() for pk, one in rows.items()}
    found = process.extract(faq.question.casefold(), said, scorer=fuzz.token_sort_ratio, score_cutoff=85, limit=limit)
    return [rows[pk] for _said, _score, pk in found]
