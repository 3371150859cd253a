"""The fields of a lead as forms that save themselves: for the lead's page and for the panel beside a thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cairn.accounts.models import User
from cairn.catalog.models import Trip
from cairn.dashboard import sources
from cairn.leads import fields, when
from cairn.leads.edit import OWN
from cairn.leads.models import CustomField, Lead, Priority


@dataclass(frozen=True, slots=True)
class Fact:
    """One field: `options` are (value, word) pairs of a choice, `hint` what an empty one shows."""

    name: str
    label: str
    value: str
    options: list[tuple[str, str]] = field(default_factory=list)
    kind: str = "text"
    hint: str = ""

    @property
    def shown(self) -> str:
        """What whoever may not change it reads."""
        return dict(self.options).get(self.value, self.value) or self.hint


def facts(lead: Lead) -> list[Fact]:
    """Three queries, for whatever lead."""
    team = User.objects.filter(is_active=True).exclude(role="viewer").order_by("name")[:100]
    trips = list(Trip.objects.only("name", "active").order_by("name")[:300])
    known = [(str(trip.pk), trip.name) for trip in trips if trip.active or trip.pk == lead.trip_id]
    return [
        Fact("trip", _("Trip"), str(lead.trip_id or ""), known, hint=_("not chosen yet")),
        Fact("travel_dates", _("Dates"), when.spell(lead.travel_dates), hint=_("not known yet")),
        Fact("party_size", _("Party"), str(lead.party_size or ""), kind="number", hint=_("not known yet")),
        Fact("budget", _("Budget"), rupees(lead.budget), hint=_("not known yet")),
        Fact("source", _("Source"), lead.source, sources.choices(lead.source)),
        Fact(
            "owner",
            _("Owner"),
            str(lead.owner_id or ""),
            [(str(one.pk), one.name) for one in team],
            hint=answering(lead.conversation.owner),
        ),
        Fact("priority", _("Priority"), lead.priority, [(one.value, str(one.label)) for one in Priority], hint=""),
        Fact("tags", _("Tags"), ", ".join(lead.tags), kind="tags", hint=_("none")),
        *(own(one, lead.extra.get(one.key)) for one in fields.current()),
    ]


def answering(person: User | None) -> str:
    """Nobody was given the lead; whoever took the conversation over is who answers."""
    return _("nobody yet, %s answers") % person.name if person else _("nobody yet")


def own(one: CustomField, value: object) -> Fact:
    text = {True: "yes", False: "no", None: ""}.get(value, str(value)) if not isinstance(value, str) else value  # type: ignore[call-overload]
    options = [(word, word) for word in one.choices] if one.kind == CustomField.Kind.CHOICE else []
    if one.kind == CustomField.Kind.YES_NO:
        options = [("yes", _("Yes")), ("no", _("No"))]
    kind = {"number": "number", "date": "date"}.get(one.kind, "text")
    return Fact(f"{OWN}{one.key}", one.label, str(text), options, kind=kind, hint=_("not set"))


def rupees(paise: int | None) -> str:
    return "" if paise is None else str(paise // 100)
