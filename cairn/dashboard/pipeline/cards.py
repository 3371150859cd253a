"""A lead as a card of four lines. Everything is put in words here; the template only places it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cairn.conversations.models import Channel, Conversation
from cairn.dashboard import times
from cairn.dashboard.bubbles import language
from cairn.dashboard.pipeline.figures import medians
from cairn.dashboard.templatetags.desk import initials, or_type, rupees, tone
from cairn.dashboard.window import CLOSING, Window
from cairn.journal.models import Event
from cairn.leads import when
from cairn.leads.gates import PLANS
from cairn.leads.models import Lead, LeadQuerySet, Stage, Task
from cairn.lib import clock

RECENT = timedelta(days=1)  # an automatic move is told on the card this long; the thread tells it for ever
GLOWS = timedelta(seconds=10)
AUTHORS = {
    "assistant": gettext_noop("Assistant"),
    "rule": gettext_noop("Rule"),
    "staff": gettext_noop("Team"),
    "phone": gettext_noop("Phone"),
}
SHOWN = (
    "stage", "position", "stage_since", "score", "priority", "value", "party_size", "travel_dates", "last_contact_at",
    "newest_message", "trip", "owner",
    "contact__name", "contact__username", "contact__phone",
    "conversation__unread", "conversation__last_words", "conversation__last_author", "conversation__last_type",
    "conversation__last_inbound_at", "conversation__channel",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """An automatic move that can still be taken back."""

    pk: int
    why: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One lead on the board."""

    pk: int
    conversation: int
    stage: str
    place: str
    name: str
    party: int | None
    score: int
    trip: str
    dates: str
    words: str
    lang: str
    said_by: str
    value: str
    owner: str
    owner_initials: str
    owner_tone: int
    due: str
    next: str
    age: str
    pace: str
    unread: bool
    stale: bool
    urgent: bool
    window: Window
    move: Move | None

    @property
    def label(self) -> str:
        """The card in one sentence, for whoever hears it."""
        parts = [
            self.name,
            self.trip or _("no trip yet"),
            _("score %d") % self.score,
            _("%s in this stage") % self.age,
        ]
        return ", ".join([*parts, _("unread")] if self.unread else parts)

    @property
    def lacks(self) -> bool:
        """Whether a proposal would still miss the trip, the dates or the party."""
        return not (self.trip and self.dates and self.party)


def cards(rows: LeadQuerySet, limit: int) -> list[Lead]:
    """The leads of one column in their stored order, with all that a card shows."""
    joined = rows.select_related("contact", "conversation").only(*SHOWN)
    return list(joined.order_by("-position", "-pk")[:limit])


def dressed(leads: list[Lead]) -> dict[int, Card]:
    """Cards by lead. Five queries for all of them: trips, owners and channels are few, so they are not joined."""
    prefetch_related_objects(leads, "trip", "owner", "conversation__channel")
    ids = [lead.pk for lead in leads]
    steps, moves = next_steps(ids), automatic_moves(ids)
    return {lead.pk: card(lead, steps.get(lead.pk), moves.get(lead.pk)) for lead in leads}


def next_steps(leads: list[int]) -> dict[int, tuple[str, datetime]]:
    """The task of each lead that is due first."""
    rows = Task.objects.open().filter(lead__in=leads).order_by("lead", "due_at").distinct("lead")
    return {lead: (title, due) for lead, title, due in rows.values_list("lead", "title", "due_at")}


def automatic_moves(leads: list[int]) -> dict[int, Move]:
    """The newest move of each lead, if a rule made it and nobody has undone it."""
    since = clock.now() - RECENT
    rows = Event.objects.filter(lead_id__in=leads, type="stage_changed", at__gte=since)
    newest = rows.order_by("lead_id", "-pk").distinct("lead_id").only("lead_id", "at", "data")
    return {
        event.lead_id or 0: Move(event.pk, str(event.data.get("reason", "")), event.at > clock.now() - GLOWS)
        for event in newest
        if event.data.get("by") == "rule" and not event.data.get("undone")
    }


def card(lead: Lead, step: tuple[str, datetime] | None, move: Move | None) -> Card:
    talk = lead.conversation
    words = talk.last_words or lead.newest_message
    spent = clock.now() - lead.stage_since
    owner = lead.owner.name if lead.owner else ""
    return Card(
        pk=lead.pk,
        conversation=lead.conversation_id,
        stage=lead.stage,
        place=repr(lead.position),
        name=lead.contact.title,
        party=lead.party_size,
        score=lead.score,
        trip=lead.trip.name if lead.trip else "",
        dates=when.spell(lead.travel_dates),
        words=or_type(words[:160], talk.last_type or "text"),
        lang=language(words[:160]) or "",
        said_by=_(AUTHORS[talk.last_author]) if talk.last_author in AUTHORS else "",
        value=rupees(lead.value),
        owner=owner,
        owner_initials=initials(owner) if owner else "",
        owner_tone=tone(owner) if owner else 0,
        due=times.due(step[1]) if step else "",
        next=step[0] if step else "",
        age=times.length(spent),
        pace=pace(lead.stage, spent),
        unread=bool(talk.unread),
        stale=clock.now() - lead.last_contact_at > PLANS[Stage(lead.stage)].stale,
        urgent=lead.priority == "urgent",
        window=ring(talk),
        move=move,
    )


def ring(talk: Conversation) -> Window:
    """How long free text still goes; cost and refusals are the composer's matter."""
    until = talk.free_text_until
    if talk.channel.kind == Channel.Kind.WEBCHAT:
        return Window("none")
    if until is None or until <= clock.now():
        return Window("closed", until)
    return Window("closing" if until - clock.now() < CLOSING else "open", until)


def pace(stage: str, spent: timedelta) -> str:
    """Amber beyond the usual time of this stage, red beyond twice that."""
    usual = medians()[stage]
    if stage in (Stage.WON, Stage.LOST) or spent <= usual:
        return ""
    return "late" if spent > 2 * usual else "soon"
