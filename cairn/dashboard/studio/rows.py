"""Templates as the studio and the composer show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from cairn.conversations.models import Message, Template
from cairn.conversations.templates.fill import Filled, fill
from cairn.conversations.templates.preflight import Flaw
from cairn.conversations.templates.shape import Shape, Slot, shape
from cairn.dashboard.studio import wording
from cairn.lib import clock

MOST = 300
VIEWS = {
    "all": Q(removed_at=None),
    "ready": Q(status="approved", removed_at=None),
    "waiting": Q(status__in=["draft", "pending", "in_appeal"], removed_at=None),
    "stopped": Q(removed_at__isnull=False) | Q(status__in=["rejected", "paused", "disabled", "limit_exceeded"]),
}


@dataclass(frozen=True, slots=True)
class Row:
    template: Template

    @property
    def state(self) -> wording.State:
        return wording.state(self.template)

    @property
    def quality(self) -> tuple[str, str] | None:
        return wording.quality(self.template)

    @property
    def title(self) -> str:
        return wording.title(self.template)

    @property
    def language(self) -> str:
        return wording.language(self.template.language)

    @property
    def words(self) -> str:
        return self.shape.body

    @property
    def shape(self) -> Shape:
        return shape(self.template.components)


@dataclass(frozen=True, slots=True)
class Field:
    """A blank to fill in, what stands in it, and what is wrong with that."""

    slot: Slot
    value: str
    flaws: list[str]

    @property
    def id(self) -> str:
        return self.slot.key.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A template being filled in: fields, the phone's picture of it, and what stands against sending it."""

    row: Row
    fields: list[Field]
    filled: Filled
    general: list[str]

    @property
    def ready(self) -> bool:
        return not self.general and not any(field.flaws for field in self.fields)


@dataclass(frozen=True, slots=True)
class Use:
    sent: int
    failed: int
    last: datetime | None


def listed(*, view: str = "all", q: str = "") -> QuerySet[Template]:
    rows = Template.objects.filter(VIEWS.get(view, VIEWS["all"]))
    for word in q.lower().split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(components__icontains=word))
    return rows.order_by("name", "language")


def counts() -> dict[str, int]:
    return Template.objects.aggregate(**{name: Count("pk", filter=rows) for name, rows in VIEWS.items()})


def sheet(template: Template, values: Mapping[str, str], flaws: list[Flaw], refusal: str = "") -> Sheet:
    made = shape(template.components)
    by_key: dict[str, list[str]] = {}
    for flaw in flaws:
        by_key.setdefault(flaw.key if made.slot(flaw.key) else "", []).append(flaw.words)
    fields = [Field(slot, values.get(slot.key, ""), by_key.get(slot.key, [])) for slot in made.slots]
    general = [*([refusal] if refusal else []), *by_key.get("", [])]
    return Sheet(Row(template), fields, fill(template, values), general)


def given(form: Mapping[str, Any], made: Shape) -> dict[str, str]:
    """The values that a form has for this template's blanks; fields of other templates are left behind."""
    found = {slot.key: str(form.get(slot.key, "")).strip(" ") for slot in made.slots if slot.key in form}
    return {key: value for key, value in found.items() if value or key not in ("header.name", "header.address")}


def use(template: Template) -> Use:
    """How it did in the last 30 days."""
    mine = Message.objects.annotate(of=KeyTextTransform("template_id", "content"))
    recent = mine.filter(type="template", of=str(template.pk), created_at__gt=clock.now() - timedelta(days=30))
    found = recent.aggregate(sent=Count("pk"), failed=Count("pk", filter=Q(status="failed")), last=Max("created_at"))
    return Use(**found)
