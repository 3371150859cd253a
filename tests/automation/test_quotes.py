"""What counts as a quote in the firm's own words, in the languages it writes."""

import pytest

from cairn.automation.quotes import PERHAPS, SURE, quote

UPI = "trekandstay@paytm"
TRIPS = ("7-Day Maharashtra Explorer",)


@pytest.mark.parametrize(
    "text",
    [
        "The total for 4 people is ₹60,000.",
        "It is Rs. 15000 per person, all meals in.",
        "Rs 9,000 pp, advance Rs 2,000",
        "15k per head, fine?",
        "Our offer: INR 54,000 for two people",
        "15,000/- per person",
        "कुल ₹60,000, एडवांस ₹2,000",
        "प्रति व्यक्ति 15,000 रुपये",
        "एकूण 30,000 रुपये",
        "ಒಟ್ಟು ₹30,000",
        "ஒருவருக்கு ₹15,000",
        "మొత్తం 30,000 రూపాయలు",
        "total 30000 rs hoga bhai",
        "Book here: https://trekandstay.example/book/7-day",
        "Pay here https://rzp.io/i/AbCd12",
        "rzp.io/l/advance",
        "upi://pay?pa=trekandstay@paytm&am=2000",
        "https://pages.razorpay.com/pl_1",
        "Send ₹2,000 to trekandstay@paytm",
    ],
)
def test_a_price_or_a_place_to_pay_is_a_quote(text):
    found = quote(text, upi_id=UPI, trips=TRIPS)
    assert found and found.sure == SURE and found.why


@pytest.mark.parametrize(
    "text",
    [
        "The trek is ₹9,000",
        "7-Day Maharashtra Explorer: ₹15,000",
        "You can pay to trekandstay@paytm",
        "the tour is 12k",
    ],
)
def test_what_may_be_one_is_only_suggested(text):
    found = quote(text, upi_id=UPI, trips=TRIPS)
    assert found and found.sure == PERHAPS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello, I am Asha. When would you like to travel?",
        "We start at 6:30 and walk 12 km",
        "The taxi costs ₹300",
        "Photos: https://trekandstay.example/gallery",
        "Read our story https://trekandstay.example/trips/booklet",
        "Your refund of ₹13,000 for the total is on its way",
        "Write to asha@trekandstay.example",
        "Call me on 9845011223",
        "We were 4 people in total",
        "We meet at gate 5",
        "2026-08-12 to 2026-08-19",
    ],
)
def test_other_words_are_none(text):
    assert quote(text, upi_id=UPI, trips=TRIPS) is None


def test_a_long_text_is_read_in_a_moment():
    assert quote("1,1" * 20_000, upi_id=UPI) is None
    assert quote("a@" * 20_000, upi_id=UPI) is None
    assert quote("http://" + "a-" * 20_000, upi_id=UPI) is None
