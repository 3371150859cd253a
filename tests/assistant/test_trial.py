"""Two styles of answering are compared: who gets which, what it changes, and what may be said about the result."""

from __future__ import annotations

import pytest

from cairn.assistant import styles, trial
from cairn.assistant.answer import answer
from cairn.assistant.models import Answer, StyleCase, StyleTrial
from cairn.inbound import conversing
from cairn.journal.record import record
from tests.assistant.staffed import PRICE
from tests.dashboard.conftest import talks
from tests.inbound.test_conversing import nowhere, replies, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "channel", "nowhere")]
__all__ = ["nowhere"]
QUESTIONS = [PRICE, "Is lunch included in the 5-Day Waterfall Edition?", "7-Day Maharashtra Explorer ka kya rate hai"]


@pytest.fixture
def running(asha):
    return trial.start(["warm", "brief"], user=asha)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_style_changes_the_words_around_the_facts_and_not_the_facts(question):
    plain, warm, brief = (answer(question, style=style) for style in ("", "warm", "brief"))
    assert len(warm.text) > len(brief.text) and len(plain.text) >= len(brief.text)
    assert plain.sources == warm.sources == brief.sources
    assert brief.text in warm.text


@pytest.mark.parametrize(
    "question", ["STOP", "There was an accident on the trek, help!", "I want a human", "asdkjh qwe?"]
)
def test_what_is_serious_has_no_style(question):
    assert answer(question, style="warm").text == answer(question).text


def test_a_customer_keeps_their_style_and_both_are_given(running, channel):
    people = [talks(channel, f"Customer {n}") for n in range(20)]
    first = [trial.style_for(one) for one in people]
    assert first == [trial.style_for(one) for one in people]
    assert set(first) == {"warm", "brief"}


def test_the_style_is_kept_on_the_answer_and_the_customer_counted_once(running):
    conversation = says(PRICE)
    conversing.converse(conversation.pk)
    given = trial.drawn(running, conversation.contact_id)
    assert Answer.objects.get().style == given
    trial.count(conversation, given)
    assert [(one.style, one.contact_id) for one in StyleCase.objects.all()] == [(given, conversation.contact_id)]
    assert replies(conversation) == [answer(PRICE, style=given, seed=conversation.pk).text]


def test_what_came_of_it_is_counted_for_the_customers_style(running):
    conversation = says(PRICE)
    conversing.converse(conversation.pk)
    record("stage_changed", actor="rule", conversation_id=conversation.pk, **{"from": "interested", "to": "won"})
    arm = next(one for one in trial.results(running) if one.cases)
    assert (arm.cases, arm.qualified, arm.won) == (1, 1, 1)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilsons(hits, of, low, high):
    """The last one is the example of Newcombe (1998), table I."""
    assert trial.wilson(hits, of) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


def arm(style: str, cases: int, qualified: int) -> trial.Arm:
    return trial.Arm(style, cases, qualified, 0, 0, 0)


@pytest.mark.parametrize(
    ("arms", "best"),
    [
        ([arm("warm", 49, 49), arm("brief", 49, 0)], None),  # too few
        ([arm("warm", 100, 30), arm("brief", 100, 22)], None),  # may be chance
        ([arm("warm", 400, 200), arm("brief", 400, 100)], "warm"),
    ],
)
def test_no_winner_before_the_numbers_allow_it(arms, best):
    found = trial.winner(arms)
    assert (found and found.style) == best


def test_one_trial_at_a_time_and_stopped_once(running, asha, rohan):
    with pytest.raises(trial.Refused):
        trial.start(["warm", "plain"], user=rohan)
    with pytest.raises(trial.Refused):
        trial.start(["warm", "warm"], user=asha)
    assert trial.stop(running, chosen="brief", user=asha) and not trial.stop(running, chosen="warm", user=asha)
    assert StyleTrial.objects.get().chosen == "brief"
    with pytest.raises(trial.Refused):
        trial.stop(running, chosen="loud", user=asha)


def test_after_the_trial_everybody_gets_the_chosen_style(running, asha, channel):
    trial.stop(running, chosen="brief", user=asha)
    assert trial.style_for(talks(channel, "Priya")) == "brief"


def test_without_a_trial_answers_are_as_before(channel):
    assert trial.style_for(talks(channel, "Priya")) == ""
    assert styles.about("")["name"] == "Plain"
