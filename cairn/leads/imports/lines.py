"""One line of the file as a person with wishes, or the sentence that says what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import phonenumbers

from cairn.accounts.models import Firm, User
from cairn.catalog.models import Trip
from cairn.leads import fields, tags
from cairn.leads.edit import OWN, money, party
from cairn.leads.fields import Unfit
from cairn.leads.models import CustomField

# Where the firm's customers are when a number has no country: by its currency, which every firm has.
REGIONS = {"INR": "IN", "NPR": "NP", "LKR": "LK", "BTN": "BT", "EUR": "DE", "GBP": "GB", "USD": "US", "AED": "AE"}


@dataclass(frozen=True, slots=True)
class Line:
    """`facts` are columns of the lead by name, what is not given left out."""

    name: str
    phone: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read lines: read once for a whole file."""

    mapping: Mapping[str, str]
    region: str
    trips: dict[str, Trip]
    people: dict[str, User]
    own: dict[str, CustomField] = field(default_factory=dict)

    @classmethod
    def of(cls, mapping: Mapping[str, str]) -> Reader:
        trips = {trip.name.casefold(): trip for trip in Trip.objects.all()}
        trips |= {str(alias).casefold(): trip for trip in set(trips.values()) for alias in trip.aliases}
        team = User.objects.filter(is_active=True)
        people = {key.casefold(): user for user in team for key in (user.email, user.name)}
        own = {f"{OWN}{one.key}": one for one in fields.current()}
        return cls(mapping, REGIONS.get(Firm.current().currency, "IN"), trips, people, own)

    def read(self, row: list[str]) -> Line:
        """Raises Unfit with a sentence about the line."""
        cells = {name: row[int(number)] for number, name in self.mapping.items() if int(number) < len(row)}
        phone = self.phone(cells.get("phone", ""))
        return Line(cells.get("name", "")[:300], phone, dict(self.facts(cells)))

    def phone(self, text: str) -> str:
        if not text:
            raise Unfit("There is no phone number.")
        try:
            number = phonenumbers.parse(text, self.region)
        except phonenumbers.NumberParseException as error:
            raise Unfit(f"“{text[:40]}” is not a phone number.") from error
        if not phonenumbers.is_valid_number(number):
            raise Unfit(f"“{text[:40]}” is not a phone number that exists.")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def facts(self, cells: dict[str, str]) -> Any:
        for name, text in cells.items():
            if text and name in self.readers():
                yield name if name not in ("trip", "owner") else f"{name}_id", self.readers()[name](text)
        extra = {one.key: fields.read(one, cells[name]) for name, one in self.own.items() if cells.get(name)}
        if extra:
            yield "extra", extra

    def readers(self) -> dict[str, Any]:
        return {
            "trip": lambda text: self.known(self.trips, text, "trip"),
            "owner": lambda text: self.known(self.people, text, "member of the team"),
            "party_size": party,
            "budget": money,
            "travel_dates": lambda text: text[:100],
            "first_message": lambda text: text[:500],
            "tags": lambda text: tags.clean(text.replace(";", ",").split(",")),
        }

    def known(self, rows: Mapping[str, Any], text: str, what: str) -> int:
        found = rows.get(text.casefold())
        if found is None:
            raise Unfit(f"“{text[:60]}” is no {what} here.")
        return int(found.pk)
