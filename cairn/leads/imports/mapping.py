"""Which column is which field: guessed from the names of the columns, decided by people."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cairn.leads import fields
from cairn.leads.edit import OWN

NAMES: Mapping[str, str] = {
    "name": "Name",
    "phone": "Phone",
    "trip": "Trip",
    "travel_dates": "Dates",
    "party_size": "Party",
    "budget": "Budget",
    "tags": "Tags",
    "owner": "Owner",
    "first_message": "What they asked",
}
KNOWN = {
    "name": "name fullname customer customername contact contactname leadname guest naam",
    "phone": "phone phonenumber mobile mobilenumber mobileno phoneno whatsapp whatsappnumber contactnumber number tel cell",
    "trip": "trip trek tour package trips product interest interestedin destination",
    "travel_dates": "dates date traveldate traveldates month departure when startdate",
    "party_size": "party partysize people persons pax travellers travelers groupsize group guests noofpeople",
    "budget": "budget amount price",
    "tags": "tags tag labels label",
    "owner": "owner assignee assignedto agent salesperson handledby",
    "first_message": "message firstmessage query inquiry enquiry notes note comment comments remarks",
}


def choices() -> list[tuple[str, str]]:
    """Fields that a column may go to."""
    return [*NAMES.items(), *((f"{OWN}{field.key}", field.label) for field in fields.current())]


def guess(header: list[str]) -> dict[str, str]:
    """Column number (as text, for JSON) to field; each field once, the first column that sounds like it."""
    found: dict[str, str] = {}
    own = {plain(field.label): f"{OWN}{field.key}" for field in fields.current()}
    for number, title in enumerate(header):
        word = plain(title)
        field = next((name for name, words in KNOWN.items() if word in words.split()), own.get(word, ""))
        if field and field not in found.values():
            found[str(number)] = field
    return found


def plain(title: str) -> str:
    return re.sub(r"[\W_]+", "", title.lower())


def checked(given: Mapping[str, str], columns: int) -> dict[str, str]:
    """What people chose, without what can't be: unknown fields, columns that are not there, a field twice."""
    allowed, found = {name for name, _ in choices()}, dict[str, str]()
    for number in range(columns):
        field = given.get(str(number), "")
        if field in allowed and field not in found.values():
            found[str(number)] = field
    return found
