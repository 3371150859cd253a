"""The strip above the composer, ratings and sources: what is shown, to whom, and what a press does."""

from __future__ import annotations

import pytest
from django.test import Client

from cairn.assistant.helping import assist, suggest
from cairn.assistant.models import Answer, Suggestion, Translation
from cairn.inbound import conversing
from cairn.lib import later
from tests.assistant.staffed import PRICE, suggested, taken
from tests.dashboard.conftest import page, signed_in, thread
from tests.inbound.test_conversing import nowhere, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "channel", "nowhere")]
__all__ = ["nowhere"]
LIVE = {"HX-Request": "true"}


@pytest.fixture
def mine(rohan):
    """A conversation that Rohan has, with a question that waits."""
    return taken(rohan, PRICE)


def strip(client, conversation) -> str:
    return page(client, f"/inbox/{conversation.pk}/suggestion")


def test_the_suggestion_stands_above_the_composer_until_it_is_answered(at_desk, mine):
    assert "Preparing" in strip(at_desk, mine)
    suggested(mine)
    shown = strip(at_desk, mine)
    assert "₹15,000" in shown and "1 source" in shown
    at_desk.post(f"/inbox/{mine.pk}/say", {"text": "On its way", "mode": "reply", "key": "k"}, headers=LIVE)
    assert strip(at_desk, mine).strip() == ""
    assert Suggestion.objects.get().state == "ignored"


def test_asking_for_one_makes_a_row_and_wakes_the_worker_and_does_no_work_itself(at_desk, priya, monkeypatch):
    monkeypatch.setattr(suggest, "answer", None)
    assert at_desk.post(f"/inbox/{priya.pk}/suggest", headers=LIVE).status_code == 204
    assert Suggestion.objects.get().state == "wanted" and later.pending("assist") == 1


def test_where_the_last_word_is_ours_there_is_nothing_to_suggest(at_desk, channel):
    conversation = says(PRICE)
    conversing.converse(conversation.pk)
    refused = at_desk.post(f"/inbox/{conversation.pk}/suggest", headers=LIVE)
    assert (refused.status_code, refused.content) == (409, b"Nothing waits for an answer: the last word is yours.")


def test_the_fragment_costs_few_queries_whatever_the_history(at_desk, mine, django_assert_max_num_queries):
    suggested(mine)
    with django_assert_max_num_queries(7):  # session, person, firm, conversation; then two
        strip(at_desk, mine)


def test_the_summary_opens_on_demand_and_offers_no_model_where_there_is_none(at_desk, mine):
    shown = page(at_desk, f"/inbox/{mine.pk}/summary")
    assert "Asked" in shown and PRICE in shown and "Put it into sentences" not in shown


def test_translating_without_a_model_says_so(at_desk, mine):
    refused = at_desk.post(f"/inbox/{mine.pk}/translate", headers=LIVE)
    assert refused.status_code == 409 and "OPENROUTER_API_KEY" in refused.content.decode()
    assert not Translation.objects.exists()


def test_a_translation_stands_under_its_bubble(at_desk, mine):
    Translation.objects.create(message=mine.messages.get(), language="en", text="What is the price?", wanted=False)
    assert "What is the price?" in thread(at_desk, mine)


@pytest.fixture
def answer(channel):
    conversation = says(PRICE, person=2, first=50)
    conversing.converse(conversation.pk)
    return Answer.objects.get()


def test_an_answer_shows_its_sources_and_takes_thumbs(at_desk, answer, asha):
    shown = thread(at_desk, answer.conversation)
    assert "1 source" in shown and "Good answer" in shown
    for mark, rating in (("wrong", -1), ("good", 1), ("none", None)):
        assert at_desk.post(f"/answers/{answer.pk}/rate", {"mark": mark}, headers=LIVE).status_code == 204
        answer.refresh_from_db()
        assert (answer.rating, answer.rated_by) == (rating, asha if rating else None)
    assert at_desk.post(f"/answers/{answer.pk}/rate", {"mark": "great"}).status_code == 404


def test_the_sources_open_with_their_words_their_score_and_the_way_to_correct_them(at_desk, rohan, answer):
    shown = page(at_desk, f"/answers/{answer.pk}/sources")
    for words in (
        "7-Day Maharashtra Explorer",
        "match 0",
        "% sure",
        "Pricing",
        "Written by the composer",
        f"?answer={answer.pk}",
    ):
        assert words in shown
    assert "Correct the source" not in page(signed_in(rohan), f"/answers/{answer.pk}/sources")


def test_a_viewer_reads_and_changes_nothing(vera, mine, answer):
    client = signed_in(vera)
    assert "Use it" not in strip(client, mine)
    assert page(client, f"/answers/{answer.pk}/sources")
    for address in (f"/inbox/{mine.pk}/suggest", f"/answers/{answer.pk}/rate"):
        assert client.post(address, {"mark": "good"}).status_code == 403


def test_strangers_are_sent_to_sign_in_and_what_is_not_there_is_not_found(at_desk, mine):
    assist.run(mine.pk)
    row = Suggestion.objects.get()
    for address in (f"/inbox/{mine.pk}/suggestion", f"/inbox/{mine.pk}/summary", f"/suggestions/{row.pk}/sources"):
        assert Client().get(address)["Location"].startswith("/sign-in")
    for address in ("/inbox/99999/suggestion", "/answers/99999/sources", "/suggestions/99999/sources"):
        assert at_desk.get(address).status_code == 404
