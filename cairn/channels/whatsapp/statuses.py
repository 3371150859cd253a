"""Items of `statuses`: receipts of what we sent, and payments and calls that share their list.

Meta: "Status messages webhook reference". No `contacts` on failed ones; no `errors` on some of these.
"""

from __future__ import annotations

from typing import Any

from cairn.channels.whatsapp.calls import call_status
from cairn.channels.whatsapp.clean import Malformed
from cairn.channels.whatsapp.envelope import Envelope
from cairn.channels.whatsapp.fields import notice
from cairn.channels.whatsapp.people import named
from cairn.channels.whatsapp.reading import identifier, lenient, required, string
from cairn.conversations.events import ChannelEvent, Json, Person, Problem, Receipt

_RECEIPTS = {"sent", "delivered", "read", "played", "failed"}
_LEGACY = {"deleted", "warning"}  # the customer deleted it; it came from a catalogue that broke the rules


def status(raw: Json, envelope: Envelope, alone: bool) -> ChannelEvent:
    """One item of `statuses`."""
    if raw.get("type") == "payment":
        return notice(envelope, "payment_status", raw, at=envelope.at(raw))
    if raw.get("type") == "call" or envelope.field == "calls":
        return call_status(raw, envelope, alone)
    name = string(raw, "status").lower()
    if not name:
        raise Malformed("status is missing")
    if name not in _RECEIPTS:
        return notice(envelope, "message_status", raw, at=envelope.at(raw), known=name in _LEGACY)
    return _receipt(raw, envelope, name, alone)


def problem(errors: Any) -> Problem | None:
    """The first error that has a code; what the others say goes into its details."""
    listed = errors if isinstance(errors, list) else [errors]
    found = [error for error in map(_problem, listed) if error]
    if not found:
        return None
    first, rest = found[0], found[1:]
    details = [first.details, *(f"{other.code} {other.title}: {other.details}".rstrip(": ") for other in rest)]
    return Problem(first.code, first.title, "; ".join(part for part in details if part))


def _receipt(raw: Json, envelope: Envelope, name: str, alone: bool) -> Receipt:
    in_group = raw.get("recipient_type") == "group"
    recipient = _recipient(raw, "recipient_participant" if in_group else "recipient")
    recipient = envelope.contacts.complete(recipient, alone=alone and not in_group)
    trouble = problem(raw.get("errors"))
    return Receipt(
        number=envelope.to_number(),
        wamid=required(raw, "id"),
        at=envelope.at(raw),
        status=name,
        recipient=recipient,
        participant=(recipient.user_id or recipient.phone) if in_group else None,
        callback=identifier(raw, "biz_opaque_callback_data") or None,
        problem=trouble or (Problem(0, "Unknown") if name == "failed" else None),
        pricing=lenient(raw, "pricing"),
    )


def _recipient(raw: Json, prefix: str) -> Person:
    return named(raw.get(f"{prefix}_id"), raw.get(f"{prefix}_user_id"), raw.get(f"{prefix}_parent_user_id"))


def _problem(error: Any) -> Problem | None:
    if not isinstance(error, dict):
        return None
    code = identifier(error, "code")
    if not code.isdecimal():
        return None
    title, said = string(error, "title"), string(error, "message")
    more = error.get("error_data")  # an object for messages, text on other endpoints
    details = more if isinstance(more, str) else string(lenient(error, "error_data") or {}, "details")
    return Problem(int(code), title or said, details or (said if said != title else ""))
