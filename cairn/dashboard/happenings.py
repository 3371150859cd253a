"""Events in words: the lines between messages, and the history of a lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cairn.accounts.models import User
from cairn.dashboard import times
from cairn.journal.models import Event
from cairn.leads.models import Stage
from cairn.notifications.news import SOURCES

# What the thread shows between messages. Everything else is told by the message itself or only in the history.
IN_THREAD = (
    "lead_created",
    "stage_changed",
    "assistant_handed_over",
    "assigned",
    "opted_out",
    "opted_in",
    "payment_received",
    "booking_confirmed",
    "merged",
    "snoozed",
    "archived",
    "returned",
)
IN_HISTORY = (
    *IN_THREAD,
    "stage_suggested",
    "task_created",
    "task_done",
    "trip_linked",
    "payment_requested",
    "note_added",
    "notification",
)
ASSISTANT = {
    "on": gettext_noop("switched the assistant on"),
    "paused": gettext_noop("paused the assistant"),
    "off": gettext_noop("switched the assistant off"),
}
CHANGED = gettext_noop("changed the assistant")
REASONS = {
    "unknown": gettext_noop("Assistant unsure"),
    "no_source": gettext_noop("Assistant unsure"),
    "not in our information": gettext_noop("Assistant unsure"),
    "an answer failed its check": gettext_noop("Assistant unsure"),
    "human_request": gettext_noop("Asked for a person"),
    "wants to reach the firm": gettext_noop("Asked for a person"),
    "payment to check": gettext_noop("Payment to check"),
    "cancellation": gettext_noop("Wants to cancel"),
    "booking": gettext_noop("Ready to book"),
    "complaint": gettext_noop("Complaint"),
    "emergency": gettext_noop("Emergency"),
    "help": gettext_noop("Needs help"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: `before`, `bold`, `after`. The mark is a stage's stones or an icon."""

    event: Event
    bold: str = ""
    before: str = ""
    after: str = ""
    stage: str = ""
    icon: str = "info"
    hand: bool = False

    @property
    def act(self) -> str:
        """What a person may still do about it: `undo` an automatic move, `accept` a suggested one, or nothing."""
        data = self.event.data
        if self.event.type == "stage_changed" and data.get("by") == "rule" and not data.get("undone"):
            return "undo"
        suggested = self.event.type == "stage_suggested" and not data.keys() & {"accepted_by", "declined_by"}
        return "accept" if suggested else ""


