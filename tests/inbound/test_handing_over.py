"""A conversation goes to a person and comes back: why, with what they need to know, and without a repeated answer."""

from __future__ import annotations

import pytest

from cairn.assistant.models import Answer
from cairn.automation import staff
from cairn.conversations import ownership
from cairn.conversations.models import Conversation
from cairn.inbound import conversing
from cairn.journal.models import Event
from cairn.leads.models import Task
from cairn.notifications.news import About, tell
from tests.assistant.staffed import writes_on
from tests.inbound.test_conversing import QUESTION, nowhere, replies, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "channel", "nowhere")]
__all__ = ["nowhere"]


def test_a_handover_says_why_what_is_known_what_is_missing_and_by_when():
    conversation = says("We are 4, can I fly a drone at the waterfall?")
    conversing.converse(conversation.pk)
    decision = Answer.objects.get().handover
    assert decision["reason"] == "not in our information" and "drone" in decision["summary"]
    assert "4 people" in decision["summary"] and decision["missing"] == ["trip", "dates"]
    assert decision["promised"] == 60
    task = Task.objects.get(type="handover")
    assert "drone" in task.title and 0 < (task.due_at - task.created_at).total_seconds() <= 3600


def test_who_asks_for_a_person_gets_one_at_once():
    conversation = says(QUESTION + " And I want to talk to a human")
    conversing.converse(conversation.pk)
    conversation.refresh_from_db()
    assert conversation.needs_person_why == "human_request"


def test_unsure_twice_calls_a_person():
    conversation = says("How much is it?")
    conversing.converse(conversation.pk)
    conversation.refresh_from_db()
    assert Answer.objects.get().expect == "clarify" and not conversation.needs_person_since
    writes_on(conversation, "how many seats?")
    conversation.refresh_from_db()
    decision = Answer.objects.latest("pk").handover
    assert conversation.needs_person_why == "unsure twice" and "how many seats" in decision["summary"]
    assert decision["promised"] == 60
    assert "team" in replies(conversation)[-1]


def test_unsure_and_then_sure_calls_nobody():
    conversation = says("How much is it?")
    conversing.converse(conversation.pk)
    writes_on(conversation, "the 7-Day Maharashtra Explorer")
    conversation.refresh_from_db()
    assert not conversation.needs_person_since


def test_an_emergency_rings_everybody_whoever_owns_the_lead(rohan, vera, asha):
    conversation = says("There was an accident on the trek, help!")
    conversing.converse(conversation.pk)
    ring = Event.objects.filter(type="notification", data__why="emergency").latest("pk")
    news = tell(ring, About("Priya", owner=rohan.pk))
    assert news.urgent and all(news.heard_by(person) for person in (rohan, vera, asha))


def test_handed_back_the_assistant_answers_nothing_old(rohan):
    conversation = says("Hi")
    ownership.set_assistant(conversation, state="off", user=rohan)
    conversing.converse(conversation.pk)
    writes_on(conversation, QUESTION)
    ownership.set_assistant(Conversation.objects.get(), state="on", user=rohan)
    conversing.converse(conversation.pk)
    assert replies(conversation) == []
    writes_on(conversation, "Which dates?")
    assert len(replies(conversation)) == 1 and "₹15,000" not in replies(conversation)[0]


def test_a_reply_of_a_person_ends_what_the_assistant_was_about_to_say(rohan):
    conversation = says(QUESTION)
    staff.reply(conversation, user=rohan, text="It is 15,000.")
    ownership.set_assistant(conversation, state="on", user=rohan)
    conversing.converse(conversation.pk)
    assert replies(conversation) == ["It is 15,000."]


def test_back_with_the_assistant_it_knows_what_the_person_said_about(rohan):
    conversation = says("Hello, is the 7-Day Maharashtra Explorer good for beginners?")
    staff.reply(conversation, user=rohan, text="Yes, it is fine for beginners.")
    ownership.set_assistant(Conversation.objects.get(), state="on", user=rohan)
    writes_on(conversation, "what does it cost?")
    assert "₹15,000" in replies(conversation)[-1]
