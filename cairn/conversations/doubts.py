"""Messages of which nobody knows whether they arrived: a receipt decides, or a person, and until then somebody is called.

What another message of the conversation does says nothing about them.
"""

from __future__ import annotations

from django.db import transaction

from cairn.accounts.models import User
from cairn.conversations import ownership
from cairn.conversations.models import Conversation, Message
from cairn.conversations.outgoing import Unsendable
from cairn.journal.record import record

DOUBTFUL = "Maybe not delivered"
DECIDED = "It is known by now what became of this message."


def undecided(conversation_id: int) -> list[Message]:
    """Those for which people were called, and in whose place nothing was sent. Mostly none, found by a small index."""
    doubtful = Message.objects.filter(conversation=conversation_id, status=Message.Status.UNKNOWN, sending_since=None)
    found = {f"resend-{message.pk}": message for message in doubtful.order_by("pk")[:100]}
    again = Message.objects.filter(conversation=conversation_id, idempotency_key__in=list(found)) if found else []
    for message in again:
        del found[message.idempotency_key or ""]
    return list(found.values())


def calm(conversation_id: int) -> None:
    """End the call for a person if nothing in this conversation is in doubt any more."""
    called = Conversation.objects.filter(pk=conversation_id, needs_person_why=DOUBTFUL)
    if called.exists() and not undecided(conversation_id):
        ownership.calm(conversation_id, why=DOUBTFUL)


def arrived(message: Message, *, user: User) -> None:
    """A person knows that it arrived, from the customer or from the phone. Raises Unsendable when it is decided already.

    A receipt that comes after all still raises it to delivered or read.
    """
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=message.conversation_id)
        rows = Message.objects.filter(pk=message.pk, status=Message.Status.UNKNOWN)
        if not rows.update(status=Message.Status.ACCEPTED, sending_since=None, error=""):
            raise Unsendable(DECIDED)
        record(
            "message_status",
            actor="staff",
            user_id=user.pk,
            conversation_id=message.conversation_id,
            message_id=message.pk,
            key=f"status-{message.pk}-accepted",
            status=Message.Status.ACCEPTED.value,
        )
        calm(message.conversation_id)
