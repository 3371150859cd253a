"""Events in words: the lines between messages, and the history of a lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_datetime

from cairn.accounts.models import User
from cairn.dashboard import times
from cairn.journal.models import Event
from cairn.leads.models import Stage

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
SOURCES = {
    "whatsapp": "WhatsApp",
    "webchat": "the website",
    "phone": "the phone",
    "call": "a call",
    "ad": "an advertisement",
}
ASSISTANT = {"on": "switched the assistant on", "paused": "paused the assistant", "off": "switched the assistant off"}
REASONS = {
    "unknown": "Assistant unsure",
    "no_source": "Assistant unsure",
    "not in our information": "Assistant unsure",
    "an answer failed its check": "Assistant unsure",
    "human_request": "Asked for a person",
    "wants to reach the firm": "Asked for a person",
    "payment to check": "Payment to check",
    "cancellation": "Wants to cancel",
    "booking": "Ready to book",
    "complaint": "Complaint",
    "emergency": "Emergency",
    "help": "Needs help",
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
        return self.names.get(event.user_id or 0, "Somebody" if event.actor == "staff" else "Cairn")

    def line(self, event: Event) -> Line:
        tell = getattr(self, f"tell_{event.type}", None)
        return tell(event, event.data) if tell else Line(event, bold=event.type.replace("_", " ").capitalize())

    def tell_lead_created(self, event: Event, data: dict[str, Any]) -> Line:
        source = str(data.get("source", "whatsapp"))
        return Line(event, bold="New lead", after=f" from {SOURCES.get(source, source)}", stage=Stage.INQUIRY)

    def tell_stage_changed(self, event: Event, data: dict[str, Any]) -> Line:
        stage = str(data.get("to", ""))
        by = f" by {self.who(event)}" if event.user_id else ""
        return Line(event, before="Moved to ", bold=stage_word(stage), after=f"{by}{reason(data)}.", stage=stage)

    def tell_stage_suggested(self, event: Event, data: dict[str, Any]) -> Line:
        stage = str(data.get("to", ""))
        return Line(event, before="Suggested: move to ", bold=stage_word(stage), after=f"{reason(data)}.", stage=stage)

    def tell_assistant_handed_over(self, event: Event, data: dict[str, Any]) -> Line:
        why = in_words(str(data.get("summary") or data.get("reason") or "it did not know the answer"))
        return Line(event, bold="Waiting for you:", after=f" {why}", icon="hand", hand=True)

    def tell_notification(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold="Needs a person:", after=f" {data.get('why', '')}", icon="hand")

    def tell_assigned(self, event: Event, data: dict[str, Any]) -> Line:
        if "assistant" in data:
            return Line(
                event,
                bold=self.who(event),
                after=f" {ASSISTANT.get(str(data['assistant']), 'changed the assistant')}",
                icon="assistant",
            )
        to, by = as_id(data.get("to")), self.who(event)
        if not to:
            return Line(event, bold=by, after=f" made this nobody's{taken_back(data)}", icon="user")
        if event.user_id and event.user_id != to:
            return Line(event, bold=self.names.get(to, "Somebody"), after=f" got this from {by}", icon="user")
        return Line(event, bold=self.names.get(to, by), after=" took over", icon="user")

    def tell_snoozed(self, event: Event, data: dict[str, Any]) -> Line:
        until = parse_datetime(str(data.get("until", "")))
        back = f" snoozed this until {times.moment(until)}" if until else " snoozed this"
        return Line(event, bold=self.who(event), after=f"{back}{taken_back(data)}", icon="moon")

    def tell_archived(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold=self.who(event), after=f" closed this{taken_back(data)}", icon="check")

    def tell_returned(self, event: Event, data: dict[str, Any]) -> Line:
        if data.get("why") == "time":
            return Line(event, bold="Back from snooze:", after=" its time came", icon="clock")
        return Line(event, bold=self.who(event), after=" brought this back", icon="undo")

    def tell_opted_out(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold="No more messages:", after=" the customer asked for none", icon="slash")

    def tell_opted_in(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold="Messages are welcome again", icon="check")

    def tell_task_created(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold="Task:", after=f" {data.get('title', '')}", icon="today")

    def tell_task_done(self, event: Event, data: dict[str, Any]) -> Line:
        word = {"done": "Done:", "snoozed": "Put off:", "cancelled": "Not needed:"}.get(
            str(data.get("status", "done")), "Done:"
        )
        return Line(event, bold=word, after=f" {data.get('title', '')}", icon="check")

    def tell_lead_updated(self, event: Event, data: dict[str, Any]) -> Line:
        """Which fields changed, and to what where one line can say it."""
        changed = data.get("changed") or {}
        parts = [
            f"{str(name).replace('_', ' ')} is now {said(name, pair[1])}" for name, pair in changed.items() if pair[1]
        ]
        why = f", because {data['reason']}" if data.get("reason") else ""
        words = f": {', '.join(parts)[:200]}{why}" if parts else " changed the facts"
        return Line(event, bold=self.who(event), after=words, icon="edit")

    def tell_note_added(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold=self.who(event), after=" left a note", icon="note")

    def tell_trip_linked(self, event: Event, data: dict[str, Any]) -> Line:
        return Line(event, bold="Trip:", after=f" {data.get('name') or data.get('trip', '')}", icon="trips")

    def tell_merged(self, event: Event, data: dict[str, Any]) -> Line:
        word = "taken apart again" if data.get("undone") else "joined"
        by = f", by {self.who(event)}" if event.user_id else ""
        return Line(
            event, bold=f"Two conversations of this person were {word}", after=f"{by}{reason(data)}", icon="users"
        )


def teller(events: Iterable[Event]) -> Teller:
    """One that knows everybody these events name, by one query."""
    ids = {event.user_id for event in events if event.user_id} | {
        as_id(event.data.get("to")) for event in events if event.type == "assigned"
    }
    return Teller({person.pk: person.name for person in User.objects.filter(pk__in=ids).only("name")})


def taken_back(data: dict[str, Any]) -> str:
    return ", then took that back" if data.get("undone") else ""


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
