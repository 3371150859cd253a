"""Scenarios 2 to 4 of the product, and what surrounds them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.accounts import hours
from cairn.accounts.models import Firm
from cairn.automation import carry_out
from cairn.conversations.reply import reply
from cairn.journal.models import Event
from cairn.leads.models import Task
from cairn.lib import clock

pytestmark = pytest.mark.django_db
FIRST = "Hi, I'm interested in trekking in Maharashtra. What options do you have?"
SECOND = "The 7-day trip sounds perfect! What exactly is included in ₹15,000?"
THIRD = "Yes, I want to book! How do I proceed?"


def open_tasks(lead):
    return {task.type: task for task in Task.objects.open().filter(lead=lead)}


def replies(lead, user, words="Hello, this is Asha. Shall I call you?"):
    message = reply(lead.conversation, text=words, user=user)
    lead.refresh_from_db()
    carry_out.staff_replied(lead, user, message)
    lead.refresh_from_db()
    return message


def test_a_general_question_leaves_the_lead_new(talk):
    assert talk(FIRST).stage == "inquiry"


def test_scenario_2_interest_in_a_trip(talk):
    talk(FIRST)
    lead = talk(SECOND)
    task = open_tasks(lead)["pricing"]
    assert (lead.stage, lead.priority) == ("interested", "high")
    assert task.title.startswith("Send booking link for 7-Day Maharashtra Explorer")
    assert task.due_at == pytest.approx(
        hours.due(Firm.current(), clock.now(), timedelta(hours=2)), abs=timedelta(seconds=20)
    )
    moved = Event.objects.get(type="stage_changed")
    said = lead.conversation.messages.filter(direction="in").last()
    assert moved.message_id == said.pk
    assert moved.data | {"tasks": 0, "stayed": 0} == {
        "from": "inquiry",
        "to": "interested",
        "by": "rule",
        "rule": "interest_shown",
        "reason": "the customer likes 7-Day Maharashtra Explorer",
        "confidence": 0.9,
        "tasks": 0,
        "stayed": 0,
        "priority": ["medium", "high"],
    }


def test_scenario_2_also_when_the_price_was_asked_before(talk):
    talk("What does the 7-Day Maharashtra Explorer cost?")
    lead = talk(SECOND)
    titles = [task.title for task in Task.objects.open().filter(lead=lead, type="pricing").order_by("pk")]
    assert [title.split(" for ")[0] for title in titles] == ["Send pricing information", "Send booking link"]
    assert Event.objects.filter(type="stage_changed").count() == 1


def test_scenario_3_the_wish_to_book_rings(talk):
    talk(FIRST)
    talk(SECOND)
    lead = talk(THIRD)
    task = open_tasks(lead)["booking"]
    assert (lead.stage, lead.priority, task.priority) == ("qualified", "high", "urgent")
    assert task.title.endswith("ready to book 7-Day Maharashtra Explorer")
    assert Event.objects.get(type="notification", lead_id=lead.pk).data["why"] == (
        "Hot lead ready to book - immediate action needed"
    )
    lead.conversation.refresh_from_db()
    assert lead.conversation.needs_person_why == "Hot lead ready to book - immediate action needed"


def test_scenario_4_a_person_takes_over(talk, asha):
    for words in (FIRST, SECOND, THIRD):
        lead = talk(words)
    message = replies(lead, asha)
    lead.conversation.refresh_from_db()
    assert lead.stage == "qualified"
    assert lead.conversation.assistant == "paused" and lead.conversation.needs_person_since is None
    left = open_tasks(lead)
    assert set(left) == {"pricing", "follow_up"}
    assert left["follow_up"].due_at == hours.next_open(Firm.current(), message.created_at + timedelta(hours=24))
    assert Task.objects.filter(lead=lead, status="done", type__in=["initial_contact", "booking"]).count() == 2


def test_the_first_reply_of_a_person_makes_contact(talk, asha):
    lead = talk(FIRST)
    replies(lead, asha)
    assert lead.stage == "contacted"
    assert set(open_tasks(lead)) == {"follow_up"}
    moved = Event.objects.get(type="stage_changed")
    assert (moved.data["by"], moved.data["reason"]) == ("rule", "Asha Kulkarni replied")
    replies(lead, asha, "One more thing.")
    assert lead.stage == "contacted"
    assert Task.objects.filter(lead=lead, type="follow_up").count() == 1


def test_a_reply_that_is_told_twice_counts_once(talk, asha):
    lead = talk(FIRST)
    message = replies(lead, asha)
    Task.objects.filter(type="follow_up").update(status="done")
    before = Event.objects.count()
    carry_out.staff_replied(lead, asha, message)
    assert Event.objects.count() == before
    assert not open_tasks(lead)


def test_what_a_person_planned_stays_planned(talk, asha):
    lead = talk(FIRST)
    Task.objects.create(lead=lead, type="call", title="Call on Friday", due_at=clock.now(), created_by=asha.email)
    replies(lead, asha)
    assert set(open_tasks(lead)) == {"call", "follow_up"}


def test_an_answer_from_the_phone_counts_as_a_reply(talk):
    lead = talk(FIRST)
    message = lead.conversation.messages.filter(direction="out").first()
    message.text = "Hello, I am Asha. May I call you?"
    carry_out.staff_replied(lead, None, message)
    lead.refresh_from_db()
    assert lead.stage == "contacted"


def test_a_completed_task_makes_contact_once(talk, asha):
    lead = talk(FIRST)
    carry_out.task_completed(lead, asha)
    carry_out.task_completed(lead, asha)
    lead.refresh_from_db()
    assert lead.stage == "contacted"
    assert Event.objects.filter(type="stage_changed").count() == 1


def test_a_customer_who_asks_on_after_the_contact_is_interested(talk, asha):
    lead = talk(FIRST)
    carry_out.task_completed(lead, asha)
    assert talk("What is your cancellation policy?").stage == "interested"


def test_after_the_quote_bargaining_is_heard_and_a_payment_wins(talk, asha):
    talk(SECOND)
    lead = talk(THIRD)
    carry_out.happened(lead, carry_out.Trigger.QUOTE_SENT, user=asha)
    assert talk("What should I pack?").stage == "proposal"
    lead = talk("15k is too much, can you reduce the price?")
    assert lead.stage == "negotiation"
    carry_out.happened(lead, carry_out.Trigger.PAYMENT_RECEIVED)
    lead.refresh_from_db()
    assert lead.stage == "won"
    carry_out.happened(lead, carry_out.Trigger.PAYMENT_RECEIVED)
    assert Event.objects.filter(type="stage_changed", data__to="won").count() == 1
    assert talk("Yes, I want to book! How do I proceed?").stage == "won"


def test_silence_only_suggests_a_loss(talk):
    lead = talk(SECOND)
    carry_out.happened(lead, carry_out.Trigger.SILENCE)
    carry_out.happened(lead, carry_out.Trigger.SILENCE)
    lead.refresh_from_db()
    assert lead.stage == "interested"
    assert Event.objects.get(type="stage_suggested").data["to"] == "lost"
