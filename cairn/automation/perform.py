"""Actions become rows and Events, in the caller's transaction. Performed twice they change nothing the second time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cairn.accounts import hours
from cairn.accounts.models import Firm
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
from cairn.automation.models import Sequence
from cairn.automation.say import say
from cairn.automation.sequences import enrol
from cairn.conversations.models import Conversation
from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.leads import stages, tasks
from cairn.leads.models import Lead, Task
from cairn.lib import clock


@dataclass(slots=True)
class Performance:
    """One lead, locked by the caller, and the moment since when the news is known: `since` keeps a second run still."""

    lead: Lead
    since: datetime
    firm: Firm = field(default_factory=Firm.current)
    made: list[int] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    sequence: int | None = None

    def run(self, actions: list[Action]) -> None:
        """The move last but for telling: its Event names the rest, so that all of it can be taken back together."""
        self.add([action for action in actions if isinstance(action, AddTask)])
        for action in sorted(actions, key=lambda action: not isinstance(action, SetPriority | StartSequence)):
            match action:
                case StartSequence():
                    self.start(action)
                case Say():
                    say(self.lead, action.text, key=f"{action.reason.rule}-{action.reason.message_id}")
                case SetPriority():
                    self.prioritise(action)
                case MoveStage():
                    self.move(action)
                case SuggestStage():
                    self.suggest(action)
                case Notify():
                    self.notify(action)

    def add(self, wanted: list[AddTask]) -> None:
        if not wanted:
            return
        there = list(Task.objects.filter(lead=self.lead, reason__in=[action.key for action in wanted]))
        new = [self.task(action) for action in wanted if not any(self.stands_for(task, action) for task in there)]
        self.made = tasks.add_all(self.lead, new)

    def stands_for(self, task: Task, action: AddTask) -> bool:
        """It is open, or was made after this news, or was done and once is enough."""
        if (task.type, task.reason) != (action.type, action.key):
            return False
        once = not action.again and task.status != Task.Status.CANCELLED
        return once or task.created_at >= self.since or task.status in (Task.Status.PENDING, Task.Status.SNOOZED)

    def task(self, action: AddTask) -> Task:
        return Task(
            lead=self.lead,
            type=action.type,
            title=action.title[:300],
            due_at=self.due(action.within),
            priority=action.priority,
            reason=action.key,
        )

    def due(self, within: timedelta | None) -> datetime:
        promised = timedelta(minutes=self.firm.call_back_minutes)
        return hours.due(self.firm, self.since, promised if within is None else within)

    def prioritise(self, action: SetPriority) -> None:
        same = Lead.objects.filter(pk=self.lead.pk, priority=self.lead.priority)
        if self.lead.priority != action.to and same.update(priority=action.to):
            self.raised = [self.lead.priority, action.to.value]
            self.lead.priority = action.to

    def move(self, action: MoveStage) -> None:
        reason = action.reason
        stages.move(
            self.lead,
            to=action.to,
            actor="rule",
            by="rule",
            reason=reason.text,
            rule=reason.rule,
            message_id=reason.message_id,
            more={
                "confidence": reason.confidence,
                "tasks": self.made,
                "priority": self.raised,
                **({"sequence": self.sequence} if self.sequence else {}),
            },
        )

    def start(self, action: StartSequence) -> None:
        """Once for each message that asks for it; a sequence that the firm has not, or switched off, is left out."""
        sequence = Sequence.objects.filter(slug=action.slug, active=True).first()
        if sequence is None:
            return
        key = f"{action.reason.rule}-{self.lead.pk}-{action.reason.message_id or self.lead.stage}"
        with suppress(enrol.NotStarted):
            made = enrol.start(self.lead, sequence, rule=action.reason.rule, key=key, replace=True)
            self.sequence = made.pk

    def suggest(self, action: SuggestStage) -> None:
        """Told once for each rule and stage, however often the customer gives the cause."""
        key = f"suggest-{self.lead.pk}-{action.reason.rule}-{self.lead.stage}"
        data = {"from": self.lead.stage, "to": action.to.value, "reason": action.reason.text}
        self.tell("stage_suggested", action.reason, key, data)

    def notify(self, action: Notify) -> None:
        key = f"notify-{self.lead.pk}-{action.reason.rule}-{action.reason.message_id or self.lead.stage}"
        if Event.objects.filter(key=key).exists():
            return
        if action.call:
            Conversation.objects.filter(pk=self.lead.conversation_id, needs_person_since=None).update(
                needs_person_since=clock.now(), needs_person_why=action.text[:200]
            )
        self.tell("notification", action.reason, key, {"why": action.text, "urgent": action.call})

    def tell(self, type: str, cause: Reason, key: str, data: dict[str, Any]) -> None:
        record(
            type,
            actor="rule",
            lead_id=self.lead.pk,
            conversation_id=self.lead.conversation_id,
            message_id=cause.message_id,
            key=key[:120],
            rule=cause.rule,
            confidence=cause.confidence,
            **data,
        )
