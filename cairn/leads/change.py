"""Changing what is known of a lead: the rows, the score that follows, and one Event that says what was and what is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cairn.accounts.models import User
from cairn.conversations.models import Contact
from cairn.journal.record import record, together
from cairn.leads import assign, scoring, worth
from cairn.leads.models import Lead

FIELDS = ("name", "trip", "party_size", "budget", "travel_dates", "source", "priority", "owner", "tags", "extra")
SCORED = {"trip", "party_size", "budget", "travel_dates", "source"}


def change(
    lead: Lead, changes: Mapping[str, Any], *, user: User | None = None, actor: str = "staff"
) -> dict[str, list[Any]]:
    """Write what differs, in one transaction, and return it as {field: [before, after]}. The same again does nothing.

    `changes` are named as in FIELDS; `name` is the contact's, `trip` and `owner` are rows or None, `extra` holds only
    the fields of the firm that change.
    """
    with transaction.atomic(), together():
        rows = Lead.objects.select_for_update(of=("self",)).select_related("contact", "trip", "owner")
        row = rows.get(pk=lead.pk)
        news = {name: value for name, value in full(row, changes).items() if value != current(row, name)}
        if not news:
            return {}
        changed = {name: [plain(current(row, name)), plain(value)] for name, value in news.items()}
        write(row, news, user, actor)
        tell(row, changed, news, user=user, actor=actor)
    return changed


def full(lead: Lead, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the firm's own join those that are there; one without a value is taken away."""
    if "extra" not in changes:
        return dict(changes)
    extra = {key: value for key, value in (lead.extra | changes["extra"]).items() if value not in (None, "")}
    return {**changes, "extra": extra}


def current(lead: Lead, name: str) -> Any:
    return lead.contact.name if name == "name" else getattr(lead, name)


def plain(value: Any) -> Any:
    """A value as the Event keeps it: rows by their names, for people to read years later."""
    return value.name if hasattr(value, "pk") else value


def write(lead: Lead, news: dict[str, Any], user: User | None, actor: str) -> None:
    fields = {name: value for name, value in news.items() if name not in ("name", "owner")}
    if "name" in news:
        Contact.objects.filter(pk=lead.contact_id).update(name=news["name"])
    if "priority" in news:
        fields["scored_priority"] = ""  # a person chose it: the score may raise it, never lower it
    if news.keys() & {"trip", "party_size"}:
        trip, party = news.get("trip", lead.trip), news.get("party_size", lead.party_size)
        fields["value"] = worth.value(trip.pk if trip else None, party)
    if fields:
        Lead.objects.filter(pk=lead.pk).update(**fields)
    if news.keys() & SCORED:
        scoring.again(lead.pk)
    if "owner" in news:
        assign.give([lead.pk], to=news["owner"], user=user, actor=actor)


def tell(lead: Lead, changed: dict[str, list[Any]], news: dict[str, Any], *, user: User | None, actor: str) -> None:
    about: dict[str, Any] = {"lead_id": lead.pk, "conversation_id": lead.conversation_id, "actor": actor}
    about["user_id"] = user.pk if user else None
    if told := {name: pair for name, pair in changed.items() if name != "owner"}:
        record("lead_updated", fields=sorted(changed), changed=told, **about)
    if trip := news.get("trip"):
        record("trip_linked", trip=trip.pk, name=trip.name, **about)
