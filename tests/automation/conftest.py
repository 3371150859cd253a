"""A customer who writes, and an assistant whose replies are acted on as in the product."""

from __future__ import annotations

import pytest

from bench.client import text_webhook
from cairn.automation import carry_out
from cairn.conversations.models import Conversation
from cairn.inbound import conversing
from cairn.leads.models import Lead
from tests.inbound.bodies import arrive


@pytest.fixture
def nowhere(settings):
    """Replies are written and stay queued."""
    from cairn.channels import delivery

    settings.WHATSAPP_GRAPH_URL = "http://127.0.0.1:9"
    delivery.client.cache_clear()
    yield
    delivery.client.cache_clear()


@pytest.fixture
def talk(demo, channel, nowhere, monkeypatch):
    """talk("Hi") files the message, answers it and gives the lead as it then is."""
    learn, count = conversing.learn, iter(range(1000))

    def learn_and_react(lead, reply, message):
        learn(lead, reply, message)
        carry_out.react(lead, reply, message)

    monkeypatch.setattr(conversing, "learn", learn_and_react)

    def say(words: str) -> Lead:
        arrive(text_webhook(next(count), person=1, words=words))
        conversation = Conversation.objects.get(contact__phone="+919800000001")
        conversing.converse(conversation.pk)
        return Lead.objects.get(conversation=conversation)

    return say
