"""The table of transitions: what each does, how it is set, what it did lately."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cairn.accounts.models import User
from cairn.automation.modes import SPEAK, stored
from cairn.automation.transitions import TABLE, Mode, Transition
from cairn.conversations import inbox as conversations
from cairn.conversations.models import Message
from cairn.dashboard.automation import words
from cairn.dashboard.automation.counts import DAYS, Count, counts, total
from cairn.dashboard.desk import DeskRequest, desk
from cairn.dashboard.happenings import stage_word
from cairn.journal.models import Event
from cairn.leads.models import Lead

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Row:
    rule: Transition
    mode: str
    count: Count
    then: str

    @property
    def when(self) -> str:
        return str(words.WHEN[self.rule.trigger])

    @property
    def any(self) -> bool:
        return words.any_stage(self.rule)

    @property
    def title(self) -> str:
        start = _("Any open stage") if self.any else ", ".join(str(stage.label) for stage in self.rule.sources)
        return f"{start} to {self.rule.to.label}"


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of what the rules did: a move or a suggestion, with the words that caused it."""

    event: Event
    lead: Lead
    words: str
    by: str

    @property
    def stage(self) -> str:
        return stage_word(self.event.data.get("to", ""))

    @property
    def asks(self) -> bool:
        data = self.event.data
        answered = data.get("accepted_by") or data.get("declined_by") or self.lead.stage != data.get("from")
        return self.event.type == "stage_suggested" and not answered

    @property
    def sure(self) -> str:
        share = round(float(self.event.data.get("confidence") or 1) * 100)
        return "certain" if share >= 100 else f"{share}% sure"

    @property
    def fate(self) -> str:
        data = self.event.data
        known = (("undone", "undone"), ("accepted_by", "taken up"), ("declined_by", "not now"))
        word = next((word for name, word in known if data.get(name)), "")
        return f"{word} by {self.by}" if word and self.by else word


@require_safe
@desk
def moves(request: DeskRequest) -> HttpResponse:
    return render(request, "dashboard/automation/moves.html", context(request) | {"deeds": deeds(request.user)})


@require_safe
@desk
def moves_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, "dashboard/automation/moves.html#moves", context(request))


@require_safe
@desk
def did_fragment(request: DeskRequest) -> HttpResponse:
    return render(request, "dashboard/automation/moves.html#did", {"deeds": deeds(request.user)})


def context(request: DeskRequest) -> dict[str, object]:
    chosen, found, names = stored(), counts(), words.sequence_names()
    rows = [
        Row(rule, chosen.get(rule.rule, rule.mode).value, found.get(rule.rule, Count()), words.then(rule, names))
        for rule in TABLE
    ]
    return {
        "rows": rows,
        "sum": total(found),
        "days": DAYS,
        "speaks": chosen.get(SPEAK) is Mode.DO,
        "here": "automation",
        "part": "moves",
        "counts": conversations.counts(request.user),
    }


def deeds(user: User) -> list[Deed]:
    """The newest moves and suggestions of rules, with their leads and messages: four queries."""
    rows = Event.objects.filter(type__in=["stage_changed", "stage_suggested"], actor="rule").order_by("-at")
    events = list(rows[:SHOWN])
    ids = {event.lead_id for event in events if event.lead_id}
    leads = {lead.pk: lead for lead in Lead.objects.visible_to(user).filter(pk__in=ids).select_related("contact")}
    said = dict(
        Message.objects.filter(pk__in={event.message_id for event in events if event.message_id}).values_list(
            "pk", "text"
        )
    )
    people = dict(User.objects.filter(pk__in={by(event) for event in events}).values_list("pk", "name"))
    return [
        Deed(event, leads[event.lead_id], said.get(event.message_id or 0, ""), people.get(by(event), ""))
        for event in events
        if event.lead_id in leads
    ]


def by(event: Event) -> int:
    data = event.data
    found = data.get("undone_by") or data.get("accepted_by") or data.get("declined_by")
    return found if isinstance(found, int) else 0
