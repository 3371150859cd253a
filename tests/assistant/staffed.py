"""A conversation that a person has, and a model that says what the test wants."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from cairn.assistant.helping import assist
from cairn.assistant.models import Answer, Suggestion
from cairn.conversations import ownership
from cairn.conversations.models import Conversation, Message
from cairn.inbound import conversing
from cairn.lib import clock
from tests.inbound.test_conversing import says

PRICE = "What does the 7-Day Maharashtra Explorer cost?"
UNKNOWN = "Can I fly a drone at the waterfall?"


def taken(user, *words: str, person: int = 1) -> Conversation:
    """The customer wrote `words`, and `user` has the conversation."""
    conversation = says(*words, person=person)
    ownership.set_assistant(conversation, state="off", user=user)
    conversing.converse(conversation.pk)
    conversation.refresh_from_db()
    return conversation


def suggested(conversation: Conversation) -> Suggestion:
    assist.run(conversation.pk)
    return Suggestion.objects.filter(conversation=conversation).latest("pk")


def writes_on(conversation: Conversation, words: str) -> Message:
    """The customer writes again, and the worker has seen to it."""
    message = Message.objects.create(
        conversation=conversation, channel=conversation.channel, direction="in", author="customer", text=words,
        status="received", at=clock.now(),
    )  # fmt: skip
    Conversation.objects.filter(pk=conversation.pk).update(
        waiting_since=Now(), quiet_at=Now(), last_inbound_at=clock.now()
    )
    conversing.converse(conversation.pk)
    return message


def unknown(words: str, conversation: Conversation, *, days: float = 0, **fields) -> Answer:
    """An answer that said: I don't know."""
    made = Answer.objects.create(
        conversation=conversation, question=words, language="en", expect="abstain", confidence=0.2,
        handover={"reason": "not in our information", "summary": words}, **fields,
    )  # fmt: skip
    Answer.objects.filter(pk=made.pk).update(created_at=clock.now() - timedelta(days=days))
    made.refresh_from_db()
    return made
