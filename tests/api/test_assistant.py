from __future__ import annotations

from types import SimpleNamespace

import pytest

from cairn.assistant.models import Answer
from cairn.journal.models import Event
from tests.api.conftest import problem

ANSWER = set(
    "answer sources intents language sentiment entities confidence expect handover writer took_ms".split()  # noqa: SIM905
)


@pytest.fixture
def asked(monkeypatch):
    """A scripted assistant; holds what it was asked."""
    calls = []

    def answer(question, *, history=(), today=None, seed=0):
        calls.append((question, [(turn.author, turn.text) for turn in history]))
        return SimpleNamespace(
            text="₹15,000 per person.",
            sources=[SimpleNamespace(kind="trip", id="1", title="7-Day Maharashtra Explorer")],
            intents=["pricing"],
            language="en",
            sentiment="neutral",
            entities={"trip": {"id": 1}, "more": 1},
            confidence=0.9,
            expect="answer",
            handover=SimpleNamespace(reason="asked", summary="Wants a call"),
            writer="composer",
            took_ms=12.5,
        )

    monkeypatch.setattr("cairn.api.assistant.answer", answer)
    return calls


def test_an_answer_has_the_fields_of_the_contract(api, asked):
    found = api.post("/assistant/ask", {"question": "How much?", "history": ["Hi", "7 day trip"]}).json()
    assert set(found) == ANSWER
    assert set(found["entities"]) == {"trip", "party_size", "dates", "budget", "city"}
    assert found["sources"] == [{"kind": "trip", "id": "1", "title": "7-Day Maharashtra Explorer"}]
    assert found["handover"] == {"reason": "asked", "summary": "Wants a call"}
    assert asked == [("How much?", [("customer", "Hi"), ("customer", "7 day trip")])]


def test_asking_stores_nothing(api, asked):
    api.post("/assistant/ask", {"question": "How much?"})
    assert not Answer.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("question", ["", "   ", "x" * 4001, "a\0b", None, 5])
def test_a_question_that_is_none_is_a_422(api, asked, question):
    problem(api.post("/assistant/ask", {"question": question}), 422)
    assert asked == []


def test_the_longest_question_is_answered(api, asked):
    assert api.post("/assistant/ask", {"question": "x" * 4000}).status_code == 200


def test_the_real_assistant_answers_in_the_same_shape(api):
    found = api.post("/assistant/ask", {"question": "What does the 7-Day Maharashtra Explorer cost?"}).json()
    assert set(found) == ANSWER
    assert "15,000" in found["answer"]
