"""Send again what did not arrive: a new message that stands for the old one, never the old one a second time."""

from __future__ import annotations

from cairn.accounts.models import User
from cairn.conversations.models import Message
from cairn.conversations.outgoing import Content, Unsendable
from cairn.conversations.reply import reply

Status = Message.Status
MAYBE = "It may have arrived. Ask the customer first, or say that it may be sent twice."
ARRIVED = "Only a message that failed can be sent again."


class Doubtful(Unsendable):
    """It may have arrived: sending it again needs the person's word."""


def resend(message: Message, *, user: User | None, force: bool = False) -> Message:
    """Queue the same words or file anew; the new row's key names the old one, so twice gives one message.

    Raises Doubtful for an unknown outcome without `force`, Unsendable or WindowClosed with the reason.
    """
    if message.status == Status.UNKNOWN and not force:
        raise Doubtful(MAYBE)
    if message.direction != Message.Direction.OUT or message.status not in (Status.FAILED, Status.UNKNOWN):
        raise Unsendable(ARRIVED)
    content = Content(message.type, message.text, message.content)
    key = resent_key(message)
    return reply(message.conversation, content=content, user=user, key=key, reply_to=message.reply_to)


def resent_key(message: Message) -> str:
    return f"resend-{message.pk}"


def resent_as(message: Message) -> Message | None:
    """The message that was sent in place of this one, if there is one."""
    return Message.objects.filter(conversation=message.conversation_id, idempotency_key=resent_key(message)).first()
