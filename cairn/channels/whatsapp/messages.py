"""Items of `messages` and `message_echoes`: what customers sent, and what staff sent from the phone app.

Meta: "Messages webhooks reference", "smb_message_echoes webhooks reference".
"""

from __future__ import annotations

from typing import Any

from cairn.channels.whatsapp.clean import Malformed
from cairn.channels.whatsapp.contents import contents, type_of
from cairn.channels.whatsapp.envelope import Envelope
from cairn.channels.whatsapp.identity import system_change
from cairn.channels.whatsapp.reading import identifier, lenient, mapping, required, string
from cairn.conversations.events import ChannelEvent, Echo, Edit, InboundMessage, Json, Person, Reaction, Revoke


def message(raw: Json, envelope: Envelope, alone: bool) -> ChannelEvent:
    """One item of `messages`. `alone`: no other person in this list."""
    name = type_of(raw)
    if name == "system":
        change = system_change(raw, envelope)
        if change:
            return change
    sender = envelope.person(raw, "from", alone=alone)
    if name == "reaction":
        return _reaction(raw, envelope, sender)
    if name == "edit":
        return _edit(raw, envelope, sender)
    if name == "revoke":
        return _revoke(raw, envelope, sender)
    return _inbound(raw, envelope, sender)


def echo(raw: Json, envelope: Envelope, alone: bool) -> ChannelEvent:
    """One item of `message_echoes`. Its person is the recipient: the sender is us."""
    group = group_of(raw)
    recipient = Person() if group else envelope.person(raw, "to", alone=alone)
    name = type_of(raw)
    if name == "edit":
        return _edit(raw, envelope, recipient, from_phone_app=True)
    if name == "revoke":
        return _revoke(raw, envelope, recipient, from_phone_app=True)
    kind, text, content = contents(raw)
    return Echo(
        number=envelope.to_number(),
        wamid=required(raw, "id"),
        at=envelope.at(raw),
        recipient=recipient,
        type=kind,
        text=text,
        content={**content, **_circumstances(raw, envelope)},
        group=group,
    )


def group_of(raw: Json) -> str | None:
    """The group it was said in. In an echo the group may stand where a person would."""
    found = identifier(raw, "group_id")
    if not found and raw.get("recipient_type") == "group":
        found = identifier(raw, "to")
    return found or None


def _inbound(raw: Json, envelope: Envelope, sender: Person) -> InboundMessage:
    kind, text, content = contents(raw)
    return InboundMessage(
        number=envelope.to_number(),
        wamid=required(raw, "id"),
        at=envelope.at(raw),
        sender=sender,
        type=kind,
        text=text,
        content={**content, **_circumstances(raw, envelope)},
        reply_to=_quoted(raw),
        group=group_of(raw),
        referral=lenient(raw, "referral"),
    )


def _circumstances(raw: Json, envelope: Envelope) -> Json:
    """What stands beside the type's object and matters to whoever reads the message."""
    context = lenient(raw, "context") or {}
    often = context.get("frequently_forwarded") is True
    found: dict[str, Any] = {
        "forwarded": often or context.get("forwarded") is True,
        "frequently_forwarded": often,
        "referred_product": lenient(context, "referred_product"),
        "errors": raw.get("errors") or envelope.errors,
        "conversation_context": lenient(envelope.value, "conversation_context"),
        "referral": lenient(raw, "referral"),
    }
    return {key: item for key, item in found.items() if item}


def _quoted(raw: Json) -> str | None:
    return identifier(lenient(raw, "context") or {}, "id") or None


def _reaction(raw: Json, envelope: Envelope, sender: Person) -> Reaction:
    reaction = mapping(raw, "reaction")
    return Reaction(
        number=envelope.to_number(),
        wamid=required(raw, "id"),
        at=envelope.at(raw),
        sender=sender,
        target=required(reaction, "message_id"),
        emoji=string(reaction, "emoji"),
        group=group_of(raw),
    )


def _edit(raw: Json, envelope: Envelope, sender: Person, *, from_phone_app: bool = False) -> Edit:
    edit = mapping(raw, "edit")
    if not edit.get("message"):  # an empty one would wipe out what was written
        raise Malformed("edit.message is missing")
    kind, text, content = contents(mapping(edit, "message"))
    return Edit(
        number=envelope.to_number(),
        wamid=required(raw, "id"),
        at=envelope.at(raw),
        sender=sender,
        target=required(edit, "original_message_id"),
        text=text,
        content={**content, "type": kind},
        from_phone_app=from_phone_app,
        group=group_of(raw),
    )


def _revoke(raw: Json, envelope: Envelope, sender: Person, *, from_phone_app: bool = False) -> Revoke:
    return Revoke(
        number=envelope.to_number(),
        wamid=required(raw, "id"),
        at=envelope.at(raw),
        sender=sender,
        target=required(mapping(raw, "revoke"), "original_message_id"),
        from_phone_app=from_phone_app,
        group=group_of(raw),
    )
