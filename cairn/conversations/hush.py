"""Nothing more is said to somebody who asked for silence: queued, parked and planned messages are dropped."""

from __future__ import annotations

from django.db.models import F

from cairn.conversations.consent import CONFIRMATION, WANTS_NOTHING
from cairn.conversations.models import Contact, Conversation, Message
from cairn.journal.record import record
from cairn.lib import clock

UNSENT = (Message.Status.QUEUED, Message.Status.PARKED, Message.Status.PLANNED)


def hush(contact: Contact) -> None:
    """In the transaction that records the wish. What is on its way at this moment can't be called back."""
    talks = Conversation.objects.filter(contact=contact)
    # The epoch keeps whoever is thinking about an answer right now from writing it.
    talks.update(waiting_since=None, quiet_at=None, lease_until=None, lease_epoch=F("lease_epoch") + 1, attempts=0)
    said = Message.objects.filter(conversation__in=list(talks.values_list("pk", flat=True)))
    said.filter(direction=Message.Direction.IN, handled_at=None).update(handled_at=clock.now())
    # A second "stop" must not take back the confirmation of the first.
    unsent = said.filter(status__in=UNSENT).exclude(idempotency_key__startswith=CONFIRMATION)
    for message in unsent.order_by("pk")[:100]:
        drop(message)


def drop(message: Message) -> None:
    failed = {"status": Message.Status.FAILED, "error": WANTS_NOTHING, "next_attempt_at": None}
    if Message.objects.filter(pk=message.pk, status__in=UNSENT).update(**failed):
        record(
            "message_status",
            actor="system",
            conversation_id=message.conversation_id,
            message_id=message.pk,
            status=str(Message.Status.FAILED),
            why=WANTS_NOTHING,
        )
