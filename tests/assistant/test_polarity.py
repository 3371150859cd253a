"""Whose yes and whose no a sentence says, and the terms of money: against one fact, not against the words of many."""

from types import SimpleNamespace

import pytest

from cairn.assistant.model.evidence import Evidence, Fact
from cairn.assistant.verify import polarity, support, terms
from cairn.assistant.verify.values import shares
from cairn.assistant.verify.wording import denies

INCLUDED = "No, not included on *Kumara*: sleeping bag.\nYes, included: tents.\nNo hammocks: hotel beds every night."
REFUNDS = (
    "Is the advance refundable?: No, not when you cancel. It comes back in full only if we cancel the departure.",
    "Cancellation: The advance is not refundable when the customer cancels. Refunds go back the way the money came.",
    "Price: An advance of ₹2,000 is needed.",
    "Fitness: No trek experience needed.",
)


def turned(text: str, reply: str = INCLUDED) -> list[str]:
    empty = support.harmless("en") - support.listed("topics")
    return list(polarity.faults(text, SimpleNamespace(wordings=[]), Evidence(reply), empty))


def strange_terms(text: str) -> list[str]:
    return list(terms.faults(text, Evidence("Hello.", {str(at): Fact(one) for at, one in enumerate(REFUNDS)})))


@pytest.mark.parametrize(
    "text",
    ["No, included on Kumara: sleeping bag.", "Included on Kumara: sleeping bag.", "No, included: tents.",
     "Tents are not included.", "Yes hammocks: hotel beds every night."],
)  # fmt: skip
def test_a_sentence_may_not_turn_the_fact_it_repeats(text):
    assert turned(text)


@pytest.mark.parametrize("text", ["Sleeping bag is not included on Kumara.", "Sorry, no: not included on Kumara: sleeping bag.", "Tents are included."])  # fmt: skip
def test_the_same_side_in_other_words_may_be_taken(text):
    assert not turned(text)


@pytest.mark.parametrize(
    "text",
    ["No advance is needed.", "The advance comes back if you cancel.", "The advance comes back.", "Advance wapas milta hai.",
     "अग्रिम वापस मिलता है।", "एडवांस की ज़रूरत नहीं है।"],
)  # fmt: skip
def test_a_term_of_money_that_no_fact_states_is_refused(text):
    assert strange_terms(text)


@pytest.mark.parametrize(
    "text",
    ["The advance comes back only if we cancel.", "The advance is not refunded if the customer cancels.", "An advance is required."],
)  # fmt: skip
def test_a_term_with_its_no_and_its_condition_may_be_said(text):
    assert not strange_terms(text)


def test_a_price_in_hindi_and_a_mat_to_sleep_on_deny_nothing():
    assert not denies("कीमत ₹15,000 है") and not denies("Sleeping mat included")
    assert denies("मत लाइए") and denies("ಊಟ ಇಲ್ಲ")


def test_a_percentage_is_known_in_every_spelling():
    assert shares("90% off, 90 percent, ९० नहीं") == {"90"} and shares("90 प्रतिशत") == {"90"}
