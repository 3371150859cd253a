"""An answer that waits for the customer: written now, a template asks for a word, the answer goes when it comes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_noop as _

from cairn.accounts.models import User
from cairn.conversations import outgoing, ownership
from cairn.conversations.models import Conversation, Message
from cairn.conversations.outgoing import Content, Unsendable
from cairn.conversations.reply import OptedOut, lock, queue, reply
from cairn.conversations.window import window
from cairn.lib import clock, hot, later, live
from cairn.lib.saying import OneSentence

Status = Message.Status
MOST = 10  # answers that may wait for one customer
WAITS = "Waits until the customer writes. A template asked them to."
CANCELLED = "Not sent: the customer asked for no more messages."


class Gone(OneSentence, Unsendable):
    words = _("This answer was sent or cancelled meanwhile.")


def park(
    conversation: Conversation, *, text: str, template: Content, user: User | None, key: str | None = None
) -> Message:
    """Keep the answer as `parked` and queue the template that asks for a word, once for all that wait.

    With an open window it is an ordinary reply. The same `key` twice gives the same message.
    Raises Unsendable or OptedOut, with a sentence.
    """
    answer = Content(text=text.strip())
    for content in (answer, template):
        outgoing.check(content.type, content.text, content.content)
    with transaction.atomic():
        conversation = lock(conversation)
        earlier = conversation.messages.filter(idempotency_key=key).first() if key else None
        if earlier:
            return earlier
        found = window(conversation)
        if found.free_text:
            return reply(conversation, content=answer, user=user, key=key)
        if not found.template:
            raise OptedOut(found.why)
        return put_aside(conversation, answer, template, user=user, key=key)


def put_aside(
    conversation: Conversation, answer: Content, template: Content, *, user: User | None, key: str | None
) -> Message:
    """In the transaction that holds the conversation. The template goes first, and only if none asked already."""
    waiting = conversation.messages.filter(status=Status.PARKED).count()
    if waiting >= MOST:
        raise Unsendable(f"{MOST} answers wait for this customer already.")
    if not waiting:
        queue(conversation, content=template, author=Message.Author.STAFF, user=user, key=f"ask-{key}" if key else None)
        later.wake("deliver", conversation=conversation.pk)
    message = queue(conversation, content=answer, author=Message.Author.STAFF, user=user, key=key, status=Status.PARKED)
    ownership.take_over(conversation, user=user)
    live.announce("inbox", f"conversation-{conversation.pk}")
    return message


def edit(message: Message, *, text: str) -> None:
    """Change the words before they go. Raises Unsendable, or Gone when it went meanwhile."""
    outgoing.check("text", text.strip(), {})
    if not parked(message).update(text=text.strip()):
        raise Gone
    live.announce(f"conversation-{message.conversation_id}")


def cancel(message: Message) -> None:
    """Take it back; nobody saw it. Raises Gone when it went meanwhile."""
    if not parked(message).delete()[0]:
        raise Gone
    live.announce("inbox", f"conversation-{message.conversation_id}")


def parked(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, status=Status.PARKED)


# In order, each once: whoever comes second finds none parked any more.
RELEASE = """
WITH released AS (
    UPDATE conversations_message SET status = 'queued', at = %(now)s::timestamptz, next_attempt_at = NULL
    WHERE conversation_id = %(conversation)s::bigint AND status = 'parked' RETURNING id
) SELECT count(*) FROM released
"""


def release(conversation: Conversation) -> int:
    """The customer wrote or called: what waited is queued, in this transaction. Returns how many.

    Who asked for silence gets none of it: it ends as failed, with the reason.
    """
    conversation = lock(conversation)
    found = window(conversation)
    if not found.free_text:
        return 0 if found.template else refuse(conversation)
    row = hot.fetch_one(RELEASE, {"conversation": conversation.pk, "now": clock.now()})
    released = int(row[0]) if row else 0
    if released:
        later.wake("deliver", conversation=conversation.pk)
        live.announce(f"conversation-{conversation.pk}")
    return released


def refuse(conversation: Conversation) -> int:
    rows = conversation.messages.filter(status=Status.PARKED)
    if rows.update(status=Status.FAILED, error=CANCELLED):
        live.announce(f"conversation-{conversation.pk}")
    return 0


def sweep() -> int:
    """Answers that still wait though the window opened: parked in the very moment in which the customer wrote."""
    waiting = Message.objects.filter(status=Status.PARKED, conversation__last_inbound_at__gt=F("at"))
    ids = list(waiting.values_list("conversation_id", flat=True).distinct()[:100])
    released = 0
    for pk in ids:
        with transaction.atomic():
            released += release(Conversation(pk=pk))
    return released
