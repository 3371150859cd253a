"""What follows from what is known: a pure function from facts to actions, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cairn.automation.actions import (
    Action,
    AddTask,
    MoveStage,
    Notify,
    Reason,
    Say,
    SetPriority,
    StartSequence,
    SuggestStage,
)
from cairn.automation.heard import heard
from cairn.automation.transitions import CLOSED, LADDER, TABLE, FollowUp, Mode, Transition, Trigger
from cairn.leads.models import Priority, Stage

WEIGHT = tuple(Priority)
UNNAMED = "the trip"


@dataclass(frozen=True, slots=True)
class Facts:
    """The lead, what its customer just said as the assistant understood it, or the `occasion` that somebody told of.

    `trip` is the trip of this message, `about` the lead's; `undone` are the rules that a person took back here.
    `person`: somebody of the team has the conversation; `silent`: the assistant is switched off, so nobody has answered.
    """

    stage: str
    priority: str = Priority.MEDIUM
    intents: frozenset[str] = frozenset()
    expect: str = "answer"
    sentiment: str = ""
    trip: str = ""
    about: str = ""
    dates: tuple[str, ...] = ()
    people: int | None = None
    budget: int | None = None
    bargains: bool = False
    occasion: Trigger | None = None
    name: str = "the customer"
    who: str = "Somebody"
    message_id: int | None = None
    confidence: float = 1.0
    undone: frozenset[str] = frozenset()
    person: bool = False
    silent: bool = False
    modes: Mapping[str, Mode] = field(default_factory=dict)


def decide(facts: Facts) -> list[Action]:
    """The actions of the rule that goes furthest, and a suggestion where one goes further still. No database."""
    found = [rule for rule in TABLE if applies(rule, facts)]
    doing = furthest([rule for rule in found if mode(rule, facts) is Mode.DO], facts)
    hint = furthest([rule for rule in found if mode(rule, facts) is Mode.SUGGEST], facts)
    actions = list(follow(doing, facts)) if doing else []
    if hint and moves(hint, facts) and (doing is None or reach(hint, facts) > reach(doing, facts)):
        actions.append(SuggestStage(hint.to, because(hint, facts)))
    return actions


def applies(rule: Transition, facts: Facts) -> bool:
    triggers = {facts.occasion} if facts.occasion else heard(facts)
    return rule.trigger in triggers and (moves(rule, facts) or facts.stage in rule.stays)


def moves(rule: Transition, facts: Facts) -> bool:
    """Whatever the table says: never backwards, and never out of won or lost."""
    return facts.stage in rule.sources and facts.stage not in CLOSED and forward(facts.stage, rule.to)


def forward(stage: str, to: str) -> bool:
    return to == Stage.LOST or LADDER.index(Stage(to)) > LADDER.index(Stage(stage))


def mode(rule: Transition, facts: Facts) -> Mode:
    return facts.modes.get(rule.rule, rule.mode)


def taken_back(rule: Transition, facts: Facts) -> bool:
    """A person undid this rule here, or one of the same stage that stands above it: a stronger sign of the same."""
    above = TABLE[: TABLE.index(rule) + 1]
    return any(other.rule in facts.undone and other.to == rule.to for other in above)


def reach(rule: Transition, facts: Facts) -> int:
    return LADDER.index(rule.to) if moves(rule, facts) and rule.to in LADDER else -1


def furthest(rules: list[Transition], facts: Facts) -> Transition | None:
    return max(rules, key=lambda rule: reach(rule, facts), default=None)


def follow(rule: Transition, facts: Facts) -> Iterator[Action]:
    """Where a person took the move back it is only suggested, and nothing follows, unless a customer waits for a call."""
    reason, going = because(rule, facts), moves(rule, facts)
    if going and taken_back(rule, facts):
        yield SuggestStage(rule.to, reason)
        if not rule.call:
            return
    elif going:
        yield MoveStage(rule.to, reason)
    if rule.priority and WEIGHT.index(rule.priority) > WEIGHT.index(Priority(facts.priority)):
        yield SetPriority(rule.priority, reason)
    for task in rule.tasks:
        yield to_do(task, facts, reason, again=task.again or going)
    if rule.say and facts.silent and (facts.trip or facts.about):
        yield Say(rule.say, reason)
    if rule.sequence and (going or rule.call) and not (facts.person or taken_back(rule, facts)):
        yield StartSequence(rule.sequence, reason)
    if rule.notify:
        yield Notify(worded(rule.notify, facts), rule.call, reason)


def to_do(task: FollowUp, facts: Facts, reason: Reason, *, again: bool) -> AddTask:
    title = worded(task.title, facts)
    return AddTask(task.type, title, task.within, task.priority, task.reason, again, reason)


def because(rule: Transition, facts: Facts) -> Reason:
    return Reason(rule.rule, worded(rule.why, facts), facts.message_id, facts.confidence)


def worded(text: str, facts: Facts) -> str:
    return text.format(name=facts.name, who=facts.who, trip=facts.trip or facts.about or UNNAMED)
