"""One person under new identifiers: system messages, and the older field `user_id_update`.

Meta: "System messages webhook reference" and "Business-scoped user IDs". Since 11 August 2026 the system object names
the previous user id itself; before, only the sentence in its body did.
"""

from __future__ import annotations

import re

from cairn.channels.whatsapp.clean import Malformed
from cairn.channels.whatsapp.envelope import Envelope
from cairn.channels.whatsapp.people import named
from cairn.channels.whatsapp.reading import identifier, mapping, string
from cairn.conversations.events import IdentityChange, Json, Person

_CHANGES = {"user_changed_number", "user_changed_user_id", "customer_changed_number"}
# The end of Meta's sentence; what comes before it holds a profile name, which its owner may word like this too.
_SENTENCE = re.compile(r"changed from (\S+) to (\S+?)\.?\s*\Z")


def system_change(raw: Json, envelope: Envelope) -> IdentityChange | None:
    """The change a system message tells; None when it tells another thing, or not who became whom."""
    system = mapping(raw, "system")
    if string(system, "type") not in _CHANGES:
        return None
    after = named(system.get("wa_id") or system.get("new_wa_id"), system.get("user_id"), system.get("parent_user_id"))
    before = _before(raw, system, after)
    if before.nobody or after.nobody or before == after:
        return None
    return IdentityChange(
        number=envelope.to_number(),
        at=envelope.at(raw),
        before=before,
        after=after,
        wamid=identifier(raw, "id") or None,
        text=string(system, "body"),
    )


def user_id_update(raw: Json, envelope: Envelope, alone: bool) -> IdentityChange:
    """One item of `user_id_update`. Meta's page dropped this field in August 2026; older apps still get it."""
    ids, parents = mapping(raw, "user_id"), mapping(raw, "parent_user_id")
    before = named(raw.get("wa_id"), ids.get("previous"), parents.get("previous"))
    after = named(raw.get("wa_id"), ids.get("current"), parents.get("current"))
    if not (before.user_id and after.user_id):
        raise Malformed("user_id does not say who became whom")
    return IdentityChange(
        number=envelope.to_number(),
        at=envelope.at(raw),
        before=before,
        after=envelope.contacts.complete(after, alone=alone),
        text=string(raw, "detail"),
    )


def _before(raw: Json, system: Json, after: Person) -> Person:
    """Who it was: named outright, or the sender under another user id, or the first name in Meta's sentence."""
    told = system.get("previous_user_id") or _sender_before(raw, after) or _in_sentence(system, after)
    parent = system.get("previous_parent_user_id") or raw.get("from_parent_user_id")
    return named(raw.get("from") or system.get("customer"), told, parent)


def _sender_before(raw: Json, after: Person) -> str | None:
    sender = named(None, raw.get("from_user_id")).user_id
    return sender if sender != after.user_id else None


def _in_sentence(system: Json, after: Person) -> str | None:
    match = _SENTENCE.search(string(system, "body"))
    return match[1] if match and match[2] == after.user_id else None
