"""The firm's emoji on a customer's message. It shows at once; its way to WhatsApp is that of any message."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from cairn.accounts.models import User
from cairn.conversations import outgoing, receipts
from cairn.conversations.models import Message
from cairn.conversations.outgoing import Content, Unsendable
from cairn.conversations.reply import allow, lock, queue
from cairn.lib import clock, later, live

FIRM = "firm"  # under this name our own reaction stands in Message.reactions, beside the customers'
OLDEST = timedelta(days=30)


def react(message: Message, *, emoji: str, user: User | None) -> None:
    """Put `emoji` on this message of a customer, or take ours back when it is empty. Raises Unsendable, WindowClosed."""
    target = reactable(message)
    content = Content("reaction", "", {"message_id": target, "emoji": emoji})
    outgoing.check(content.type, content.text, content.content)
    with transaction.atomic():
        conversation = lock(message.conversation)
        allow(conversation, content)
        stored = receipts.lock(message)
        if stored.reactions.get(FIRM, {}).get("emoji", "") == emoji:
            return
        sent = queue(conversation, content=content, author=Message.Author.STAFF, user=user)
        show(stored, emoji=emoji, state="queued", by=sent.pk)
        later.wake("deliver", conversation=conversation.pk)


def reactable(message: Message) -> str:
    if message.direction != Message.Direction.IN or not message.wamid:
        raise Unsendable("You can react to what the customer sent.")
    if message.at < clock.now() - OLDEST:
        raise Unsendable("WhatsApp takes reactions to messages of the last 30 days.")
    return message.wamid


def show(message: Message, *, emoji: str, state: str, by: int) -> None:
    """`state`: queued, sent or failed; `by`: the row that carries it, so that an older one can't overwrite a newer."""
    mine = {"emoji": emoji, "at": clock.now().isoformat(), "state": state, "by": by}
    message.reactions = {**message.reactions, FIRM: mine}
    message.save(update_fields=["reactions"])
    live.announce(f"conversation-{message.conversation_id}")


def settled(carrier: Message) -> None:
    """What became of the reaction's own row, in the transaction that settles it."""
    state = {Message.Status.FAILED: "failed", Message.Status.QUEUED: "queued"}.get(
        Message.Status(carrier.status), "sent"
    )
    wamid = carrier.content.get("message_id")
    target = Message.objects.select_for_update().filter(channel=carrier.channel_id, wamid=wamid).first()
    mine = target.reactions.get(FIRM, {}) if target else {}
    if target and mine.get("by") == carrier.pk and mine.get("state") != state:
        show(target, emoji="" if state == "failed" else mine["emoji"], state=state, by=carrier.pk)
