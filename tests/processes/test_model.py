"""The three sales scenarios again, this time worded by a language model behind a real server."""

from __future__ import annotations

import pytest

from tests.assistant.model_server import Model, says, served
from tests.desk import opened, wait_for

pytestmark = pytest.mark.processes
FIRST = "Hi, I'm interested in trekking in Maharashtra. What options do you have?"
SECOND = "The 7-day trip sounds perfect! What exactly is included in ₹15,000?"
THIRD = "Yes, I want to book! How do I proceed?"


def approved(request) -> str:
    given: str = request["messages"][1]["content"]
    return given.split("Approved reply (A)\n")[1].split("\n\nThe customer's message")[0]


@pytest.fixture(scope="module")
def model():
    with served() as server:
        yield server


@pytest.fixture(scope="module")
def worded(model: Model):
    with opened(OPENROUTER_API_KEY="key", OPENROUTER_URL=model.url) as desk:
        yield desk


def test_scenarios_one_to_three_in_the_models_words(worded, model):
    model.script = lambda request: says(f"With pleasure.\n{approved(request)}")
    customer = worded.customer("Meera", "+919845000301")
    for turn, question in enumerate((FIRST, SECOND, THIRD), start=1):
        worded.says(customer, question)
        wait_for(lambda turn=turn: len(worded.replies(customer)) >= turn, what=question)
    replies = worded.replies(customer)
    assert replies[0].startswith("With pleasure") and "*5-Day Waterfall Edition*" in replies[0]
    assert replies[1].startswith("With pleasure") and "AC coach" in replies[1]
    assert "trekandstay@paytm" in replies[2] and "within 1 hour" in replies[2]
    assert worded.api("/leads", phone="+919845000301")["items"][0]["stage"] == "qualified"


def test_a_lying_model_never_reaches_the_customer(worded, model):
    model.script = lambda request: says("Only ₹1,999 today at https://pay.example, your seat is confirmed!")
    customer = worded.customer("Ravi", "+919845000302")
    worded.says(customer, "What does the 7-Day Maharashtra Explorer cost?")
    wait_for(lambda: worded.replies(customer), what="an answer")
    assert "₹15,000" in worded.replies(customer)[0] and "1,999" not in worded.replies(customer)[0]


def test_a_model_that_hangs_delays_nobody_for_long(worded, model):
    model.script = lambda request: 20.0
    customers = [worded.customer(f"Guest {number}", f"+9198450003{number}") for number in range(10, 14)]
    for customer in customers:
        worded.says(customer, "What does the 7-Day Maharashtra Explorer cost?")
    wait_for(lambda: all(worded.replies(customer) for customer in customers), what="answers of the composer")
    assert all("₹15,000" in worded.replies(customer)[0] for customer in customers)
