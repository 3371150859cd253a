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
from cairn.leads.models import Lead
from cairn.lib import clock


@dataclass(slots=True)
class Performance:
    """One lead, locked by the caller, and the moment since when the news is known: `since` keeps a second run still.

    What changes of the lead changes on the instance; the caller writes it (leads.hold.keep).
    """

    lead: Lead
    since: datetime
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
        firm = Firm.current()
        self.made = tasks.add_missing(self.lead, [self.task(action, firm) for action in wanted], since=self.since)

    def task(self, action: AddTask, firm: Firm) -> tasks.Wanted:
        due = self.due(action.within, firm)
        return tasks.Wanted(action.type, action.key, action.title, action.priority, due, action.again)

    def due(self, within: timedelta | None, firm: Firm) -> datetime:
        promised = timedelta(minutes=firm.call_back_minutes)
        return hours.due(firm, self.since, promised if within is None else within)

    def prioritise(self, action: SetPriority) -> None:
        if self.lead.priority != action.to:
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
            held=True,
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
