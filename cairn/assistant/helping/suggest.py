"""A reply that a person may send, for the newest words of a customer. Never sent by itself.

Wanting one is a row; a job writes it. It is shown while those words are the last ones said.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cairn.assistant.answer import Reply, Turn, answer
from cairn.assistant.helping import claim
from cairn.assistant.learning import capture
from cairn.assistant.model import budget, spent
from cairn.assistant.models import Question, Suggestion
from cairn.conversations.models import Conversation, Message
from cairn.lib import later, live

HISTORY = 12  # messages before the question that the assistant reads
BURST = 20  # messages of the customer that are answered together
# Lines of the thread that nobody wrote, and what holds no question.
NOT_SAID = ("call", "system", "reaction")
WORDLESS = ("location", "contacts", "order")
State = Suggestion.State
UNDECIDED = (State.WANTED, State.READY, State.NOTHING)
# What the assistant says of these is meant for a customer who has nobody else yet.
SUGGESTED = ("answer", "clarify")


def want(conversation: Conversation) -> Suggestion | None:
    """Ask for a suggestion for what the customer said last; asked twice, it is made once. None when nothing waits."""
    said = unanswered(conversation)
    if not said:
        return None
    with transaction.atomic():
        row, made = Suggestion.objects.get_or_create(message=said[-1], defaults={"conversation": conversation})
        if not made:
            again = Suggestion.objects.filter(pk=row.pk, state__in=[State.NOTHING, State.OLD])
            again.update(state=State.WANTED, taken_until=None)
        outdate(conversation.pk, but=row.pk)
        later.wake("assist", conversation=conversation.pk)
    return row


def make(row: Suggestion) -> None:
    """Write it, by the same path and with the same checks as an answer. The slow part stands in no transaction."""
    conversation = row.conversation
    said = [message for message in unanswered(conversation) if message.pk <= row.message_id]
    question = "\n".join(message.text for message in said)
    if not said or said[-1].pk != row.message_id:
        Suggestion.objects.filter(pk=row.pk, state=State.WANTED).update(state=State.OLD)
        return
    if not claim.take(row):
        return
    within = budget.allows(conversation.pk)
    reply = answer(question, history=history(conversation, said[0]), seed=conversation.pk, allow_model=within)
    with transaction.atomic():
        spent.note("suggestion", reply.model, conversation_id=conversation.pk)
        ready = Suggestion.objects.filter(pk=row.pk, state=State.WANTED).update(**told(question, reply))
        if ready:
            live.announce(f"conversation-{conversation.pk}")
    if reply.expect == "abstain":
        row.refresh_from_db()
        capture.of_suggestion(row, Question.Why.HANDED_OVER)


def told(question: str, reply: Reply) -> dict[str, Any]:
    known = reply.expect in SUGGESTED and bool(reply.text.strip())
    return {
        "state": State.READY if known else State.NOTHING,
        "question": question,
        "text": reply.text if known else "",
        "sources": [{"kind": source.kind, "id": source.id, "title": source.title} for source in reply.sources],
        "intents": reply.intents,
        "expect": reply.expect,
        "writer": reply.writer,
        "confidence": reply.confidence,
        "entities": reply.entities,
        "language": reply.language,
    }


def shown(conversation: Conversation) -> Suggestion | None:
    """The suggestion for the newest words, if they still are the last ones said. Two queries."""
    row = Suggestion.objects.filter(conversation=conversation, state__in=UNDECIDED).order_by("-pk").first()
    if row is None:
        return None
    newest = spoken(conversation).values_list("pk", flat=True).first()
    return row if newest == row.message_id else None


def outdate(conversation_id: int, *, but: int = 0) -> None:
    rows = Suggestion.objects.filter(conversation=conversation_id, state__in=UNDECIDED).exclude(pk=but)
    rows.update(state=State.OLD)


def unanswered(conversation: Conversation) -> list[Message]:
    """The customer's words since the firm last said something, oldest first."""
    said: list[Message] = []
    for message in spoken(conversation)[:BURST]:
        if message.direction == Message.Direction.OUT:
            break
        said.insert(0, message)
    return [message for message in said if message.text.strip() and message.type not in WORDLESS]


def history(conversation: Conversation, before: Message) -> list[Turn]:
    rows = spoken(conversation).filter(pk__lt=before.pk).exclude(text="")[:HISTORY]
    return [Turn(message.author, message.text) for message in reversed(rows)]


def spoken(conversation: Conversation) -> Any:
    rows = conversation.messages.filter(revoked_at=None).exclude(type__in=NOT_SAID)
    return rows.exclude(status__in=[Message.Status.PLANNED, Message.Status.PARKED]).order_by("-pk")
