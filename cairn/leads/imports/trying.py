"""What an import would do, without doing it."""

from __future__ import annotations

from dataclasses import dataclass, field

from cairn.conversations.models import Channel
from cairn.leads.fields import Unfit
from cairn.leads.imports import reading
from cairn.leads.imports.carry import known_people
from cairn.leads.imports.lines import Reader
from cairn.leads.models import Import

LINES = 2000  # that are tried; the page says so
TOLD = 50  # problems shown


@dataclass(slots=True)
class Trial:
    """Counts of the lines tried, and the first problems as (line, why)."""

    lines: int = 0
    new: int = 0
    known: int = 0
    skipped: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


def attempt(job: Import) -> Trial:
    trial, reader = Trial(), Reader.of(job.mapping)
    phones = set[str]()
    for number, row in enumerate(reading.rows(job.content)[1 : LINES + 1], start=2):
        trial.lines += 1
        try:
            phone = reader.read(row).phone
            if phone in phones:
                raise Unfit("The same number stands further up.")
            phones.add(phone)
        except Unfit as refusal:
            trial.skipped += 1
            if len(trial.problems) < TOLD:
                trial.problems.append((number, str(refusal)))
    trial.known = len(known_people(Channel.objects.earliest("pk"), list(phones)))
    trial.new = len(phones) - trial.known
    return trial
