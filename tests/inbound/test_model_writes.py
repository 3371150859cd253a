"""A conversation whose answer a language model words: what is sent, kept and paid."""

from __future__ import annotations

import pytest

from cairn.assistant.model import breaker as breakers
from cairn.assistant.models import Answer
from cairn.inbound import conversing
from tests.assistant.model_server import says as model_says
from tests.assistant.model_server import served
from tests.inbound.test_conversing import QUESTION, nowhere, replies, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "channel", "nowhere")]
TRUE = "The *7-Day Maharashtra Explorer* is ₹15,000 per person."
__all__ = ["nowhere"]


@pytest.fixture
def model(settings, monkeypatch):
    with served() as server:
        settings.OPENROUTER_API_KEY, settings.OPENROUTER_URL = "key", server.url
        monkeypatch.setattr("cairn.assistant.model.write.breaker", breakers.fresh())
        yield server


def test_the_models_text_is_sent_with_its_sources_and_its_cost_kept(model):
    model.script = lambda request: model_says(TRUE)
    conversation = says(QUESTION)
    conversing.converse(conversation.pk)
    assert replies(conversation) == [TRUE]
    kept = Answer.objects.get()
    assert (kept.writer, kept.model, kept.tokens_in, kept.dollars) == (
        "llm",
        "anthropic/claude-haiku-4.5",
        900,
        pytest.approx(0.0012),
    )
    assert kept.sources


def test_a_lie_is_kept_for_the_record_and_never_sent(model):
    model.script = lambda request: model_says("It costs ₹14,999, your booking is confirmed.")
    conversation = says(QUESTION)
    conversing.converse(conversation.pk)
    assert "₹15,000" in replies(conversation)[0]
    kept = Answer.objects.get()
    assert kept.writer == "composer" and "14999" in kept.rejected[0]["rule"]


def test_over_the_budget_the_composer_writes(model, settings):
    settings.ASSISTANT_DAILY_CALLS = 0
    conversation = says(QUESTION)
    conversing.converse(conversation.pk)
    assert model.requests == [] and Answer.objects.get().writer == "composer"
