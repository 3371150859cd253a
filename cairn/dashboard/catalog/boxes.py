"""A form as the template draws it: sections of boxes, each with its text and the sentence about what is wrong with it."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cairn.catalog.edit.fields import Spec
from cairn.catalog.edit.texts import HIDDEN, Texts
from cairn.catalog.models import Departure, Trip

Sections = Mapping[str | Promise, Sequence[Spec]]
STATES = {"open": _("Open"), "filling": _("Filling"), "full": _("Full"), "cancelled": _("Cancelled")}


@dataclass(frozen=True, slots=True)
class Box:
    spec: Spec
    name: str
    text: Any
    error: str = ""
    choices: Sequence[tuple[str, str | Promise]] = ()
    rows: Sequence[Row] = ()
    blank: Row | None = None

    @property
    def id(self) -> str:
        return f"f-{self.name.replace('.', '-')}"

    @property
    def tall(self) -> bool:
        return self.spec.sort in ("words", "lines")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list, such as a day of the itinerary."""

    number: str
    boxes: Sequence[Box]
    hidden: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    title: str | Promise
    boxes: Sequence[Box] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        return any(box.error for box in self.boxes)


def sections(of: Sections, texts: Texts, errors: Mapping[str, str]) -> list[Section]:
    return [
        Section(title, [box(spec, texts.get(spec.name, ""), errors.get(spec.name, "")) for spec in specs])
        for title, specs in of.items()
    ]


def box(spec: Spec, text: Any, error: str) -> Box:
    if spec.sort == "rows":
        rows = [row(spec, str(number), one) for number, one in enumerate(text or [])]
        return Box(spec, spec.name, "", error, rows=rows, blank=row(spec, "new", {}))
    return Box(spec, spec.name, text, error, choices(spec))


def row(spec: Spec, number: str, texts: Texts) -> Row:
    named = [Box(one, f"{spec.name}.{number}.{one.name}", texts.get(one.name, "")) for one in spec.rows]
    hidden = HIDDEN.get(spec.name)
    kept = (f"{spec.name}.{number}.{hidden}", texts.get(hidden, "")) if hidden else None
    return Row(number, named, kept)


def choices(spec: Spec) -> Sequence[tuple[str, str | Promise]]:
    if spec.sort == "trip":
        trips = [(str(pk), name) for pk, name in Trip.objects.order_by("name").values_list("pk", "name")[:500]]
        return [("", "" if spec.needed else _("All trips")), *trips]
    if spec.sort == "choice":
        return [(value, STATES[value]) for value in Departure.Status.values]
    if spec.sort == "months":
        return [(str(number), calendar.month_abbr[number]) for number in range(1, 13)]
    return ()