@dataclass(slots=True)
class Teller:
    """Puts events into words; knows people by their id."""

    names: dict[int, str] = field(default_factory=dict)

    def who(self, event: Event) -> str:
        return self.names.get(event.user_id or 0, _("Somebody") if event.actor == "staff" else "Cairn")

    def line(self, event: Event) -> Line:
        tell = getattr(self, f"tell_{event.type}", None)
        return tell(event, event.data) if tell else Line(event, bold=event.type.replace("_", " ").capitalize())

    def tell_lead_created(self, event: Event, data: dict[str, Any]) -> Line:
        source = str(data.get("source", "whatsapp"))
        return Line(
            event, bold=_("New lead"), after=" " + _("from %s") % _(SOURCES.get(source, source)), stage=Stage.INQUIRY
        )

    def tell_stage_changed(self, event: Event, data: dict[str, Any]) -> Line:
        stage = str(data.get("to", ""))
        by = " " + _("by %s") % self.who(event) if event.user_id else ""
        return Line(
            event, before=_("Moved to") + " ", bold=stage_word(stage), after=f"{by}{reason(data)}.", stage=stage
        )

    def tell_stage_suggested(self, event: Event, data: dict[str, Any]) -> Line:
        stage = str(data.get("to", ""))
        return Line(
            event, before=_("Suggested: move to") + " ", bold=stage_word(stage), after=f"{reason(data)}.", stage=stage
        )

    def tell_assistant_handed_over(self, event: Event, data: dict[str, Any]) -> Line:
        why = in_words(str(data.get("summary") or data.get("reason") or "it did not know the answer"))
        return Line(event, bold=_("Waiting for you:"), after=f" {_(why)}", icon="hand", hand=True)

    def tell_notification(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold=_("Needs a person:"), after=f" {data.get('why', '')}", icon="hand")

    def tell_assigned(self, event: Event, data: dict[str, Any]) -> Line:
        if "assistant" in data:
            return Line(
                event,
                bold=self.who(event),
                after=" " + _(ASSISTANT.get(str(data["assistant"]), CHANGED)),
                icon="assistant",
            )
        to, by = as_id(data.get("to")), self.who(event)
        if not to:
            return Line(event, bold=by, after=" " + _("made this nobody's") + taken_back(data), icon="user")
        if event.user_id and event.user_id != to:
            return Line(
                event, bold=self.names.get(to, _("Somebody")), after=" " + _("got this from %s") % by, icon="user"
            )
        return Line(event, bold=self.names.get(to, by), after=" " + _("took over"), icon="user")

    def tell_snoozed(self, event: Event, data: dict[str, Any]) -> Line:
        until = parse_datetime(str(data.get("until", "")))
        back = _("snoozed this until %s") % times.moment(until) if until else _("snoozed this")
        return Line(event, bold=self.who(event), after=f" {back}{taken_back(data)}", icon="moon")

    def tell_archived(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold=self.who(event), after=" " + _("closed this") + taken_back(data), icon="check")

    def tell_returned(self, event: Event, data: dict[str, Any]) -> Line:
        if data.get("why") == "time":
            return Line(event, bold=_("Back from snooze:"), after=" " + _("its time came"), icon="clock")
        return Line(event, bold=self.who(event), after=" " + _("brought this back"), icon="undo")

    def tell_opted_out(self, event: Event, data: dict[str, Any]) -> Line:
        what = _("No more promotions:") if data.get("category") else _("No more messages:")
        return Line(event, bold=what, after=" " + _("the customer asked for none"), icon="slash")

    def tell_opted_in(self, event: Event, data: dict[str, Any]) -> Line:
        words = _("Promotions are welcome again") if data.get("category") else _("Messages are welcome again")
        return Line(event, bold=words, icon="check")

    def tell_task_created(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold=_("Task:"), after=f" {data.get('title', '')}", icon="today")

    def tell_task_done(self, event: Event, data: dict[str, Any]) -> Line:
        word = {"snoozed": _("Put off:"), "cancelled": _("Not needed:")}.get(str(data.get("status")), _("Done:"))
        return Line(event, bold=word, after=f" {data.get('title', '')}", icon="check")

    def tell_lead_updated(self, event: Event, data: dict[str, Any]) -> Line:
        """Which fields changed, and to what where one line can say it."""
        changed = data.get("changed") or {}
        parts = [
            f"{str(name).replace('_', ' ')} is now {said(name, pair[1])}" for name, pair in changed.items() if pair[1]
        ]
        why = f", because {data['reason']}" if data.get("reason") else ""
        words = f": {', '.join(parts)[:200]}{why}" if parts else " " + _("changed the facts")
        return Line(event, bold=self.who(event), after=words, icon="edit")

    def tell_note_added(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold=self.who(event), after=" " + _("left a note"), icon="note")

    def tell_trip_linked(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold=_("Trip:"), after=f" {data.get('name') or data.get('trip', '')}", icon="trips")

    def tell_merged(self, event: Event, data: dict[str, Any]) -> Line:
        undone = bool(data.get("undone"))
        bold = (
            _("Two conversations of this person were taken apart again")
            if undone
            else _("Two conversations of this person were joined")
        )
        by = ", " + _("by %s") % self.who(event) if event.user_id else ""
        return Line(event, bold=bold, after=f"{by}{reason(data)}", icon="users")


def teller(events: Iterable[Event]) -> Teller:
    """One that knows everybody these events name, by one query."""
    ids = {event.user_id for event in events if event.user_id} | {
        as_id(event.data.get("to")) for event in events if event.type == "assigned"
    }
    return Teller({person.pk: person.name for person in User.objects.filter(pk__in=ids).only("name")})


def taken_back(data: dict[str, Any]) -> str:
    return ", " + _("then took that back") if data.get("undone") else ""


def in_words(why: str) -> str:
    """A reason as people say it; rules and the assistant may give only its short name."""
    return REASONS.get(why) or (why if " " in why else why.replace("_", " ").capitalize())


def as_id(value: object) -> int:
    return value if isinstance(value, int) else 0


def stage_word(stage: str) -> str:
    return str(Stage(stage).label) if stage in Stage.values else stage


def reason(data: dict[str, Any]) -> str:
    why = str(data.get("reason") or data.get("why") or "").rstrip(".")
    return f", {why if why.startswith('because') else f'because {why}'}" if why else ""


def said(name: str, value: object) -> str:
    """A changed value as people say it: money is kept in paise, tags are a list."""
    if name == "budget" and isinstance(value, int):
        return f"₹{value // 100:,}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
