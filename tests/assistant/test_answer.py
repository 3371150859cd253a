import pytest
from django.db.models import F

from cairn.assistant.answer import Turn, answer
from cairn.catalog.models import Departure, Trip

pytestmark = pytest.mark.django_db


def test_a_new_price_is_in_the_next_answer(demo):
    assert "₹1,550" in answer("kalsubai price").text
    Trip.objects.filter(slug="kalsubai").update(price=170000)
    assert "₹1,700" in answer("kalsubai price").text


def test_a_seat_sold_is_in_the_next_answer(demo):
    Departure.objects.filter(trip__slug="kedarkantha", start__month=1, start__day=23).update(
        seats_sold=F("seats_sold") + 1
    )
    assert "12 seats left" in answer("seats on kedarkantha 23 jan?").text


@pytest.mark.parametrize(
    "text", ["", " ", "😀😀", "x" * 10_000, "\n\n", "?" * 500, "{trip} %s {0}", "₹₹", "१२३", "ಠ_ಠ", "1/0/0", "99 99/99"]
)
def test_no_text_breaks_the_assistant(demo, text):
    assert answer(text).text


def test_it_only_reads(demo, django_assert_max_num_queries):
    answer("hello")
    with django_assert_max_num_queries(8) as queries:
        answer("can I bring my dog on the goa trip?")
    assert not [q for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_stop_is_confirmed_in_one_sentence_that_sells_nothing(demo):
    reply = answer("STOP")
    assert reply.expect == "opt_out"
    assert "₹" not in reply.text


def test_an_emergency_gets_the_number_and_a_person(demo):
    reply = answer("my friend has fallen and is bleeding badly")
    assert "+91 90000 41199" in reply.text
    assert reply.handover.reason == "emergency"


def test_who_wants_a_person_gets_one_with_a_summary(demo):
    reply = answer("let me talk to a human", history=[Turn("customer", "rupin pass in september, we are 2")])
    assert reply.handover.reason == "human_request"
    assert "Rupin Pass Crossing" in reply.handover.summary


def test_what_nobody_knows_is_said_and_handed_over(demo):
    reply = answer("What's the name of the hotel in Lonavala on the 7 day trip?")
    assert reply.expect == "abstain"
    assert reply.handover


def test_a_trek_of_somebody_else_is_not_mistaken_for_ours(demo):
    reply = answer("केदारनाथ यात्रा का पैकेज कितने का है?")
    assert "9,850" not in reply.text


def test_a_claimed_payment_confirms_nothing(demo):
    reply = answer("I have paid 2000 by gpay, confirm my seat")
    assert reply.handover.reason == "payment to check"
    assert "only after" in reply.text


def test_a_burst_gets_one_answer_to_all_of_it(demo):
    reply = answer("Hi\nvalley of flowers\nprice?\nand do we get rooms or tents")
    assert "₹12,700" in reply.text
    assert "hotel" in reply.text.lower()


def test_two_answers_in_a_row_do_not_open_alike(demo):
    first = answer("kodachadri price")
    second = answer("kalsubai price", history=[Turn("customer", "kodachadri price"), Turn("assistant", first.text)])
    assert first.text[:12] != second.text[:12]


def test_the_answer_comes_in_the_language_of_the_question(demo):
    assert "प्रति व्यक्ति" in answer("केदारकंठा ट्रेक का दाम क्या है?").text
    assert "ಮುಂಗಡ" in answer("ಗೋವಾ ಟ್ರಿಪ್‌ಗೆ ಒಬ್ಬರಿಗೆ ಎಷ್ಟು?").text
    assert answer("rajmachi ka kitna lagega bhai").language == "hinglish"


@pytest.mark.parametrize(
    "text", ["yaha bahut khoon nikal raha hai", "a boulder hit my cousin, he is bleeding", "there's a fire in the tent"]
)
def test_a_call_for_help_in_unusual_words_is_heard(demo, text):
    assert answer(text).handover.reason == "emergency"


@pytest.mark.parametrize(
    "text", ["has anyone ever been injured on this trek", "I fell in love with your photos", "what if I fall ill"]
)
def test_what_only_sounds_like_danger_raises_no_alarm(demo, text):
    assert "emergency" not in answer(text).intents


def test_a_trip_of_another_firm_is_sold_as_well(demo):
    Trip.objects.all().update(active=False)
    Trip.objects.create(
        slug="lofoten-walk", name="Lofoten Island Walk", region="Norway", days=4, price=4000000, advance=500000
    )
    assert "₹40,000" in answer("how much is the lofoten walk").text
    assert "Lofoten Island Walk" in answer("which treks do you have?").text
