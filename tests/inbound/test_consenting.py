"""No more messages means none: confirmed once, whoever has the conversation, whatever was about to be said."""

from __future__ import annotations

import json

import pytest

from bench.client import text_webhook
from cairn.conversations import ownership, wishes
from cairn.conversations.models import Consent, Contact, Conversation, Message
from cairn.conversations.reply import queue
from cairn.inbound import conversing, filing
from cairn.journal.models import Entry, Event
from cairn.leads.models import Lead
from tests.inbound.bodies import arrive
from tests.inbound.test_conversing import QUESTION, replies, says
from tests.inbound.test_conversing import nowhere as nowhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "channel", "nowhere")]
CONFIRMED = "You will get no more messages from us."


def contact() -> Contact:
    return Contact.objects.get()


def test_stop_is_confirmed_and_kept_with_its_proof():
    conversation = says("STOP")
    assert [words[: len(CONFIRMED)] for words in replies(conversation)] == [CONFIRMED]
    assert contact().opted_out_at
    line = Consent.objects.get()
    assert (line.kind, line.words, line.message) == ("stop", "STOP", conversation.messages.get(direction="in"))
    assert Event.objects.get(type="opted_out").message_id == line.message_id


def test_each_wish_says_for_what_it_is_and_which_text_of_ours_answered_it():
    says("STOP")
    says("START", first=5)
    lines = Consent.objects.order_by("pk")
    assert [(line.kind, line.purpose, line.source) for line in lines] == [
        ("stop", "messages", "message"),
        ("start", "messages", "message"),
    ]
    assert [line.wording for line in lines] == [wishes.wording(kind, "en", latin=True) for kind in ("stop", "start")]
    assert len({line.wording for line in lines}) == 2


def test_a_burst_of_three_stops_is_confirmed_once():
    conversation = says("STOP", "Stop!", "stop messaging me")
    conversing.converse(conversation.pk)
    assert [message.status for message in conversation.messages.filter(direction="out")] == ["queued"]
    assert Consent.objects.count() == 3
    assert Event.objects.filter(type="opted_out").count() == 1


def test_the_same_webhook_twice_is_one_line_and_one_confirmation():
    conversation = says("STOP")
    Entry.objects.update(state="new")
    filing.file_new()
    assert (len(replies(conversation)), Consent.objects.count()) == (1, 1)


@pytest.mark.parametrize("state", ["off", "paused", "on"])
def test_it_holds_whoever_has_the_conversation(state, asha):
    conversation = says("Hi")
    conversing.converse(conversation.pk)
    ownership.set_assistant(conversation, state=state, user=asha)
    before = len(replies(conversation))
    says("please stop messaging me", first=5)
    assert len(replies(conversation)) == before + 1
    assert contact().opted_out_at


def test_it_is_told_in_the_language_of_the_customer():
    assert replies(says("मुझे मैसेज मत भेजो"))[0].startswith("ठीक है")
    assert replies(says("message kalisbedi", person=2, first=5))[0].startswith("Sari, innu")


def test_everybody_says_stop_in_english_and_is_answered_in_their_own_language():
    conversation = says("Bhai price kitna hai?")
    Lead.objects.update(language="hinglish")
    says("STOP", first=5)
    assert replies(conversation)[-1].startswith("Theek hai")


def test_a_draft_of_the_assistant_is_dropped(monkeypatch):
    conversation = says(QUESTION)
    answer = conversing.answer

    def slow(question, **more):
        says("STOP", first=50)
        return answer(question, **more)

    monkeypatch.setattr(conversing, "answer", slow)
    conversing.converse(conversation.pk)
    conversing.converse(conversation.pk)
    assert [words[: len(CONFIRMED)] for words in replies(conversation)] == [CONFIRMED]


def test_what_was_queued_or_parked_is_not_sent():
    conversation = says("Hi")
    waiting = [
        queue(conversation, text="An offer", author="rule"),
        queue(conversation, text="Hello", author="assistant"),
    ]
    Message.objects.filter(pk=waiting[1].pk).update(status="parked")
    says("STOP", first=5)
    for message in waiting:
        message.refresh_from_db()
        assert (message.status, "no more messages" in message.error) == ("failed", True)


def test_thanks_after_it_is_not_answered_but_a_question_is():
    conversation = says("STOP")
    says("ok thanks", first=5)
    conversing.converse(conversation.pk)
    assert len(replies(conversation)) == 1
    says(QUESTION, first=6)
    conversing.converse(conversation.pk)
    assert "₹15,000" in replies(conversation)[-1]
    assert contact().opted_out_at


def test_start_brings_messages_back_and_is_confirmed_once():
    conversation = says("STOP")
    says("START", "start", first=5)
    assert len(replies(conversation)) == 2
    assert contact().opted_out_at is None
    assert Event.objects.filter(type="opted_in").count() == 1


def test_start_from_somebody_who_never_stopped_is_an_ordinary_message():
    conversation = says("start")
    assert replies(conversation) == []
    assert conversation.waiting_since and not Consent.objects.exists()


def test_a_bare_no_to_a_question_of_ours_is_an_answer():
    conversation = says("Hi")
    queue(conversation, text="Shall I add the AC bus?", author="assistant")
    says("nako", first=5)
    assert contact().opted_out_at is None
    says("message nako", first=6)
    assert contact().opted_out_at


def test_the_button_for_promotions_stops_only_those():
    conversation = says("STOP promotions")
    assert contact().marketing_stopped_at and not contact().opted_out_at
    assert "no more offers" in replies(conversation)[0]
    says("START", first=5)
    assert contact().marketing_stopped_at is None


def test_dont_stop_is_an_ordinary_message():
    conversation = says("don't stop")
    assert conversation.waiting_since
    assert contact().opted_out_at is None


def test_a_late_stop_does_not_undo_a_newer_start():
    says("STOP", "START", first=1)
    arrive(an_hour_ago(text_webhook(40, person=1, words="STOP")))
    assert contact().opted_out_at is None
    assert len(replies(Conversation.objects.get())) == 2
    assert Consent.objects.count() == 3


def an_hour_ago(body: bytes) -> bytes:
    sent = json.loads(body)["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"]
    return body.replace(sent.encode(), str(int(sent) - 3600).encode())
