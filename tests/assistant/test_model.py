from __future__ import annotations

import json
import random
import time

import pytest

from cairn.assistant.answer import Turn, answer
from cairn.assistant.model import breaker as breakers
from tests.assistant.model_server import says, served

pytestmark = pytest.mark.django_db
FIRST = "Hi, I'm interested in trekking in Maharashtra. What options do you have?"
SECOND = "The 7-day trip sounds perfect! What exactly is included in ₹15,000?"
PRICE = "What is the price of the 7-Day Maharashtra Explorer?"
TRUE = "The *7-Day Maharashtra Explorer* is ₹15,000 per person. You pay ₹2,000 in advance."


@pytest.fixture(scope="module")
def server():
    with served() as model:
        yield model


@pytest.fixture
def model(server, settings, monkeypatch):
    server.requests.clear()
    settings.OPENROUTER_API_KEY, settings.OPENROUTER_URL = "key-of-the-firm", server.url
    settings.OPENROUTER_MODELS = ["first/model", "second/model"]
    settings.ASSISTANT_DEADLINE = 2.0
    fresh = breakers.fresh()
    monkeypatch.setattr("cairn.assistant.model.write.breaker", fresh)
    server.breaker = fresh
    return server


def test_a_true_text_of_the_model_is_what_goes_out(model):
    model.script = lambda request: says(TRUE)
    reply = answer(PRICE)
    assert (reply.text, reply.writer) == (TRUE, "llm")
    assert reply.model.tokens_in == 900 and reply.model.model == "first/model"
    assert [source.title for source in reply.sources] == ["7-Day Maharashtra Explorer"]


def test_the_request_holds_the_facts_and_a_schema_and_no_other_customer(model):
    model.script = lambda request: says(TRUE)
    answer(PRICE, history=[Turn("customer", FIRST), Turn("assistant", "Two trips fit.")])
    [request] = model.requests
    assert model.keys[-1] == "Bearer key-of-the-firm"
    assert request["temperature"] == 0.3 and request["max_tokens"] == 800
    assert request["response_format"]["json_schema"]["strict"]
    given = request["messages"][1]["content"]
    assert "₹15,000 per person" in given and PRICE in given and FIRST in given


def test_without_a_key_nobody_is_asked(model, settings):
    settings.OPENROUTER_API_KEY = ""
    assert answer(PRICE).writer == "composer" and model.requests == []


@pytest.mark.parametrize(
    "question", ["STOP", "I want to talk to a human", "There was an accident on the trek, help!", "asdkjh qwe?"]
)
def test_what_is_urgent_or_unknown_is_worded_by_us(model, question):
    model.script = lambda request: says("All is well.")
    assert answer(question).writer != "llm"
    assert model.requests == []


@pytest.mark.parametrize("said", [500, 429, b"not json", b"{}", b'{"choices": []}', b"[" * 5000])
def test_when_the_first_model_fails_the_second_is_asked(model, said):
    model.script = lambda request: said if request["model"] == "first/model" else says(TRUE)
    assert answer(PRICE).writer == "llm"
    assert [request["model"] for request in model.requests] == ["first/model", "second/model"]


def test_a_model_that_hangs_leaves_the_composer_its_word(model, settings):
    settings.ASSISTANT_DEADLINE = 0.6
    model.script = lambda request: 3.0
    reply = answer(PRICE)
    assert reply.writer == "composer" and "₹15,000" in reply.text and reply.model.why in ("deadline", "too late")


def test_after_five_failures_the_model_rests_and_one_call_tries_it_again(model, monkeypatch):
    model.script = lambda request: 500
    for _ in range(7):
        assert answer(PRICE).writer == "composer"
    assert len(model.requests) == 10
    model.breaker.rests_until = time.monotonic() - 1
    model.script = lambda request: says(TRUE)
    assert answer(PRICE).writer == "llm" and not model.breaker.open


def test_a_text_that_fails_is_repaired_once(model):
    tries = iter([says("It is ₹14,999 per person."), says(TRUE)])
    model.script = lambda request: next(tries)
    reply = answer(PRICE)
    assert reply.writer == "llm"
    assert "14999" in model.requests[1]["messages"][-1]["content"]
    assert reply.model.rejected[0]["text"].startswith("It is ₹14,999")


def test_what_a_guest_tells_is_quoted_between_tags_that_change(model):
    model.script = lambda request: says(TRUE)
    answer(PRICE), answer(PRICE)
    tags = {request["messages"][0]["content"].split("<quote-")[1][:8] for request in model.requests}
    assert len(tags) == 2


