"""The table of transitions as people say it."""

from __future__ import annotations

from cairn.automation.models import Sequence
from cairn.automation.transitions import OPEN, FollowUp, Transition, Trigger

WHEN = {
    Trigger.FIRST_REPLY: "A person replies, at the desk or on the phone.",
    Trigger.TASK_COMPLETED: "A person finishes a task.",
    Trigger.INTEREST_SHOWN: "The customer likes a trip in so many words.",
    Trigger.PRICING_ASKED: "The customer asks what a trip costs.",
    Trigger.TRIP_ASKED: "The customer asks about a trip.",
    Trigger.ENGAGED: "The customer keeps talking after a person replied.",
    Trigger.BOOKING_INTENT: "“Yes, I want to book.”",
    Trigger.DATES_GIVEN: "The customer gives a date, a trip and how many they are.",
    Trigger.BUDGET_GIVEN: "The customer names a budget.",
    Trigger.QUOTE_SENT: "A person sends a price, or a link to book or pay.",
    Trigger.BARGAINED: "The customer bargains after the quote.",
    Trigger.PAYMENT_RECEIVED: "A payment arrives.",
    Trigger.BOOKING_CONFIRMED: "A booking is confirmed.",
    Trigger.SILENCE: "No answer for three days after the last follow-up.",
}


def any_stage(rule: Transition) -> bool:
    return set(rule.sources) == set(OPEN)


def then(rule: Transition, names: dict[str, str]) -> str:
    """What follows, in one sentence. `names`: sequences by slug."""
    parts = [*(said(task) for task in rule.tasks)]
    if rule.priority:
        parts.append(f"priority {rule.priority.label.lower()}")
    if rule.notify:
        parts.append("the team is told at once")
    if rule.sequence in names:
        parts.append(f"sequence “{names[rule.sequence]}”")
    line = ", ".join(parts)
    return f"{line[:1].upper()}{line[1:]}." if line else ""


def said(task: FollowUp) -> str:
    if task.within is None:
        return f"{task.type.label.lower()} task within the promised time"
    return f"{task.type.label.lower()} in {int(task.within.total_seconds() // 3600)} h"


def sequence_names() -> dict[str, str]:
    return dict(Sequence.objects.values_list("slug", "name"))
