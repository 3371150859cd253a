"""Create or change a row: checked, locked, compared, written down, all in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from cairn.catalog.edit import follow
from cairn.catalog.edit.check import check
from cairn.catalog.edit.fields import of
from cairn.catalog.edit.refusal import Overtaken, Taken, Wrong
from cairn.catalog.edit.written import KINDS, By, history, tell
from cairn.catalog.models import Trip

M = TypeVar("M", bound=Model)
UNIQUE = {
    "departure_once": ("start", "This trip leaves on that day already."),
    "departure_seats": ("seats_sold", "More seats are sold than there are."),
    "slug": ("slug", "Another one has this short name."),
}


def create(model: type[M], values: Mapping[str, Any], *, by: By) -> M:
    """A new row. Raises Wrong, or Taken when there is one like it."""
    row, kind = model(), KINDS[model]
    fields = {**follow.before(kind, row, dict(values)), **values}
    fields = follow.fitting(kind, row, fields)
    refuse(kind, row, fields)
    with transaction.atomic():
        put(row, fields)
        tell(row, "created", by)
    return row


def change(row: M, values: Mapping[str, Any], *, by: By, seen: datetime | None = None) -> dict[str, list[Any]]:
    """Give a row new values; those left out stay. Returns what changed, {name: [old, new]}.

    `seen` is the row's `updated_at` when the person read it. Raises Wrong, Taken, or Overtaken when it is older now.
    The row that was given is brought up to date.
    """
    kind = KINDS[type(row)]
    with transaction.atomic():
        locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if seen is not None and locked.updated_at != seen:  # type: ignore[attr-defined]
            raise Overtaken(overtaken(kind, locked))
        fields = follow.fitting(kind, locked, {**values, **follow.before(kind, locked, dict(values))})
        refuse(kind, locked, fields)
        changes = differing(locked, fields)
        if changes:
            put(locked, {name: new for name, (_old, new) in changes.items()})
            tell(locked, "changed", by, changes)
    row.__dict__.update(locked.__dict__)
    return changes


def look(model: type[M], row: M | None, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What `create` or `change` would do, without doing it. Raises Wrong."""
    kind, one = KINDS[model], row or model()
    more = follow.before(kind, one, dict(values))
    fields = follow.fitting(kind, one, {**values, **more} if row else {**more, **values})
    refuse(kind, one, fields)
    return differing(one, fields)


def overtaken(kind: str, row: Model) -> str:
    last = next(iter(history(kind, row.pk, 1)), None)
    who = str(last.data.get("by", "")) if last else _("Somebody")
    return _("%(who)s saved this while you were writing. What you wrote is still here.") % {"who": who}


def differing(row: Model, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {name: [getattr(row, name), new] for name, new in fields.items() if not same(name, getattr(row, name), new)}


def same(name: str, old: Any, new: Any) -> bool:
    """The order of months means nothing."""
    if name == "season_months" and isinstance(new, list):
        return sorted(old) == sorted(new)
    return bool(old == new)


def refuse(kind: str, row: Model, fields: Mapping[str, Any]) -> None:
    """Raise Wrong with a sentence a field. What belongs together is looked at together, the stored half too."""
    beside = {name: getattr(row, name) for name in TOGETHER.get(kind, ())}
    errors = {name: why for name, why in check(kind, {**beside, **fields}).items() if name in fields or row.pk}
    errors |= {} if row.pk else missing(kind, fields)
    errors |= unknown_trip(fields) if "trip_id" not in errors else {}
    if errors:
        raise Wrong(errors)


TOGETHER = {
    "trip": ("price", "advance", "min_age", "max_age", "group_min", "group_max"),
    "departure": ("seats_sold", "seats_total"),
}


def missing(kind: str, fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: _("Fill this in.") for name, spec in of(kind).items() if spec.needed and name not in fields}


def unknown_trip(fields: Mapping[str, Any]) -> dict[str, str]:
    pk = fields.get("trip_id")
    if pk is None or Trip.objects.filter(pk=pk).exists():
        return {}
    return {"trip_id": _("There is no such trip.")}


def put(row: Model, fields: Mapping[str, Any]) -> None:
    """Write the row. What the database refuses is said beside the field that is to blame."""
    for name, value in fields.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        for sign, (name, why) in UNIQUE.items():
            if sign in str(error):
                raise Taken({name: _(why)}) from error
        raise Wrong({"": _("This can't be saved: it does not fit what is there.")}) from error
