"""What an Event means to the people of the firm: its kind, in words, how urgent, and who should hear of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cairn.accounts.models import Role, User
from cairn.automation.transitions import HOT
from cairn.journal.models import Event
from cairn.leads.models import Stage


class Kind(StrEnum):
    HOT_LEAD = "hot_lead"
    HANDOVER = "handover"
    NEW_LEAD = "new_lead"
    DELIVERY_FAILED = "delivery_failed"
    OVERDUE = "overdue"
    PAYMENT = "payment"
    ASSIGNED = "assigned_to_me"
    OTHER = "other"
    SYSTEM = "system"


class Audience(StrEnum):
    ALL = "all"
    OWNER = "owner"
    MANAGERS = "managers"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class About:
    """Whom the Event is about: the customer's name, the trip, whose lead it is."""

    name: str = ""
    trip: str = ""
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news. `one` is the only person who hears it when the audience is one."""

    kind: Kind
    title: str
    detail: str
    audience: Audience = Audience.ALL
    urgent: bool = False
    one: int | None = None
    owner: int | None = None

    def heard_by(self, person: User) -> bool:
        """An owner's news is everybody's while nobody owns the lead; owners and managers of the firm hear of all."""
        if self.audience is Audience.ONE:
            return person.pk == self.one
        leads = person.role in (Role.OWNER, Role.MANAGER)
        if self.audience is Audience.MANAGERS:
            return leads
        return self.audience is Audience.ALL or self.owner in (None, person.pk) or leads


# An icon and its colour: red is broken, green is money, amber waits for a person, tarn is a sale.
LOOKS: dict[Kind, tuple[str, str]] = {
    Kind.HOT_LEAD: ("bolt", "accent"),
    Kind.HANDOVER: ("hand", "amber"),
    Kind.NEW_LEAD: ("user", ""),
    Kind.DELIVERY_FAILED: ("alert", "red"),
    Kind.OVERDUE: ("clock", "red"),
    Kind.PAYMENT: ("rupee", "green"),
    Kind.ASSIGNED: ("assign", ""),
    Kind.OTHER: ("info", ""),
    Kind.SYSTEM: ("plug", "amber"),
}
SOURCES = {
    "whatsapp": "WhatsApp",
    "website": gettext_noop("the website"),
    "phone": gettext_noop("the phone"),
    "call": gettext_noop("a call"),
    "ad": gettext_noop("an advertisement"),
}


def tell(event: Event, about: About) -> News | None:
    """The news in this Event, or None when there is none or another Event tells it."""
    teller = TELLERS.get(event.type)
    return teller(event, event.data, about) if teller else None


def of_lead(event: Event, data: dict[str, Any], about: About) -> News:
    source = str(data.get("source", "whatsapp"))
    return News(Kind.NEW_LEAD, _("New lead from %s") % _(SOURCES.get(source, source)), who(about))


def of_failure(event: Event, data: dict[str, Any], about: About) -> News:
    why = str(data.get("title") or data.get("why") or "")
    return owned(Kind.DELIVERY_FAILED, _("Not delivered"), ": ".join(filter(None, [who(about), why])), about)


def of_payment(event: Event, data: dict[str, Any], about: About) -> News:
    title = _("Payment received") if event.type == "payment_received" else _("Booking confirmed")
    return News(Kind.PAYMENT, title, who(about))


def of_suggestion(event: Event, data: dict[str, Any], about: About) -> News:
    to = str(data.get("to", ""))
    stage = Stage(to).label if to in Stage.values else to
    return owned(Kind.OTHER, _("Suggested: move to") + f" {stage}", who(about), about)


def of_assignment(event: Event, data: dict[str, Any], about: About) -> News | None:
    """Whoever took a lead for themselves knows it."""
    to = data.get("to")
    if not isinstance(to, int) or to == event.user_id:
        return None
    return News(Kind.ASSIGNED, _("Given to you"), who(about), Audience.ONE, one=to)


def of_notification(event: Event, data: dict[str, Any], about: About) -> News | None:
    why, kind = str(data.get("why", "")), str(data.get("kind", ""))
    if kind == "mention":
        return mentioned(str(data.get("words", "")), data.get("to"), about)
    if kind == Kind.OVERDUE:
        return overdue(why, data.get("to"), about)
    if why == HOT:
        return News(Kind.HOT_LEAD, _(HOT), who(about), urgent=True)
    if data.get("rule") in ("payment_received", "booking_confirmed"):
        return None  # told by the payment or the booking itself
    if event.conversation_id is None and event.lead_id is None:
        return News(Kind.SYSTEM, why or _("Cairn needs a look"), str(data.get("detail", "")), Audience.MANAGERS)
    if event.actor == "system":
        return of_call(why, about)
    urgent = bool(data.get("urgent"))
    return News(Kind.OTHER, why or _("News"), who(about), Audience.OWNER, urgent=urgent, owner=about.owner)


def mentioned(words: str, to: object, about: About) -> News | None:
    """A colleague named this person in a note."""
    detail = ": ".join(filter(None, [who(about), words]))
    return (
        News(Kind.ASSIGNED, _("You are named in a note"), detail, Audience.ONE, one=to) if isinstance(to, int) else None
    )


def overdue(why: str, to: object, about: About) -> News:
    """The assignee hears of it, or whoever owns the lead."""
    detail = who(about)
    if isinstance(to, int):
        return News(Kind.OVERDUE, why or _("Overdue"), detail, Audience.ONE, one=to)
    return owned(Kind.OVERDUE, why or _("Overdue"), detail, about)


def of_call(why: str, about: About) -> News | None:
    """Somebody of the firm was called to a conversation. A message that failed is told by its own Event."""
    if why == "Not delivered":
        return None
    if why == "Maybe not delivered":
        return owned(Kind.DELIVERY_FAILED, _("Maybe not delivered"), who(about), about)
    reason = why if " " in why else why.replace("_", " ")
    detail = ": ".join(filter(None, [who(about), reason[:1].lower() + reason[1:]]))
    if why == "emergency":
        # Rings everybody at once, whoever owns the lead.
        return News(Kind.HANDOVER, _("Emergency: a customer waits for a person"), detail, urgent=True)
    return owned(Kind.HANDOVER, _("A customer waits for a person"), detail, about, urgent=why == "complaint")


def owned(kind: Kind, title: str, detail: str, about: About, *, urgent: bool = False) -> News:
    return News(kind, title, detail, Audience.OWNER, urgent=urgent, owner=about.owner)


def who(about: About) -> str:
    """Customer and trip, as far as they are known."""
    return ", ".join(part for part in (about.name, about.trip) if part)


TELLERS: dict[str, Callable[[Event, dict[str, Any], About], News | None]] = {
    "lead_created": of_lead,
    "delivery_failed": of_failure,
    "payment_received": of_payment,
    "booking_confirmed": of_payment,
    "stage_suggested": of_suggestion,
    "assigned": of_assignment,
    "notification": of_notification,
}
