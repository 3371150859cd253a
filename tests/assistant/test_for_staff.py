"""Summary, translation, and being told when the model is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.assistant.helping import assist, claim, suggest, summarise, translate
from cairn.assistant.model import breaker as breakers
from cairn.assistant.model import budget, trouble
from cairn.assistant.models import Answer, ModelCall, Suggestion, Summary, Translation, Trouble
from cairn.inbound import conversing
from cairn.journal.models import Event
from cairn.leads.models import Lead
from cairn.lib import clock
from tests.assistant.model_server import says as model_says
from tests.assistant.model_server import served
from tests.assistant.staffed import PRICE, UNKNOWN, suggested, taken
from tests.inbound.test_conversing import nowhere, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "channel", "nowhere")]
__all__ = ["nowhere"]
HINGLISH = "Hum 4 log hain, 12 August ko aayenge"


@pytest.fixture(scope="module")
def server():
    with served() as model:
        yield model


@pytest.fixture
def model(server, settings, monkeypatch):
    server.requests.clear()
    settings.OPENROUTER_API_KEY, settings.OPENROUTER_URL = "key", server.url
    settings.OPENROUTER_MODELS = ["one/model"]
    monkeypatch.setattr("cairn.assistant.model.write.breaker", breakers.fresh())
    return server


def told() -> list[str]:
    return [event.data["why"] for event in Event.objects.filter(type="notification", data__kind="model").order_by("pk")]


def test_the_summary_says_who_wants_what_and_what_is_open():
    conversation = says("We are 4 people for the 7-Day Maharashtra Explorer in August. " + UNKNOWN)
    conversing.converse(conversation.pk)
    conversation.refresh_from_db()
    Lead.objects.update(budget=6_000_000)
    found = {str(line.name): line.text for line in summarise.lines(conversation)}
    assert (found["Trip"], found["Party"], found["Budget"]) == ("7-Day Maharashtra Explorer", "4", "₹60,000")
    assert "drone" in found["Asked"] and found["Answered"]


def test_after_a_handover_it_says_what_was_promised_and_what_nobody_answered():
    conversation = says(UNKNOWN)
    conversing.converse(conversation.pk)
    conversation.refresh_from_db()
    found = {str(line.name): line.text for line in summarise.lines(conversation)}
    assert found["Promised"].startswith("an answer by ") and found["Not answered"] == UNKNOWN
    assert found["Still missing"] == "trip, dates, number of people"


def test_the_summary_costs_a_constant_number_of_queries(django_assert_max_num_queries):
    conversation = says(UNKNOWN)
    conversing.converse(conversation.pk)
    with django_assert_max_num_queries(8):
        summarise.lines(conversation)


def test_a_model_words_the_summary_and_a_wrong_number_is_not_shown(model, rohan):
    conversation = taken(rohan, "We are 4 people, what does the 7-Day Maharashtra Explorer cost?")
    model.script = lambda request: model_says("Four people ask for the price of the 7-Day Maharashtra Explorer.")
    summarise.want(conversation), assist.run(conversation.pk)
    assert summarise.worded(conversation).text.startswith("Four people")
    model.script = lambda request: model_says("5 people ask.")
    summarise.want(conversation), assist.run(conversation.pk)
    row = summarise.worded(conversation)
    assert row.text == "" and "does not" in row.why and Summary.objects.count() == 1


def test_a_translation_is_made_once_per_message_and_keeps_its_numbers(model, rohan):
    conversation = taken(rohan, HINGLISH)
    model.script = lambda request: model_says("We are 4 people, we will come on 12 August")
    assert translate.want(conversation) == 1
    assist.run(conversation.pk), assist.run(conversation.pk)
    row = Translation.objects.get()
    assert (row.text, row.wanted) == ("We are 4 people, we will come on 12 August", False)
    calls = len(model.requests)
    assert translate.want(conversation) == 0 and len(model.requests) == calls
    assert ModelCall.objects.filter(purpose="translation").count() == 1


def test_a_translation_with_other_numbers_is_not_shown(model, rohan):
    conversation = taken(rohan, HINGLISH)
    model.script = lambda request: model_says("We are 5 people, we will come on 12 August")
    translate.want(conversation), assist.run(conversation.pk)
    assert Translation.objects.get().text == "" and "numbers" in Translation.objects.get().why


def test_without_a_model_translating_says_so(rohan):
    conversation = taken(rohan, HINGLISH)
    translate.want(conversation), assist.run(conversation.pk)
    assert not translate.available() and "OPENROUTER_API_KEY" in Translation.objects.get().why


def test_staff_are_told_once_that_the_model_rests_and_once_that_it_is_back(model, monkeypatch):
    model.script = lambda request: 500
    for person in range(1, 8):
        conversing.converse(says(PRICE, person=person, first=person * 10).pk)
    monkeypatch.setattr("cairn.assistant.model.write.breaker", breakers.fresh())  # another process
    for person in range(8, 14):
        conversing.converse(says(PRICE, person=person, first=person * 10).pk)
    assert told() == ["The language model does not answer."] and trouble.watch() == 0
    monkeypatch.setattr("cairn.assistant.model.write.breaker", breakers.fresh())
    model.script = lambda request: model_says("The *7-Day Maharashtra Explorer* is ₹15,000 per person.")
    conversing.converse(says(PRICE, person=20, first=900).pk)
    assert (trouble.watch(), trouble.watch()) == (1, 0)
    assert told()[-1] == "The language model answers again."


def test_staff_are_told_once_that_the_budget_is_used_up_and_when_it_is_not(model, settings):
    conversation = says(PRICE)
    kept = Answer.objects.create(conversation=conversation, question="x", model="one/model", dollars=9.0)
    assert not budget.allows(conversation.pk) and not budget.allows(conversation.pk)
    assert len(told()) == 1 and "budget" in told()[0]
    conversing.converse(conversation.pk)
    assert Answer.objects.latest("pk").writer == "composer" and model.requests == []
    Answer.objects.filter(pk=kept.pk).update(created_at=clock.now() - timedelta(hours=25))
    assert trouble.watch() == 1 and len(told()) == 2 and budget.allows(conversation.pk)


def test_each_customer_has_a_limit_of_their_own_a_day(model, settings):
    settings.ASSISTANT_DAILY_CALLS = 2
    chatty, other = says(PRICE, person=1), says(PRICE, person=2, first=9)
    Answer.objects.create(conversation=chatty, question="x", model="one/model")
    assert budget.allows(chatty.pk)
    ModelCall.objects.create(conversation=chatty, purpose="suggestion", model="one/model")
    assert not budget.allows(chatty.pk) and budget.allows(other.pk)
    assert not Trouble.objects.exists()  # one customer's limit is no trouble of the firm


def test_the_sum_of_the_day_is_kept_and_what_others_spend_meanwhile_is_added(model, django_assert_num_queries):
    conversation = says(PRICE)
    hour = timedelta(hours=1)
    early = Answer.objects.create(conversation=conversation, question="x", model="one/model", dollars=2.0)
    Answer.objects.filter(pk=early.pk).update(created_at=clock.now() - hour)
    budget.used()
    with django_assert_num_queries(1):
        assert budget.allows(conversation.pk)
    ModelCall.objects.create(purpose="suggestion", model="one/model", dollars=97.0)
    assert not budget.allows(conversation.pk)
    early.delete()  # and with it the sum that it was in
    assert budget.used(conversation.pk, kept=budget._kept) == (0, 97.0)


def test_what_a_suggestion_costs_counts_against_the_budget(model, rohan):
    model.script = lambda request: model_says("The *7-Day Maharashtra Explorer* is ₹15,000 per person.")
    conversation = taken(rohan, PRICE)
    row = suggested(conversation)
    assert (row.state, row.writer) == ("ready", "llm")
    assert budget.used(conversation.pk) == (1, pytest.approx(0.0012))


def test_a_suggestion_of_a_lying_model_is_the_composers(model, rohan):
    model.script = lambda request: model_says("It costs ₹14,999 and your booking is confirmed.")
    row = suggested(taken(rohan, PRICE))
    assert row.writer == "composer" and "₹15,000" in row.text


def test_two_workers_that_read_the_same_wish_ask_the_model_once(rohan, model):
    model.script = lambda request: model_says("It is ₹15,000 a person.")
    conversation = taken(rohan, PRICE)
    first, second = Suggestion.objects.get(), Suggestion.objects.get()
    suggest.make(first), suggest.make(second)
    assert len(model.requests) == 1 and suggest.shown(conversation).state == "ready"


def test_what_a_worker_is_at_is_left_to_it_until_it_must_be_dead(rohan, model):
    model.script = lambda request: model_says("It is ₹15,000 a person.")
    conversation = taken(rohan, PRICE)
    assert claim.take(Suggestion.objects.get())
    assert suggested(conversation).state == "wanted" and not model.requests
    Suggestion.objects.update(taken_until=clock.now())
    assert suggested(conversation).state == "ready"


def test_a_summary_and_a_translation_that_are_asked_for_twice_are_paid_once(rohan, model):
    model.script = lambda request: model_says("Four people come.")
    conversation = taken(rohan, HINGLISH)
    Suggestion.objects.all().delete()
    summarise.want(conversation), translate.want(conversation)
    rows = [(summarise, Summary.objects.get()), (translate, Translation.objects.get())]
    for writer, row in rows * 2:
        writer.make(row)
    assert len(model.requests) == 2
