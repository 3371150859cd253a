import pytest

from cairn.assistant.answer import Turn, answer

pytestmark = pytest.mark.django_db
FIRST = "Hi, I'm interested in trekking in Maharashtra. What options do you have?"
SECOND = "The 7-day trip sounds perfect! What exactly is included in ₹15,000?"
THIRD = "Yes, I want to book! How do I proceed?"


def said(*turns):
    return answer(turns[-1], history=[Turn("customer", text) for text in turns[:-1]])


def test_a_newcomer_hears_of_both_trips_with_dates_price_and_advance(demo):
    reply = said(FIRST)
    for words in (
        "*7-Day Maharashtra Explorer*",
        "*5-Day Waterfall Edition*",
        "12 to 19 Aug",
        "13 to 17 Aug",
        "₹15,000",
        "₹9,000",
        "₹2,000",
        "Devkund",
    ):
        assert words in reply.text
    assert reply.text.endswith("?")
    assert [(s.kind, s.id) for s in reply.sources] == [("trip", "1"), ("trip", "2")]


def test_what_is_included_names_the_exclusions_and_the_balance_too(demo):
    reply = said(FIRST, SECOND)
    for words in ("AC coach", "all meals", "first aid", "personal expenses", "₹2,000", "₹13,000"):
        assert words in reply.text
    assert reply.entities["trip"] == {"id": 1, "name": "7-Day Maharashtra Explorer", "slug": "maharashtra-explorer-7d"}


def test_who_wants_to_book_gets_the_steps_the_upi_id_and_a_promise(demo):
    reply = said(FIRST, SECOND, THIRD)
    assert "booking" in reply.intents
    for words in ("trekandstay@paytm", "₹2,000", "within 1 hour"):
        assert words in reply.text
