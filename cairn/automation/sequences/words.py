"""The variables of a text, `{name}` and the like, filled in from the lead. What is not known has a plain word instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from cairn.accounts.models import Firm
from cairn.leads.models import Lead
from cairn.lib import money

VARIABLE = re.compile(r"\{(\w*)\}")


def rupees(paise: int | None) -> str:
    """12000000 paise is ₹1,20,000: groups of two before the last three digits."""
    if not paise:
        return ""
    return money.rupees(paise)


Known = Callable[[Lead, Firm, date | None], str]

VARIABLES: dict[str, tuple[str, Known]] = {
    "name": ("the customer's first name", lambda lead, firm, start: lead.contact.title.split()[0]),
    "trip": ("the trip", lambda lead, firm, start: lead.trip.name if lead.trip else "your trip"),
    "date": ("the departure", lambda lead, firm, start: f"{start.day} {start:%B}" if start else "the start"),
    "meeting": ("where it begins", lambda lead, firm, start: meeting(lead)),
    "price": ("the price", lambda lead, firm, start: rupees(lead.trip.price if lead.trip else None) or "the price"),
    "advance": (
        "the advance",
        lambda lead, firm, start: rupees(lead.trip.advance if lead.trip else None) or "the advance",
    ),
    "balance": ("the rest", lambda lead, firm, start: balance(lead)),
    "upi": ("the firm's UPI id", lambda lead, firm, start: firm.upi_id or "our UPI id"),
    "firm": ("the firm's name", lambda lead, firm, start: firm.name),
    "phone": ("the firm's number", lambda lead, firm, start: firm.phone or "this number"),
}


def balance(lead: Lead) -> str:
    trip = lead.trip
    return rupees(trip.price - trip.advance) if trip and trip.advance and trip.price > trip.advance else "the rest"


def meeting(lead: Lead) -> str:
    return (lead.trip.meeting_point if lead.trip else "") or "as we told you"


def unknown(text: str) -> list[str]:
    """Variables in the text that there are not: they are refused when it is written."""
    return [name for name in VARIABLE.findall(text) if name not in VARIABLES]


def fill(text: str, lead: Lead, firm: Firm, start: date | None = None) -> str:
    """The text for this lead. Only names are looked up, nothing in the text is evaluated."""

    def value(found: re.Match[str]) -> str:
        known = VARIABLES.get(found[1])
        return known[1](lead, firm, start) if known else found[0]

    return VARIABLE.sub(value, text)
