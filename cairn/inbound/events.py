"""What each kind of event does. `handle` returns the conversation that begins to wait for an answer, if one does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import singledispatch

from cairn.channels.settling import failed_later
from cairn.conversations import ads, amend, identify, parked, receipts
from cairn.conversations.events import (
    AccountNotice,
    Call,
    ChannelEvent,
    Echo,
    Edit,
    IdentityChange,
    InboundMessage,
    Named,
    Past,
    Person,
    Preference,
    Reaction,
    Receipt,
    Revoke,
)
from cairn.conversations.merge import is_merged, sign
from cairn.conversations.models import Channel, Conversation
from cairn.conversations.receive import note_system, open_conversation, receive
from cairn.inbound import account, consenting, merging, telephone
from cairn.journal.record import record
from cairn.leads import capture

# Kinds that nobody needs to answer: what WhatsApp says about itself.
SILENT = {"system", "request_welcome"}


@singledispatch
def handle(event: ChannelEvent, channel: Channel) -> int | None:
    raise TypeError(f"No handler for {type(event).__name__}")


def conversation_with(channel: Channel, person: Person, at: datetime) -> Conversation:
    known = identify.recognise(channel, person)
    return known or conversation_of(channel, identify.identify(channel, person, at))


def conversation_of(channel: Channel, found: identify.Identified) -> Conversation:
    """The contact's conversation, after making one contact of two that WhatsApp says are the same person."""
    for other in found.same_person:
        merging.merge(found.contact, other, reason="WhatsApp says that they are one person")
    conversation = open_conversation(channel, found.contact)
    conversation.merged = is_merged(found.contact.pk)
    return conversation


@handle.register
def _message(event: InboundMessage, channel: Channel) -> int | None:
    if event.group:
        group_message(event, channel)
        return None
    conversation = conversation_with(channel, event.sender, event.at)
    wish = consenting.wish_of(event, conversation)
    waits = event.type not in SILENT and wish is None and not event.standby
    received = receive(conversation, read_along(event) if event.standby else event, for_assistant=waits)
    if not received.new:
        return None
    if conversation.merged:
        sign(received.message, event.sender)
    if received.amended:
        amend.apply_waiting(received.message)
    source = "ad" if event.referral else "whatsapp"
    lead = capture.capture(conversation, received.message, source=source, detail=event.referral)
    tell(event, conversation, received.message.pk, lead)
    if event.referral:
        ads.note_ad(conversation, event.at)
    if wish:
        consenting.honour(conversation, received.message, wish, lead)
    # After their wish: who writes STOP gets nothing that waited.
    if received.parked:
        parked.release(conversation)
    return conversation.pk if received.begins_wait else None


def read_along(event: InboundMessage) -> InboundMessage:
    """Another handler has this chat (Meta: standby): shown, marked, and not answered by us."""
    return replace(event, content={**event.content, "standby": True})


def conversation_of_group(channel: Channel, group: str) -> Conversation:
    """A group has a conversation of its own that the assistant never answers: others read along."""
    conversation = open_conversation(channel, identify.identify_group(channel, group))
    Conversation.objects.filter(pk=conversation.pk).update(assistant=Conversation.Assistant.OFF)
    return conversation


def group_message(event: InboundMessage, channel: Channel) -> None:
    conversation = conversation_of_group(channel, event.group or "")
    writer = event.sender.name or event.sender.username or event.sender.phone or "Somebody"
    event = replace(event, content={**event.content, "writer": writer})
    received = receive(conversation, event, for_assistant=False)
    if received.amended:
        amend.apply_waiting(received.message)
    if received.new:
        tell(event, conversation, received.message.pk, None)


def tell(event: InboundMessage, conversation: Conversation, message_id: int, lead_id: int | None) -> None:
    record(
        "message_received",
        actor="customer",
        at=event.at,
        lead_id=lead_id,
        conversation_id=conversation.pk,
        message_id=message_id,
        kind=event.type,
    )


@handle.register(Edit)
@handle.register(Revoke)
@handle.register(Reaction)
def _amendment(event: amend.Amendment, channel: Channel) -> None:
    message = amend.amend(channel, event)
    if message:
        kind = amend.kind(event)
        record(
            "message_status",
            actor="customer",
            at=event.at,
            conversation_id=message.conversation_id,
            message_id=message.pk,
            kind=kind,
        )


@handle.register
def _receipt(event: Receipt, channel: Channel) -> None:
    message = receipts.apply(channel, event)
    if message and message.status == message.Status.FAILED:
        failed_later(message, event.problem)


@handle.register
def _echo(event: Echo, channel: Channel) -> None:
    if event.group:
        telephone.answered(conversation_of_group(channel, event.group), event)
    elif not event.recipient.nobody:
        telephone.answered(conversation_with(channel, event.recipient, event.at), event)


@handle.register
def _identity_change(event: IdentityChange, channel: Channel) -> None:
    found = identify.change_identity(channel, event.before, event.after, event.at)
    if found:
        conversation = conversation_of(channel, found)
        note_system(conversation, event)
        record(
            "lead_updated",
            actor="customer",
            at=event.at,
            conversation_id=conversation.pk,
            why=event.text or "new number or user id",
            key=f"identity-{conversation.pk}-{event.at.timestamp()}",
        )


@handle.register
def _call(event: Call, channel: Channel) -> None:
    if not event.customer.nobody:
        telephone.called(conversation_with(channel, event.customer, event.at), event)


@handle.register
def _past(event: Past, channel: Channel) -> None:
    newest = max((one.at for one in event.messages), default=None)
    if newest:
        telephone.remembered(conversation_with(channel, event.customer, newest), event)


@handle.register
def _named(event: Named, channel: Channel) -> None:
    telephone.named(channel, event)


@handle.register
def _preference(event: Preference, channel: Channel) -> None:
    """The customer's own switch in WhatsApp: kept with its proof, and honoured."""
    consenting.switch(event, conversation_with(channel, event.customer, event.at))


@handle.register
def _notice(event: AccountNotice, channel: Channel) -> None:
    account.told(event)
