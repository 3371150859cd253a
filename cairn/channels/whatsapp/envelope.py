"""What all the items of one webhook value share: the account, our number, the contacts, the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cairn.channels.whatsapp.clean import Malformed
from cairn.channels.whatsapp.people import Contacts, named, phone
from cairn.channels.whatsapp.reading import identifier, lenient
from cairn.channels.whatsapp.times import moment
from cairn.conversations.events import Json, Person

# Every key that names a person in some kind of item; ours among them, which are the same throughout.
_PERSON = ("from", "from_user_id", "to", "to_user_id", "wa_id", "user_id", "recipient_id", "recipient_user_id")


@dataclass(frozen=True, slots=True)
class Envelope:
    """`number` is empty where the value has no metadata; `sent` is the entry's own time, if any.

    `errors` are the value's own when they can only mean its single message or call.
    """

    field: str
    account: str
    number: str
    our_phone: str | None
    value: Json
    contacts: Contacts
    errors: list[Any]
    sent: datetime | None
    received_at: datetime | None

    def at(self, item: Json) -> datetime:
        """When this happened. Never later than its arrival: a clock ahead of ours must not stretch a window."""
        happened = moment(item.get("timestamp")) or self.sent or self.received_at or datetime.now(UTC)
        return min(happened, self.received_at) if self.received_at else happened

    def to_number(self) -> str:
        """Our number's id. Raises Malformed without one: the item could not be filed anywhere."""
        if not self.number:
            raise Malformed("metadata.phone_number_id is missing")
        return self.number

    def person(self, item: Json, prefix: str, *, alone: bool = False) -> Person:
        """The `from` or `to` of an item. Raises Malformed when neither it nor the contacts name anybody."""
        somebody = named(item.get(prefix), item.get(f"{prefix}_user_id"), item.get(f"{prefix}_parent_user_id"))
        somebody = self.contacts.complete(somebody, alone=alone)
        if somebody.nobody:
            raise Malformed(f"neither phone nor user id in {prefix}")
        return somebody


def opened(field: str, value: Json, entry: Json, received_at: datetime | None) -> Envelope:
    """The envelope of one change."""
    metadata = lenient(value, "metadata") or {}
    return Envelope(
        field=field,
        account=identifier(entry, "id"),
        number=identifier(metadata, "phone_number_id"),
        our_phone=phone(metadata.get("display_phone_number")),
        value=value,
        contacts=Contacts(value.get("contacts")),
        errors=_of_the_only_item(value),
        sent=moment(entry.get("time")),
        received_at=received_at,
    )


def one_person(items: list[Any]) -> bool:
    """Whether all these items name the same person, or none of them names any."""
    if len(items) == 1:
        return True
    return len({tuple(str(item.get(key)) for key in _PERSON) for item in items if isinstance(item, dict)}) == 1


def _of_the_only_item(value: Json) -> list[Any]:
    errors = value.get("errors")
    if not isinstance(errors, list) or value.get("statuses"):
        return []
    items = [value.get(key) or [] for key in ("messages", "calls")]
    return errors if sum(len(item) for item in items if isinstance(item, list)) == 1 else []
