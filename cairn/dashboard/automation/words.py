"""The table of transitions as people say it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cairn.automation.models import Sequence
from cairn.automation.transitions import OPEN, FollowUp, Transition, Trigger

WHEN = {
    Trigger.FIRST_REPLY: gettext_lazy("A person replies, at the desk or on the phone."),
    Trigger.TASK_COMPLETED: gettext_lazy("A person finishes a task."),
    Trigger.INTEREST_SHOWN: gettext_lazy("The customer likes a trip in so many words."),
    Trigger.PRICING_ASKED: gettext_lazy("The customer asks what a trip costs."),
    Trigger.TRIP_ASKED: gettext_lazy("The customer asks about a trip."),
    Trigger.ENGAGED: gettext_lazy("The customer keeps talking after a person replied."),
    Trigger.BOOKING_INTENT: gettext_lazy("“Yes, I want to book.”"),
    Trigger.DATES_GIVEN: gettext_lazy("The customer gives a date, a trip and how many they are."),
    Trigger.BUDGET_GIVEN: gettext_lazy("The customer names a budget."),
    Trigger.QUOTE_SENT: gettext_lazy("A person sends a price, or a link to book or pay."),
    Trigger.BARGAINED: gettext_lazy("The customer bargains after the quote."),
    Trigger.PAYMENT_RECEIVED: gettext_lazy("A payment arrives."),
    Trigger.BOOKING_CONFIRMED: gettext_lazy("A booking is confirmed."),
    Trigger.SILENCE: gettext_lazy("No answer for three days after the last follow-up."),
}


def any_stage(rule: Transition) -> bool:
    return set(rule.sources) == set(OPEN)


def then(rule: Transition, names: dict[str, str]) -> str:
    """What follows, in one sentence. `names`: sequences by slug."""
    parts = [*(said(task) for task in rule.tasks)]
    if rule.priority:
        parts.append(_("priority %s") % str(rule.priority.label).lower())
    if rule.notify:
        parts.append(_("the team is told at once"))
    if rule.sequence in names:
        parts.append(_("sequence “%s”") % names[rule.sequence])
    line = ", ".join(parts)
    return f"{line[:1].upper()}{line[1:]}." if line else ""


def said(task: FollowUp) -> str:
    if task.within is None:
        return _("%s task within the promised time") % str(task.type.label).lower()
    hours = int(task.within.total_seconds() // 3600)
    return _("%(task)s in %(hours)d h") % {"task": str(task.type.label).lower(), "hours": hours}


def sequence_names() -> dict[str, str]:
    return dict(Sequence.objects.values_list("slug", "name"))
