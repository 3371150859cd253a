"""Leads as a CSV file that a spreadsheet opens without harm: streamed, however many they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cairn.accounts.models import Firm, User
from cairn.journal.record import record
from cairn.leads import fields
from cairn.leads.imports.reading import harmless
from cairn.leads.models import CustomField, Lead, LeadQuerySet

PIECE = 500
HEADER = (
    "Id", "Name", "Phone", "Username", "Stage", "Priority", "Score", "Trip", "Dates", "Party", "Budget", "Value",
    "Source", "Owner", "Tags", "Opted out", "Created", "Last contact", "First message",
)  # fmt: skip


def told(user: User, *, number: int, query: str) -> None:
    """That somebody took so many leads out, and which."""
    record("lead_updated", actor="staff", user_id=user.pk, exported=number, query=query[:300])


def lines(rows: LeadQuerySet) -> Iterator[bytes]:
    """The file piece by piece, beginning with the mark that tells spreadsheets that it is UTF-8."""
    own, zone = fields.current(), Firm.current().zone
    yield "\ufeff".encode() + written([[*HEADER, *(one.label for one in own)]])
    joined, before = rows.select_related("contact", "trip", "owner").order_by("-pk"), None
    while found := list((joined.filter(pk__lt=before) if before else joined)[:PIECE]):
        yield written([row(lead, own, zone) for lead in found])
        before = found[-1].pk


def written(rows: list[list[Any]]) -> bytes:
    into = io.StringIO()
    csv.writer(into).writerows([[harmless("" if cell is None else str(cell)) for cell in row] for row in rows])
    return into.getvalue().encode(errors="replace")


def row(lead: Lead, own: list[CustomField], zone: Any) -> list[Any]:
    return [
        lead.pk, lead.contact.name, lead.contact.phone, lead.contact.username, lead.get_stage_display(), lead.priority,
        lead.score, lead.trip.name if lead.trip else "", lead.travel_dates, lead.party_size, rupees(lead.budget),
        rupees(lead.value), lead.source, lead.owner.name if lead.owner else "", ", ".join(lead.tags),
        "yes" if lead.contact.opted_out_at else "", at(lead.created_at, zone), at(lead.last_contact_at, zone),
        lead.first_message, *(lead.extra.get(one.key) for one in own),
    ]  # fmt: skip


def rupees(paise: int | None) -> str:
    return "" if paise is None else f"{paise / 100:.2f}".removesuffix(".00")


def at(moment: datetime, zone: Any) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
