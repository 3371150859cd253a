"""What happens on the firm's own phone: answers from the app, calls, its address book, and chats from before."""

from __future__ import annotations

from datetime import timedelta

from cairn.automation import carry_out as automation
from cairn.conversations import amend, calls, ownership, parked, past
from cairn.conversations.events import Call, Echo, Named, Past
from cairn.conversations.models import Channel, Contact, Conversation, Identity, Message
from cairn.conversations.receive import hear_from_phone, note_call
from cairn.journal.record import record
from cairn.leads import capture
from cairn.lib import clock

FRESH = timedelta(hours=24)  # what is older than that calls nobody


def answered(conversation: Conversation, event: Echo) -> None:
    """Somebody of the firm wrote on the phone: the assistant steps back. Another handler's words only stand there."""
    message, new = hear_from_phone(conversation, event)
    if not new:
        return
    amend.apply_waiting(message)
    lead_id = None if event.standby or event.group else step_back(conversation, message)
    record(
        "message_sent",
        actor="phone",
        at=event.at,
        lead_id=lead_id,
        conversation_id=conversation.pk,
        message_id=message.pk,
    )


def step_back(conversation: Conversation, message: Message) -> int:
    ownership.take_over(conversation, user=None)
    lead = capture.current(conversation) or capture.create(conversation, message, source="phone", detail={})
    automation.staff_replied(lead, None, message)
    return lead.pk


def called(conversation: Conversation, event: Call) -> None:
    """A line in the thread. One from the customer opens the window, makes a lead, and calls a person if it was missed."""
    message, changed = calls.note(conversation, event)
    if event.by_customer:
        note_call(conversation, event.at)
        parked.release(conversation)
    if not changed:
        return
    lead_id = capture.capture(conversation, message, source="call") if event.by_customer else None
    record(
        "message_received" if event.by_customer else "message_sent",
        actor="customer" if event.by_customer else "phone",
        at=event.at,
        lead_id=lead_id,
        conversation_id=conversation.pk,
        message_id=message.pk,
        key=f"call-{message.pk}-{message.content['call']['state']}",
        kind="call",
    )
    if calls.lost(message) and event.at > clock.now() - FRESH:
        ownership.call_person(conversation, why="Missed call")


def remembered(conversation: Conversation, event: Past) -> None:
    past.fill(conversation, event)


def named(channel: Channel, event: Named) -> None:
    """The firm's name for somebody who has told none. Who never wrote stays unknown here."""
    person = event.person
    if not person.name or person.nobody:
        return
    values = [value for value in (person.user_id, person.phone) if value]
    known = Identity.objects.filter(channel=channel, value__in=values, retired_at=None).values("contact_id")
    Contact.objects.filter(pk__in=known, name="").update(name=person.name)
