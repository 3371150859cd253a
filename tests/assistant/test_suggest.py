"""A person has the conversation: the assistant prepares a reply, never sends it, and sees what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from cairn.assistant.helping import assist, suggest
from cairn.assistant.models import Question, Suggestion
from cairn.automation import staff
from cairn.conversations.models import Message
from cairn.lib import clock, later
from tests.assistant.staffed import PRICE, UNKNOWN, suggested, taken, writes_on
from tests.inbound.test_conversing import nowhere, replies, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "channel", "nowhere")]
__all__ = ["nowhere"]


def test_who_has_the_conversation_gets_a_suggestion_with_its_sources_and_nothing_is_sent(rohan):
    conversation = taken(rohan, PRICE)
    row = suggested(conversation)
    assert (row.state, row.message.text) == ("ready", PRICE)
    assert "₹15,000" in row.text and row.sources[0]["title"] == "7-Day Maharashtra Explorer"
    assert replies(conversation) == [] and suggest.shown(conversation) == row


def test_wanting_it_twice_and_making_it_twice_gives_one(rohan):
    conversation = taken(rohan, PRICE)
    suggest.want(conversation), suggest.want(conversation)
    assist.run(conversation.pk), assist.run(conversation.pk)
    assert Suggestion.objects.count() == 1


def test_several_messages_get_one_suggestion_for_all_of_them(rohan):
    conversation = taken(rohan, "The 7-Day Maharashtra Explorer", "what does it cost?")
    assert "₹15,000" in suggested(conversation).text


def test_a_newer_message_makes_it_old_and_asks_for_another(rohan):
    conversation = taken(rohan, PRICE)
    first = suggested(conversation)
    writes_on(conversation, "And what is included?")
    first.refresh_from_db()
    assert first.state == "old" and suggest.shown(conversation).message.text == "And what is included?"


def test_while_the_assistant_answers_there_is_nothing_to_suggest(rohan):
    from cairn.inbound import conversing

    conversation = says(PRICE)
    conversing.converse(conversation.pk)
    assert not Suggestion.objects.exists()
    assert suggest.want(conversation) is None  # the assistant's answer is the last word


def test_it_disappears_when_somebody_answers_on_the_phone(rohan):
    conversation = taken(rohan, PRICE)
    suggested(conversation)
    Message.objects.create(
        conversation=conversation, channel=conversation.channel, direction="out", author="phone", text="15k",
        status="sent", at=conversation.last_inbound_at,
    )  # fmt: skip
    assert suggest.shown(conversation) is None


def test_what_the_assistant_does_not_know_is_not_suggested(rohan):
    conversation = taken(rohan, UNKNOWN)
    row = suggested(conversation)
    assert (row.state, row.text) == ("nothing", "")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda text: text, "taken"),
        (lambda text: f"Hi Priya! {text}", "edited"),
        (lambda text: "I'll call you in ten minutes.", "ignored"),
    ],
)
def test_what_was_done_with_it_is_known_once_the_person_sends(rohan, change, state):
    conversation = taken(rohan, PRICE)
    row = suggested(conversation)
    sent = staff.reply(conversation, user=rohan, text=change(row.text))
    row.refresh_from_db()
    assert (row.state, row.sent, row.user) == (state, sent, rohan)
    assert bool(row.diff) == (state == "edited")


def test_a_suggestion_made_too_late_is_not_shown(rohan):
    conversation = taken(rohan, PRICE)
    staff.reply(conversation, user=rohan, text="It is on its way.")
    row = suggested(conversation)
    assert row.state == "old" and suggest.shown(conversation) is None


def test_an_open_question_remembers_the_persons_reply(rohan):
    conversation = taken(rohan, UNKNOWN)
    suggested(conversation)
    question = Question.objects.get()
    assert (question.why, question.open) == ("handed_over", True)
    sent = staff.reply(conversation, user=rohan, text="Yes, outside of the sanctuary.")
    question.refresh_from_db()
    assert question.replied == sent


def test_a_wish_whose_worker_died_is_found_by_the_sweeper(rohan):
    conversation = taken(rohan, PRICE)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'cairn.jobs.assist'")
    assert assist.wake() == 0  # not late yet
    Suggestion.objects.update(created_at=clock.now() - timedelta(seconds=20))
    assert assist.wake() == 1 and later.pending("assist") == 1
    assert assist.wake() == 1 and later.pending("assist") == 1  # asked for already
    suggested(conversation)
    assert assist.wake() == 0


def test_looking_for_it_costs_two_queries_whatever_the_history(rohan, django_assert_num_queries):
    conversation = taken(rohan, PRICE)
    suggested(conversation)
    with django_assert_num_queries(2):
        suggest.shown(conversation)
