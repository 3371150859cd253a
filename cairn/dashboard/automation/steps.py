"""The fields of a sequence's steps, as a person typed them and as the domain wants them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from cairn.automation.models import Step
from cairn.automation.sequences.edit import MOST, StepIdea
from cairn.lib.digits import whole

UNITS = {"min": 1, "h": 60, "d": 1440}
LONGEST = 366 * 1440  # minutes


@dataclass(frozen=True, slots=True)
class Fields:
    """One step in the form. `values` one a line."""

    anchor: str = "after"
    number: str = ""
    unit: str = "h"
    condition: str = ""
    text: str = ""
    template: str = ""
    values: str = ""

    @property
    def template_name(self) -> str:
        return self.template.partition("|")[0]


def fields_of(steps: Iterable[Step]) -> list[Fields]:
    """The steps that are there and an empty one to write."""
    return [*(fields(step) for step in steps), Fields()]


def fields(step: Step) -> Fields:
    unit = next((unit for unit in ("d", "h") if step.minutes and step.minutes % UNITS[unit] == 0), "min")
    template = f"{step.template}|{step.language}" if step.template else ""
    number = str(step.minutes // UNITS[unit])
    return Fields(step.anchor, number, unit, step.condition, step.text, template, "\n".join(step.values))


def ideas(posted: QueryDict) -> tuple[list[Fields], list[StepIdea]]:
    """What was typed, to show it again, and the steps it makes. Empty and removed ones are left out."""
    typed = [read(posted, place) for place in range(MOST + 1) if f"step-{place}-anchor" in posted]
    kept = [
        step
        for place, step in enumerate(typed)
        if (step.text.strip() or step.template) and f"step-{place}-remove" not in posted
    ]
    return [*kept, Fields()], [idea(step) for step in kept]


def read(posted: QueryDict, place: int) -> Fields:
    def value(name: str) -> str:
        return posted.get(f"step-{place}-{name}", "").replace("\r\n", "\n").replace("\0", "")

    return Fields(
        value("anchor"), value("number"), value("unit"), value("condition"), value("text"), value("template"), value("values")
    )  # fmt: skip


def idea(step: Fields) -> StepIdea:
    number = whole(step.number, most=999_999) or 0
    name, _, language = step.template.partition("|")
    return StepIdea(
        anchor=step.anchor if step.anchor in Step.Anchor.values else Step.Anchor.AFTER,
        minutes=min(number * UNITS.get(step.unit, 60), LONGEST),
        condition=step.condition if step.condition in Step.Condition.values else "",
        text=step.text.strip(),
        template=name[:512],
        language=language[:20],
        values=[line.strip() for line in step.values.split("\n") if line.strip()],
    )
