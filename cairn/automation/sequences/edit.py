"""Changing a sequence. Its steps are written anew under the next version: who is in it goes on with the old ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils.text import slugify

from cairn.automation.models import Sequence, Step
from cairn.automation.sequences.words import VARIABLES, unknown
from cairn.lib import live

MOST = 20
LONGEST = 4096


class Unusable(ValueError):
    """The sequence can't be kept as it is written."""


@dataclass(frozen=True, slots=True)
class StepIdea:
    """A step as somebody wrote it."""

    anchor: str = Step.Anchor.AFTER
    minutes: int = 0
    condition: str = ""
    text: str = ""
    template: str = ""
    language: str = ""
    values: list[str] = field(default_factory=list)


def write(sequence: Sequence, ideas: list[StepIdea]) -> Sequence:
    """Make these the steps from now on. Raises Unusable with a sentence."""
    check(ideas)
    with transaction.atomic():
        row = Sequence.objects.select_for_update().get(pk=sequence.pk)
        version = row.version + 1 if row.steps.exists() else row.version
        Step.objects.bulk_create(
            Step(sequence=row, version=version, position=place, **asdict(idea)) for place, idea in enumerate(ideas, 1)
        )
        Sequence.objects.filter(pk=row.pk).update(version=version)
        live.announce("automation")
    sequence.version = version
    return sequence


def check(ideas: list[StepIdea]) -> None:
    if not ideas:
        raise Unusable("A sequence needs at least one step with a text or a template.")
    if len(ideas) > MOST:
        raise Unusable(f"A sequence has {MOST} steps at most.")
    for place, idea in enumerate(ideas, 1):
        check_step(place, idea)


def check_step(place: int, idea: StepIdea) -> None:
    if not idea.text.strip() and not idea.template:
        raise Unusable(f"Step {place} says nothing: write a text or choose a template.")
    if len(idea.text) > LONGEST:
        raise Unusable(f"The text of step {place} is longer than the {LONGEST:,} characters that WhatsApp takes.")
    if idea.anchor == Step.Anchor.WINDOW and not 0 < idea.minutes < 24 * 60:
        raise Unusable(f"Step {place} comes before the window closes: that is between 1 minute and 24 hours.")
    if wrong := [name for text in (idea.text, *idea.values) for name in unknown(text)]:
        known = ", ".join(f"{{{name}}}" for name in VARIABLES)
        raise Unusable(f"Step {place}: there is no {{{wrong[0]}}}. There are {known}.")


def create(name: str) -> Sequence:
    """A new, empty sequence that is off until it has steps. Raises Unusable when the name is taken or empty."""
    slug = slugify(name)[:60]
    if not slug:
        raise Unusable("Give the sequence a name.")
    sequence, new = Sequence.objects.get_or_create(slug=slug, defaults={"name": name[:80], "active": False})
    if not new:
        raise Unusable("There is a sequence of that name already.")
    return sequence
