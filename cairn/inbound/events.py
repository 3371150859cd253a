"""What each kind of event does. `handle` returns the conversation that begins to wait for an answer, if one does."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import singledispatch

from cairn.automation import carry_out as automation
from cairn.channels.settling import failed_later
from cairn.conversations import amend, identify, ownership, parked, receipts
from cairn.conversations.events import (
    AccountNotice,
    Call,
    ChannelEvent,
    Echo,
    Edit,
    IdentityChange,
    InboundMessage,
    Person,
    Preference,
    Reaction,
    Receipt,
    Revoke,
)
from cairn.conversations.merge import is_merged, sign
from cairn.conversations.models import Channel, Conversation
from cairn.conversations.receive import hear_from_phone, note_call, open_conversation, receive
from cairn.inbound import consenting, merging
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
    received = receive(conversation, event, for_assistant=event.type not in SILENT and wish is None)
    if not received.new:
        return None
    if conversation.merged:
        sign(received.message, event.sender)
    if received.amended:
        amend.apply_waiting(received.message)
    source = "ad" if event.referral else "whatsapp"
    lead = capture.capture(conversation, received.message, source=source, detail=event.referral)
    tell(event, conversation, received.message.pk, lead)
    if wish:
        consenting.honour(conversation, received.message, wish, lead)
    # After their wish: who writes STOP gets nothing that waited.
    if received.parked:
        parked.release(conversation)
    return conversation.pk if received.begins_wait else None


def group_message(event: InboundMessage, channel: Channel) -> None:
    """A group has a conversation of its own that the assistant never answers: others read along."""
    conversation = open_conversation(channel, identify.identify_group(channel, event.group or ""))
    Conversation.objects.filter(pk=conversation.pk).update(assistant=Conversation.Assistant.OFF)
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
    if event.recipient.nobody:
        return
    conversation = conversation_with(channel, event.recipient, event.at)
    message, new = hear_from_phone(conversation, event)
    if new:
        amend.apply_waiting(message)
        ownership.take_over(conversation, user=None)
        lead = capture.current(conversation) or capture.create(conversation, message, source="phone", detail={})
        automation.staff_replied(lead, None, message)
        record(
            "message_sent",
            actor="phone",
            at=event.at,
            lead_id=lead.pk,
            conversation_id=conversation.pk,
            message_id=message.pk,
        )


@handle.register
def _identity_change(event: IdentityChange, channel: Channel) -> None:
    found = identify.change_identity(channel, event.before, event.after, event.at)
    if found:
        conversation = conversation_of(channel, found)
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
    if event.by_customer and not event.customer.nobody:
        conversation = conversation_with(channel, event.customer, event.at)
        note_call(conversation, event.at)
        parked.release(conversation)
        record(
            "notification",
            actor="customer",
            at=event.at,
            conversation_id=conversation.pk,
            key=f"call-{event.call_id}-{event.event}"[:120],
            why=f"Call: {event.event}",
        )


@handle.register
def _preference(event: Preference, channel: Channel) -> None:
    """The customer's own switch in WhatsApp: kept with its proof, and honoured."""
    consenting.switch(event, conversation_with(channel, event.customer, event.at))


@handle.register
def _notice(event: AccountNotice, channel: Channel) -> None:
    """Kept whole; what each field means for the account is put into words by the notifications."""
    content = json.dumps([event.field, event.account, event.content], sort_keys=True)
    record(
        "notification",
        actor="system",
        at=event.at,
        key=f"notice-{hashlib.sha256(content.encode()).hexdigest()}",
        why=f"WhatsApp says: {event.field.replace('_', ' ')}",
        field=event.field,
        known=event.known,
        content=event.content,
    )
