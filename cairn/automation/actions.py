"""What may follow from the facts. Plain values: `decide` makes them, `perform` writes them down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cairn.leads.models import Priority, Stage


@dataclass(frozen=True, slots=True)
class Reason:
    rule: str
    text: str
    message_id: int | None
    confidence: float


@dataclass(frozen=True, slots=True)
class MoveStage:
    to: Stage
    reason: Reason


@dataclass(frozen=True, slots=True)
class SuggestStage:
    to: Stage
    reason: Reason


@dataclass(frozen=True, slots=True)
class AddTask:
    """`within` as in FollowUp; `key` tells apart the tasks of one type; not `again`: only if there never was one."""

    type: str
    title: str
    within: timedelta | None
    priority: Priority
    key: str
    again: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class SetPriority:
    to: Priority
    reason: Reason


@dataclass(frozen=True, slots=True)
class Notify:
    """`call`: the conversation waits for a person until one answers."""

    text: str
    call: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class StartSequence:
    """`slug` names the sequence. Another that runs is ended: this news is newer."""

    slug: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Say:
    """To the customer, with variables; only where no assistant answers."""

    text: str
    reason: Reason


Action = MoveStage | SuggestStage | AddTask | SetPriority | Notify | StartSequence | Say
