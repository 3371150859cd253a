"""Answers that wait for the customer, and messages that failed and are sent again."""

from __future__ import annotations

import pytest

from cairn.conversations import parked
from cairn.conversations.models import Conversation, Template
from cairn.lib import clock
from tests.dashboard.conftest import says, signed_in, thread

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}


def park(client, conversation, text="Yes, two seats are free.", **form):
    form = {"text": text, "mode": "park", "key": "k1", **form}
    return client.post(f"/inbox/{conversation.pk}/say", form, headers=LIVE)


def test_an_answer_waits_and_a_template_asks_for_a_word(at_desk, closed, templates):
    assert park(at_desk, closed).status_code == 204
    asks, waits = closed.messages.filter(direction="out").order_by("pk")
    assert (asks.type, asks.text[:9], asks.status) == ("template", "Hi Priya,", "queued")
    assert (waits.text, waits.status) == ("Yes, two seats are free.", "parked")
    shown = thread(at_desk, closed)
    assert "Waits for the customer’s reply" in shown and "Cancel" in shown


def test_pressing_twice_parks_once(at_desk, closed, templates):
    for _ in range(2):
        park(at_desk, closed)
    assert closed.messages.filter(direction="out").count() == 2


def test_it_goes_when_the_customer_answers(at_desk, closed, templates):
    park(at_desk, closed)
    Conversation.objects.update(last_inbound_at=clock.now())
    assert parked.release(closed) == 1
    assert closed.messages.get(text="Yes, two seats are free.").status == "queued"


def test_its_words_can_be_changed_and_it_can_be_taken_back(at_desk, closed, templates):
    park(at_desk, closed)
    waits = closed.messages.get(status="parked")
    assert park(at_desk, closed, "Yes, three.", edit=waits.pk, key="k2").status_code == 204
    waits.refresh_from_db()
    assert waits.text == "Yes, three."
    assert at_desk.post(f"/messages/{waits.pk}/cancel", headers=LIVE).status_code == 204
    assert not closed.messages.filter(status="parked").exists()
    answer = park(at_desk, closed, "Too late", edit=waits.pk, key="k3")
    assert answer.status_code == 404


def test_one_that_went_meanwhile_is_not_taken_back(at_desk, closed, templates):
    park(at_desk, closed)
    waits = closed.messages.get(status="parked")
    closed.messages.update(status="queued")
    answer = at_desk.post(f"/messages/{waits.pk}/cancel", headers=LIVE)
    assert answer.status_code == 409 and "meanwhile" in answer.content.decode()


def test_without_a_template_that_asks_it_says_what_to_do(at_desk, closed):
    answer = park(at_desk, closed)
    assert answer.status_code == 422 and "No approved template asks for a reply" in answer.content.decode()


def test_a_marketing_template_never_asks(at_desk, closed, templates):
    Template.objects.exclude(name="follow_up").delete()
    assert park(at_desk, closed).status_code == 422


def test_a_failed_message_says_why_and_offers_what_helps(at_desk, priya):
    says(priya, "Hello?", author="staff", status="failed", error_code=131047)
    shown = thread(at_desk, priya)
    assert "24 hours" in shown and "Say it with a template" in shown and "Resend" in shown


def test_it_is_sent_again_once(at_desk, priya):
    lost = says(priya, "Hello?", author="staff", status="failed", error_code=131026)
    for _ in range(2):
        assert at_desk.post(f"/messages/{lost.pk}/again", headers=LIVE).status_code == 204
    assert [row.status for row in priya.messages.filter(text="Hello?").order_by("pk")] == ["failed", "queued"]
    shown = thread(at_desk, priya)
    assert "Sent again" in shown and "Resend" not in shown


def test_one_that_may_have_arrived_needs_a_word(at_desk, priya):
    lost = says(priya, "Hello?", author="staff", status="unknown")
    answer = at_desk.post(f"/messages/{lost.pk}/again", headers=LIVE)
    assert answer.status_code == 422 and "may have arrived" in answer.content.decode()
    assert at_desk.post(f"/messages/{lost.pk}/again", {"sure": "yes"}, headers=LIVE).status_code == 204


def test_a_closed_window_refuses_the_second_try_in_words(at_desk, closed):
    lost = says(closed, "Hello?", author="staff", status="failed", error_code=131047)
    answer = at_desk.post(f"/messages/{lost.pk}/again", headers=LIVE)
    assert answer.status_code == 422 and "24 hours" in answer.content.decode()


def test_a_template_in_the_thread_is_shown_as_the_phone_shows_it(at_desk, closed, templates):
    form = {"template": templates["reply_waiting"].pk, "key": "k", "body.1": "Priya"}
    at_desk.post(f"/inbox/{closed.pk}/template", form, headers=LIVE)
    shown = thread(at_desk, closed)
    assert "we have an answer for you" in shown and '<span class="chip">Yes</span>' in shown


@pytest.mark.parametrize("path", ["again", "cancel"])
def test_viewers_and_missing_messages(at_desk, priya, vera, path):
    lost = says(priya, "Hello?", author="staff", status="failed")
    assert signed_in(vera).post(f"/messages/{lost.pk}/{path}").status_code == 403
    assert at_desk.post(f"/messages/{lost.pk + 100}/{path}").status_code == 404
