"""Take one message of a customer into its conversation. The second time is a no-op."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest, Least, Now

from cairn.conversations.events import Echo, InboundMessage
from cairn.conversations.models import Channel, Contact, Conversation, Message

# The longest a flood of short messages may put the answer off.
LONGEST_BURST = timedelta(seconds=8)
PAUSE_AFTER_PHONE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Received:
    """What a message did: whether it is new, and whether the conversation was idle before it."""

    conversation: Conversation
    message: Message
    new: bool
    begins_wait: bool = False


def open_conversation(channel: Channel, contact: Contact) -> Conversation:
    conversation, created = Conversation.objects.select_related("channel").get_or_create(
        channel=channel, contact=contact
    )
    if created:
        conversation.contact = contact
    return conversation


def receive(conversation: Conversation, event: InboundMessage, *, for_assistant: bool) -> Received:
    """Store the message and let the conversation know. `for_assistant`: somebody should answer it."""
    message = Message(
        conversation=conversation,
        channel_id=conversation.channel_id,
        wamid=event.wamid,
        direction=Message.Direction.IN,
        author=Message.Author.CUSTOMER,
        type=event.type,
        text=event.text,
        content=event.content,
        status=Message.Status.RECEIVED,
        at=event.at,
        reply_to=event.reply_to or "",
    )
    if not insert_once(message):
        return Received(conversation, replace_placeholder(message), new=False)
    return Received(conversation, message, new=True, begins_wait=note_inbound(conversation, event, for_assistant))


def insert_once(message: Message) -> bool:
    """Insert unless its (channel, wamid) is there; tells which it was, and sets the id."""
    Message.objects.bulk_create([message], ignore_conflicts=True)
    found = Message.objects.filter(channel=message.channel_id, wamid=message.wamid).values_list("pk", "callback").get()
    message.pk = found[0]
    return bool(found[1] == message.callback)


def replace_placeholder(message: Message) -> Message:
    """131060: WhatsApp may first say "not available yet" and send the real message later under the same id."""
    stored = Message.objects.get(pk=message.pk)
    if stored.type == "unsupported" and message.type != "unsupported":
        stored.type, stored.text, stored.content = message.type, message.text, message.content
        stored.handled_at = None
        stored.save(update_fields=["type", "text", "content", "handled_at"])
    return stored


def note_inbound(conversation: Conversation, event: InboundMessage, for_assistant: bool) -> bool:
    """Update what the list shows; start or prolong the quiet time. True when nobody was waiting before."""
    newest = conversation.last_message_at is None or event.at >= conversation.last_message_at
    changes: dict[str, object] = {
        "unread": F("unread") + 1,
        "last_inbound_at": Greatest(Coalesce("last_inbound_at", event.at), Value(event.at)),
        "last_message_at": Greatest(Coalesce("last_message_at", event.at), Value(event.at)),
        "status": Conversation.Status.ACTIVE,
    }
    if newest:
        changes |= {"last_words": event.text[:300], "last_author": Message.Author.CUSTOMER, "last_type": event.type}
        conversation.last_message_at = event.at
    if for_assistant:
        quiet = Value(timedelta(seconds=settings.ASSISTANT_QUIET))
        changes["waiting_since"] = Coalesce("waiting_since", TransactionNow())
        changes["quiet_at"] = Least(Now() + quiet, Coalesce("waiting_since", TransactionNow()) + Value(LONGEST_BURST))
    Conversation.objects.filter(pk=conversation.pk).update(**changes)
    # Whoever waits since this very transaction began to wait in it.
    return for_assistant and Conversation.objects.filter(pk=conversation.pk, waiting_since=TransactionNow()).exists()


def hear_from_phone(conversation: Conversation, event: Echo) -> tuple[Message, bool]:
    """The firm answered from its phone app: shown as such, and the assistant steps back for a while."""
    message = Message(
        conversation=conversation,
        channel_id=conversation.channel_id,
        wamid=event.wamid,
        direction=Message.Direction.OUT,
        author=Message.Author.PHONE,
        type=event.type,
        text=event.text,
        content=event.content,
        status=Message.Status.SENT,
        at=event.at,
    )
    new = insert_once(message)
    if new:
        note_outbound(conversation, message)
        Conversation.objects.filter(pk=conversation.pk, assistant=Conversation.Assistant.ON).update(
            assistant=Conversation.Assistant.PAUSED, paused_until=event.at + PAUSE_AFTER_PHONE
        )
    return message, new


def note_outbound(conversation: Conversation, message: Message) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(
        last_message_at=Greatest(Coalesce("last_message_at", message.at), Value(message.at)),
        last_words=message.text[:300],
        last_author=message.author,
        last_type=message.type,
    )


def note_call(conversation: Conversation, at: datetime) -> None:
    """A call from the customer opens the window like a message does, answered or not."""
    Conversation.objects.filter(pk=conversation.pk).update(
        last_inbound_at=Greatest(Coalesce("last_inbound_at", at), Value(at))
    )
