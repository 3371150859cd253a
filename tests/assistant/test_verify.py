import pytest

from cairn.assistant.verify.stated import unknown
from cairn.assistant.verify.values import addresses
from cairn.assistant.verify.wording import denies, stems

FACTS = ["₹15,000", "12 to 19 Aug", "trekandstay@paytm", "+91 90000 41127"]


def test_what_stands_in_the_facts_may_be_said():
    assert unknown("It costs 15000, from 12 Aug. UPI trekandstay@paytm", FACTS, "") == []


def test_the_customers_own_numbers_may_be_repeated():
    assert unknown("For 4 people it is ₹15,000.", FACTS, "we are 4") == []


@pytest.mark.parametrize(
    "text",
    [
        "It costs ₹14,999.",
        "Come on 13 Aug.",
        "Pay to someone@okaxis",
        "See https://evil.example",
        "Call +91 90000 41128",
        "10% off",
    ],
)
def test_anything_else_is_caught(text):
    assert unknown(text, FACTS, "what is the price")


def test_the_numbers_of_a_list_are_no_statements():
    assert unknown("1. Tell us\n2. Pay ₹15,000", FACTS, "") == []


def test_an_address_without_http_is_an_address_whatever_its_ending():
    assert addresses("Visit trek-and-stay.online or treks.shop/pay today.") == {
        "trek-and-stay.online",
        "treks.shop/pay",
    }
    assert not addresses("We stay at a campsite. Online booking opens soon.")


@pytest.mark.parametrize(
    "text", ["It isn’t covered.", "Nothing extra.", "Insurance nahi hai", "बीमा शामिल नहीं है", "Excluding meals"]
)
def test_a_denial_is_heard_in_every_spelling(text):
    assert denies(text)


def test_words_are_compared_without_their_endings():
    assert stems("Tents included, camping") == stems("tent includes Camp")