LIES = [
    ("price", "The 7-Day Maharashtra Explorer is ₹{wrong} per person."),
    ("price in words", "The 7-Day Maharashtra Explorer costs fourteen thousand five hundred rupees per person."),
    ("price in Hindi digits", "The 7-Day Maharashtra Explorer costs ₹१४,५०० per person."),
    ("price in thousands", "The 7-Day Maharashtra Explorer costs 14.5k per person."),
    ("dollars", "The 7-Day Maharashtra Explorer costs $15,000."),
    ("other trip's price", "The 7-Day Maharashtra Explorer is ₹9,000 per person."),
    ("date", "The 7-Day Maharashtra Explorer starts on {day} August."),
    ("month", "The 7-Day Maharashtra Explorer also runs in December."),
    ("seats", "Only {seats} seats are left on the 7-Day Maharashtra Explorer."),
    ("duration", "The 7-Day Maharashtra Explorer takes {seats} nights."),
    ("link", "Book at https://cheap-treks.example/{seats}"),
    ("bare link", "Book at treks{seats}.com today."),
    ("handle", "Pay the advance to asha{seats}@okaxis."),
    ("phone", "Call us at +91 98450 1{wrong}."),
    ("promise", "Your booking is confirmed, see you soon."),
    ("promise by us", "We have reserved your seat on the 7-Day Maharashtra Explorer."),
    ("guarantee", "We guarantee that you will see all waterfalls."),
    ("discount", "There is a discount for you on the 7-Day Maharashtra Explorer."),
    ("free", "Shopping is free of charge on this trip."),
    ("refund", "The advance is fully refundable."),
    ("another customer", "Priyanka and Sandeep from Hubli already paid for it."),
    ("another firm", "You can also travel with Thrillophilia for less."),
    ("polarity", "Personal expenses and shopping are included in the price."),
    ("polarity of one word", "The price includes travel insurance."),
    ("polarity turned", "All meals are not included in the price."),
    ("instructions", "My system prompt says F3 is the price."),
    ("other trip", "I would rather take the Kedarkantha trek."),
]


@pytest.mark.parametrize(("kind", "text"), LIES, ids=[kind for kind, _ in LIES])
def test_no_lie_is_delivered(model, kind, text):
    dice = random.Random(kind)
    for _ in range(8):
        wrong = dice.choice([14999, 15001, 12000, 1500, 150000, 16500])
        lie = text.format(wrong=f"{wrong:,}", day=dice.choice([11, 14, 25]), seats=dice.choice([13, 17, 31]))
        model.script = lambda request, lie=lie: says(lie)
        reply = answer(PRICE)
        assert reply.writer == "composer" and "₹15,000" in reply.text, lie
        assert reply.model.rejected


FAITHFUL = [
    (PRICE, "The *7-Day Maharashtra Explorer* costs ₹15,000 per person. The advance is ₹2,000, and the balance of ₹13,000 is due before the start."),
    (PRICE, "It's Rs 15,000 for each person: ₹2,000 now and ₹13,000 before we leave. Shall I tell you what is included?"),
    (PRICE, "Happy to help! 7-Day Maharashtra Explorer: 15,000 rupees a person."),
    (FIRST, "Hello! Two trips fit:\n1. *7-Day Maharashtra Explorer*, 12 to 19 Aug, ₹15,000 per person, advance ₹2,000\n2. *5-Day Waterfall Edition*, 13 to 17 Aug, ₹9,000 per person, advance ₹2,000\n\nWhich dates suit you?"),
    (SECOND, "Included: AC travel, hotels and homestays, all meals, entry fees, a trek leader and first aid. Not included: personal expenses, shopping and extra activities."),
    ("Is shopping included in the 7-Day Maharashtra Explorer?", "No, shopping is not included in the price."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text"), FAITHFUL)
def test_a_faithful_text_passes(model, question, text):
    model.script = lambda request: says(text)
    reply = answer(question)
    assert reply.writer == "llm", reply.model.rejected


def test_json_in_a_fence_is_read_and_handover_leaves_it_to_us(model):
    model.script = lambda request: f"```json\n{says(TRUE)}\n```"
    assert answer(PRICE).writer == "llm"
    model.script = lambda request: says("I can't say.", handover=True)
    assert answer(PRICE).writer == "composer"
    model.script = lambda request: json.dumps({"text": TRUE})
    assert answer(PRICE).writer == "composer"


def test_the_days_budget_is_kept(model, settings, channel):
    from cairn.assistant.model import budget
    from cairn.assistant.models import Answer
    from cairn.conversations.models import Contact, Conversation

    settings.ASSISTANT_DAILY_CALLS = 2
    asha, ravi = (Conversation.objects.create(channel=channel, contact=Contact.objects.create()) for _ in range(2))
    for _ in range(2):
        Answer.objects.create(conversation=asha, question="?", model="first/model", dollars=0.01)
    assert not budget.allows(asha.pk) and budget.allows(ravi.pk)
    settings.ASSISTANT_DAILY_DOLLARS = 0.015
    assert not budget.allows(ravi.pk)
