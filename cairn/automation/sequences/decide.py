"""What becomes of a step that is due: pure, from what is known at the moment of sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cairn.automation.models import Step
from cairn.automation.sequences import quiet
from cairn.automation.sequences.plan import Moment
from cairn.conversations.models import Template
from cairn.leads.models import Lead

NO_TEMPLATE = "The 24-hour window is closed and no approved template is set for this step"
NO_DEPARTURE = "Which departure this lead goes on is not known"
ASKED_FOR_NONE = "the customer asked for no more messages"


@dataclass(frozen=True, slots=True)
class SendText:
    text: str


@dataclass(frozen=True, slots=True)
class SendTemplate:
    template: Template
    values: list[str]


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime


@dataclass(frozen=True, slots=True)
class Skip:
    """The step does not fit this lead, or its time has passed; the next one follows."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing can be sent: a person has to look."""

    why: str


@dataclass(frozen=True, slots=True)
class Stop:
    why: str


Outcome = SendText | SendTemplate | Wait | Skip | Hold | Stop


def decide(step: Step, lead: Lead, at: Moment, template: Template | None) -> Outcome:
    """`template` is the step's own in its language, sendable or not."""
    contact, is_open = lead.contact, at.window_until is not None and at.now < at.window_until
    if contact.opted_out_at:
        return Stop(ASKED_FOR_NONE)
    if not fits(step, lead) or (step.anchor == Step.Anchor.WINDOW and not is_open):
        return Skip()
    if quiet.is_quiet(at.firm, at.now):
        return Wait(quiet.after(at.firm, at.now))
    if step.anchor == Step.Anchor.DEPARTURE and at.start is None:
        return Hold(NO_DEPARTURE)
    if is_open and step.text:
        return SendText(step.text)
    return by_template(step, template, no_marketing=contact.marketing_stopped_at is not None)


def by_template(step: Step, template: Template | None, *, no_marketing: bool) -> Outcome:
    if template is None or not template.sendable:
        return Hold(NO_TEMPLATE)
    if no_marketing and template.category == Template.Category.MARKETING:
        return Skip()
    return SendTemplate(template, list(step.values))


def fits(step: Step, lead: Lead) -> bool:
    conditions = {
        Step.Condition.TRIP_KNOWN: lead.trip is not None,
        Step.Condition.TRIP_UNKNOWN: lead.trip is None,
        Step.Condition.DATES_UNKNOWN: not lead.travel_dates,
        Step.Condition.PARTY_UNKNOWN: not lead.party_size,
    }
    return conditions.get(Step.Condition(step.condition), True)
