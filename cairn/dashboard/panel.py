"""The panel beside a thread: the lead, its tasks, how answers came about, and what happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cairn.assistant.models import Answer
from cairn.conversations.models import Conversation
from cairn.dashboard import times
from cairn.dashboard.happenings import IN_HISTORY, Line, teller
from cairn.dashboard.leads.facts import Fact, facts
from cairn.journal.models import Event
from cairn.leads.models import Lead, Stage, Task
from cairn.lib import clock

LADDER = [Stage.INQUIRY, Stage.CONTACTED, Stage.INTERESTED, Stage.QUALIFIED, Stage.PROPOSAL, Stage.NEGOTIATION]
ORDINALS = [
    gettext_noop("1st"),
    gettext_noop("2nd"),
    gettext_noop("3rd"),
    gettext_noop("4th"),
    gettext_noop("5th"),
    gettext_noop("6th"),
]
SOON = timedelta(hours=1)
HISTORY = 40
ANSWERS = 20


@dataclass(frozen=True, slots=True)
class TaskRow:
    task: Task

    @property
    def due(self) -> str:
        return times.due(self.task.due_at)

    @property
    def pressure(self) -> str:
        span = self.task.due_at - clock.now()
        return "late" if span < timedelta(0) else "soon" if span < SOON else ""


@dataclass(frozen=True, slots=True)
class Panel:
    conversation: Conversation
    lead: Lead | None
    tasks: list[TaskRow]
    answers: list[Answer]
    history: list[Line]
    facts: list[Fact] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where the lead stands: "3rd of 6 stages, for 4 min"."""
        if self.lead is None:
            return ""
        lasting = times.length(clock.now() - self.lead.stage_since)
        if self.lead.stage not in LADDER:
            return _("%s ago") % lasting
        which = ORDINALS[LADDER.index(Stage(self.lead.stage))]
        return _("%(which)s of 6 stages, for %(lasting)s") % {"which": _(which), "lasting": lasting}

    @property
    def chance(self) -> str:
        score = self.lead.score if self.lead else 0
        if score >= 70:
            return _("likely to book")
        return _("may book") if score >= 40 else _("too early to say")


def panel(conversation: Conversation, lead: Lead | None) -> Panel:
    """`lead`: the newest of the conversation, which the thread shows too."""
    tasks = Task.objects.open().filter(lead=lead).order_by("due_at") if lead else Task.objects.none()
    answers = conversation.answers.exclude(sources=[]).order_by("-pk")[:ANSWERS]
    return Panel(
        conversation,
        lead,
        [TaskRow(task) for task in tasks],
        list(answers),
        history(conversation, lead),
        facts(lead) if lead else [],
    )


def newest_lead(conversation: Conversation) -> Lead | None:
    rows = conversation.leads.filter(merged_into=None).select_related("trip", "owner")
    ended = Q(stage__in=[Stage.WON, Stage.LOST])
    return rows.exclude(ended).first() or rows.order_by("-pk").first()


def history(conversation: Conversation, lead: Lead | None) -> list[Line]:
    mine = Q(conversation_id=conversation.pk) | (Q(lead_id=lead.pk) if lead else Q())
    events = list(Event.objects.filter(mine, type__in=IN_HISTORY).order_by("-id")[:HISTORY])
    tell = teller(events)
    return [tell.line(event) for event in events]
