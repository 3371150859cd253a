"""The board's columns: head, suggested moves, cards."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cairn.accounts.models import User
from cairn.dashboard.happenings import reason
from cairn.dashboard.pipeline.cards import Card, cards, dressed
from cairn.dashboard.pipeline.figures import Figures, medians
from cairn.dashboard.pipeline.filters import Filter, board
from cairn.journal.models import Event
from cairn.leads.gates import OPEN, PLANS, Plan
from cairn.leads.models import Lead, Stage

PAGE = 50
MOST = 500


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule would move this lead here."""

    pk: int
    lead: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Column:
    """One stage. `shut` columns, won and lost, show no cards until they are opened."""

    stage: Stage
    figures: Figures
    wanted: Filter
    shut: bool = False
    show: int = PAGE
    cards: list[Card] = field(default_factory=list)
    more: bool = False
    suggestions: list[Suggestion] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        return PLANS[self.stage]

    @property
    def median(self) -> str:
        """In the unit that says most: minutes, hours, or days with one place."""
        hours = medians()[self.stage].total_seconds() / 3600
        if hours < 1:
            return _("%d min") % round(hours * 60)
        return _("%s h") % f"{hours:.0f}" if hours < 36 else _("%s d") % f"{hours / 24:.1f}".removesuffix(".0")

    @property
    def closed(self) -> bool:
        return self.stage not in OPEN

    @property
    def next_show(self) -> int:
        return min(MOST, self.show + PAGE)


def columns(
    user: User, wanted: Filter, numbers: dict[Stage, Figures], *, opened: frozenset[str], show: int
) -> list[Column]:
    """The columns that `numbers` names. The queries are one a column and three for all of them."""
    rows = board(user, wanted)
    shut = {stage for stage in numbers if stage not in OPEN and stage.value not in opened}
    leads = {stage: cards(rows.filter(stage=stage), show + 1) for stage in numbers if stage not in shut}
    known = dressed([lead for found in leads.values() for lead in found[:show]])
    wished = suggestions(user, wanted)
    return [
        Column(
            stage,
            number,
            wanted,
            shut=stage in shut,
            show=show,
            cards=[known[lead.pk] for lead in leads.get(stage, [])[:show]],
            more=len(leads.get(stage, [])) > show,
            suggestions=wished.get(stage, []),
        )
        for stage, number in numbers.items()
    ]


def suggestions(user: User, wanted: Filter) -> dict[Stage, list[Suggestion]]:
    """What rules suggest and nobody has decided, by the column it leads to. The newest fifty."""
    rows = Event.objects.filter(type="stage_suggested").exclude(data__has_any_keys=["accepted_by", "declined_by"])
    events = {event.lead_id or 0: event for event in reversed(rows.order_by("-at")[:50])}
    leads = board(user, wanted).filter(pk__in=events) if events else Lead.objects.none()
    found: dict[Stage, list[Suggestion]] = {}
    for lead in leads.select_related("contact").only("stage", "contact__name", "contact__username", "contact__phone"):
        event = events[lead.pk]
        if lead.stage == event.data.get("from"):
            why = reason(event.data).removeprefix(", because ")
            made = Suggestion(event.pk, lead.pk, lead.contact.title, why[:1].upper() + why[1:])
            found.setdefault(Stage(event.data["to"]), []).append(made)
    return found
