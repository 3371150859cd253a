"""The pages of what the assistant learns: gaps, corrections, figures and the trial of styles."""

from __future__ import annotations

import pytest
from django.test import Client

from cairn.assistant import trial
from cairn.assistant.evaluation import suite
from cairn.assistant.learning import learn
from cairn.assistant.models import Answer, Gap, ModelCall, ProposedEdit, StyleTrial, Suggestion
from cairn.catalog.models import Faq, Policy, Trip
from cairn.conversations.models import Conversation
from tests.assistant.staffed import PRICE, UNKNOWN, unknown
from tests.dashboard.conftest import page, signed_in, talks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "channel")]
LIVE = {"HX-Request": "true"}


@pytest.fixture
def gap(priya):
    unknown(UNKNOWN, priya)
    learn.run()
    return Gap.objects.get()


@pytest.fixture
def answer(priya):
    return Answer.objects.create(conversation=priya, question=PRICE, language="en", intents=["pricing"])


@pytest.fixture
def edit(priya):
    message = priya.messages.get()
    row = Suggestion.objects.create(conversation=priya, message=message, question=PRICE, text="x", state="edited")
    return ProposedEdit.objects.create(
        suggestion=row, kind="trip", source_id="1", title="7-Day", field="price", current="₹15,000", proposed="₹16,500"
    )


def test_a_gap_is_shown_with_who_asked_and_becomes_an_faq(at_desk, gap, priya):
    shown = page(at_desk, "/knowledge/gaps")
    assert UNKNOWN in shown and "Priya Nair" in shown and f"/inbox/{priya.pk}" in shown
    said = {"act": "accept", "question": UNKNOWN, "answer": "Yes, outside of the sanctuary."}
    assert at_desk.post(f"/knowledge/gaps/{gap.pk}", said, headers=LIVE).status_code == 204
    assert Faq.objects.filter(question=UNKNOWN, answer=said["answer"]).count() == 1
    assert "Everything that was asked was answered" in page(at_desk, "/knowledge/gaps/list")


def test_an_faq_without_an_answer_is_refused_in_words(at_desk, gap):
    refused = at_desk.post(f"/knowledge/gaps/{gap.pk}", {"act": "accept", "question": "x", "answer": " "}, headers=LIVE)
    assert (refused.status_code, refused.content) == (422, b"An FAQ needs a question and an answer.")


def test_a_proposed_edit_stands_beside_the_present_value(at_desk, edit):
    shown = page(at_desk, "/knowledge/gaps")
    assert "₹15,000" in shown and "₹16,500" in shown
    assert at_desk.post(f"/knowledge/edits/{edit.pk}", {"act": "accept"}, headers=LIVE).status_code == 204
    assert Trip.objects.get(pk=1).price == 1_650_000
    assert at_desk.post(f"/knowledge/edits/{edit.pk}", {"act": "accept"}, headers=LIVE).status_code == 204


def test_the_page_costs_the_same_with_many_gaps(at_desk, channel, django_assert_max_num_queries):
    for n in range(12):
        gap = Gap.objects.create(question=f"Question {n}", last_at=talks(channel, f"P{n}").created_at)
        row = unknown(f"Question {n}", Conversation.objects.latest("pk"))
        row.unanswered.create(
            conversation=row.conversation,
            why="abstained",
            key=f"k{n}",
            text="x",
            glossed="x",
            gap=gap,
            asked_at=row.created_at,
        )
    with django_assert_max_num_queries(12):
        page(at_desk, "/knowledge/gaps")


@pytest.mark.parametrize("kind", ["faq", "policy"])
def test_correcting_the_source_changes_the_row_and_keeps_the_question_as_a_case(at_desk, answer, kind):
    row = Faq.objects.first() if kind == "faq" else Policy.objects.first()
    address = f"/knowledge/correct/{kind}/{row.pk if kind == 'faq' else row.slug}?answer={answer.pk}"
    assert PRICE in page(at_desk, address)
    texts = {"question": row.question, "answer": row.answer} if kind == "faq" else {"text": row.text}
    said = {f"was-{name}": text for name, text in texts.items()} | texts | {"answer": "New.", "text": "New."}
    assert at_desk.post(address, said)["Location"] == f"/inbox/{answer.conversation_id}"
    row.refresh_from_db()
    assert (row.answer if kind == "faq" else row.text) == "New."
    assert [case["turns"] for case in suite.cases(frozenset({"learnt"}))] == [[PRICE]]


def test_a_row_that_was_changed_meanwhile_is_not_overwritten(at_desk):
    row = Faq.objects.first()
    said = {"question": row.question, "was-question": row.question, "answer": "Mine", "was-answer": "What I saw"}
    refused = at_desk.post(f"/knowledge/correct/faq/{row.pk}", said)
    assert refused.status_code == 409 and "meanwhile" in refused.content.decode() and "Mine" in refused.content.decode()
    assert Faq.objects.get(pk=row.pk).answer == row.answer


def test_a_price_that_is_no_number_is_refused(at_desk):
    said = {"price": "cheap", "was-price": "15000", "advance": "2000", "was-advance": "2000"}
    assert at_desk.post("/knowledge/correct/trip/1", said).status_code == 409
    assert Trip.objects.get(pk=1).price == 1_500_000


def test_figures_costs_and_a_trial_stand_on_one_page(at_desk, answer):
    ModelCall.objects.create(purpose="summary", model="one/model", tokens_in=900, tokens_out=120, dollars=0.0012)
    shown = page(at_desk, "/knowledge/answers")
    assert "Pricing" in shown and "900" in shown and "0.0012" in shown
    assert at_desk.post("/knowledge/styles/start", {"style": ["warm", "brief"]}).status_code == 302
    shown = page(at_desk, "/knowledge/answers")
    assert "not enough yet, 50 are needed" in shown and "No style has won" in shown
    running = StyleTrial.objects.get()
    assert at_desk.post("/knowledge/styles/start", {"style": ["warm", "brief"]}).status_code == 422
    assert at_desk.post(f"/knowledge/styles/{running.pk}/stop", {"chosen": "brief"}).status_code == 302
    assert "in the style “Brief”" in page(at_desk, "/knowledge/answers")


def test_agents_read_and_managers_decide(rohan, asha, gap, edit):
    agent = signed_in(rohan)
    running = trial.start(["warm", "brief"], user=asha)
    assert "Make it an FAQ" not in page(agent, "/knowledge/gaps")
    posts = [
        f"/knowledge/gaps/{gap.pk}",
        f"/knowledge/edits/{edit.pk}",
        "/knowledge/styles/start",
        "/knowledge/correct/faq/1",
    ]
    for address in [*posts, f"/knowledge/styles/{running.pk}/stop"]:
        assert agent.post(address, {"act": "reject"}).status_code == 403


def test_strangers_are_sent_to_sign_in(at_desk):
    for address in ("/knowledge/gaps", "/knowledge/answers", "/knowledge/correct/faq/1"):
        assert Client().get(address)["Location"].startswith("/sign-in")
    for address in ("/knowledge/correct/faq/999999", "/knowledge/correct/story/1", "/knowledge/correct/faq/x"):
        assert at_desk.get(address).status_code == 404
