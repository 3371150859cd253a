"""Changing a lead's fields, and who in the firm something is given to."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cairn.accounts.models import User
from cairn.api.inputs import BIGINT
from cairn.api.problems import invalid
from cairn.catalog.models import Trip
from cairn.conversations.models import Contact
from cairn.journal.record import record, together
from cairn.leads.models import Lead

ACTOR = "api"
# Whoever holds the token. Never saved: it may do what a member of the team may, and leaves no person's name behind.
CALLER = User(name="API", email="api")


def update_lead(lead: Lead, changes: dict[str, Any]) -> None:
    """Write what differs, with its Events, in one transaction. `name` is the contact's."""
    news = {name: value for name, value in changes.items() if value != current(lead, name)}
    fields = {name: value for name, value in news.items() if name != "name"}
    with transaction.atomic(), together():
        if "name" in news:
            Contact.objects.filter(pk=lead.contact_id).update(name=news["name"])
        if fields:
            Lead.objects.filter(pk=lead.pk).update(**fields)
        if news:
            tell(lead, news)


def current(lead: Lead, name: str) -> Any:
    return lead.contact.name if name == "name" else getattr(lead, name)


def tell(lead: Lead, news: dict[str, Any]) -> None:
    about: dict[str, Any] = {"lead_id": lead.pk, "conversation_id": lead.conversation_id}
    record("lead_updated", actor=ACTOR, fields=sorted(news), **about)
    if owner := news.get("owner"):
        record("assigned", actor=ACTOR, to=owner.pk, **about)
    if trip := news.get("trip"):
        record("trip_linked", actor=ACTOR, trip=trip.pk, name=trip.name, **about)


def person(given: str | int | None, field: str) -> User | None:
    """A member of the team by e-mail or id; None for nobody."""
    if given is None:
        return None
    written = str(given)
    by_id = written.isdecimal() and len(written) < 19
    known = {"pk": int(written)} if by_id else {"email__iexact": written}
    user = User.objects.filter(is_active=True, **known).first()
    if user is None:
        raise invalid(field, "Nobody of the team has this e-mail or id.")
    return user


def trip(pk: int | None, field: str = "trip") -> Trip | None:
    if pk is None:
        return None
    found = Trip.objects.filter(pk=pk).first() if 0 < pk <= BIGINT else None
    if found is None:
        raise invalid(field, "There is no trip with this id.")
    return found
