"""Items of `calls` and `user_preferences`. Meta: "Calling API reference", "user_preferences webhook reference"."""

from __future__ import annotations

from cairn.channels.whatsapp.clean import Malformed
from cairn.channels.whatsapp.envelope import Envelope
from cairn.channels.whatsapp.people import named, phone
from cairn.channels.whatsapp.reading import required, string
from cairn.conversations.events import Call, Json, Preference

_PREFERENCE_KEYS = {"wa_id", "user_id", "parent_user_id", "category", "value", "timestamp"}


def call(raw: Json, envelope: Envelope, alone: bool) -> Call:
    """One item of `calls`: it was created, it rings, it ended."""
    by_customer = _by_customer(raw, envelope)
    return Call(
        number=envelope.to_number(),
        call_id=required(raw, "id"),
        at=envelope.at(raw),
        customer=envelope.person(raw, "from" if by_customer else "to", alone=alone),
        event=required(raw, "event").lower(),
        by_customer=by_customer,
        content={**raw, "errors": envelope.errors} if envelope.errors else raw,
    )


def call_status(raw: Json, envelope: Envelope, alone: bool) -> Call:
    """A status of a call we placed: ringing, accepted or rejected."""
    customer = named(raw.get("recipient_id"), raw.get("recipient_user_id"), raw.get("recipient_parent_user_id"))
    customer = envelope.contacts.complete(customer, alone=alone)
    if customer.nobody:
        raise Malformed("neither phone nor user id in recipient")
    return Call(
        number=envelope.to_number(),
        call_id=required(raw, "id"),
        at=envelope.at(raw),
        customer=customer,
        event=required(raw, "status").lower(),
        by_customer=False,
        content=raw,
    )


def preference(raw: Json, envelope: Envelope, alone: bool) -> Preference:
    """One item of `user_preferences`: marketing stopped, resumed, or signed up for."""
    customer = named(raw.get("wa_id"), raw.get("user_id"), raw.get("parent_user_id"))
    customer = envelope.contacts.complete(customer, alone=alone)
    if customer.nobody:
        raise Malformed("neither wa_id nor user_id")
    return Preference(
        number=envelope.to_number(),
        at=envelope.at(raw),
        customer=customer,
        category=string(raw, "category"),
        value=required(raw, "value"),
        content={key: item for key, item in raw.items() if key not in _PREFERENCE_KEYS},
    )


def _by_customer(raw: Json, envelope: Envelope) -> bool:
    direction = string(raw, "direction")
    if direction:
        return direction == "USER_INITIATED"
    return envelope.our_phone is None or phone(raw.get("from")) != envelope.our_phone
