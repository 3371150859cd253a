"""The thread: messages, notes and events in their order, the window, and the lead beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.assistant.models import Answer
from cairn.conversations.models import Conversation, Note
from cairn.journal.record import record
from cairn.leads.models import Lead, Task
from cairn.lib import clock
from tests.dashboard.conftest import page, says, thread

pytestmark = pytest.mark.django_db


def test_notes_and_events_stand_where_they_happened(at_desk, priya, rohan):
    Note.objects.create(conversation=priya, user=rohan, text="Call after five")
    record("stage_changed", actor="rule", conversation_id=priya.pk, to="interested", reason="the price was asked")
    record("assistant_handed_over", actor="assistant", conversation_id=priya.pk, reason="unknown")
    text = thread(at_desk, priya)
    assert "Note by Rohan Naik" in text
    assert "Moved to <b>Interested</b>, because the price was asked." in text
    assert "<b>Waiting for you:</b> Assistant unsure" in text


def test_the_thread_shows_its_last_fifty_and_the_older_ones_on_demand(at_desk, priya):
    rows = [says(priya, f"line {number}", at=clock.now() - timedelta(minutes=60 - number)) for number in range(60)]
    text = page(at_desk, f"/inbox/{priya.pk}")
    assert text.count('<li class="said') == 50
    assert "Earlier messages" in text
    older = page(at_desk, f"/inbox/{priya.pk}/older?before={rows[11].pk}")
    assert older.count('<li class="said') == 11
    assert "Earlier messages</button>" not in older


def test_an_open_tab_keeps_its_first_message_so_that_no_gap_opens(at_desk, priya):
    first = says(priya, "the first one on screen")
    for number in range(60):
        says(priya, f"line {number}")
    text = thread(at_desk, priya, since=first.pk)
    assert "the first one on screen" in text
    assert text.count('<li class="said') == 61


def test_a_tab_that_missed_hundreds_loads_anew(at_desk, priya):
    first = priya.messages.get()
    for number in range(260):
        says(priya, f"line {number}")
    answer = at_desk.get(f"/inbox/{priya.pk}/thread?since={first.pk}", headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_a_long_thread_takes_as_many_queries_as_a_short_one(at_desk, priya, rohan, django_assert_max_num_queries):
    for number in range(45):
        message = says(priya, f"line {number}", author="assistant", wamid=f"w{number}", reply_to=f"w{number - 1}")
        Answer.objects.create(
            conversation=priya, message=message, question="?", sources=[{"kind": "trip", "id": 1, "title": "T"}]
        )
        says(priya, "staff", author="staff", user=rohan)
        Note.objects.create(conversation=priya, user=rohan, text="note")
        record("assigned", actor="staff", user_id=rohan.pk, conversation_id=priya.pk, to=rohan.pk)
    with django_assert_max_num_queries(34):  # one of them notes who looked, the first time in a quarter of an hour
        page(at_desk, f"/inbox/{priya.pk}")
    with django_assert_max_num_queries(13):
        thread(at_desk, priya)


def test_a_closed_window_shows_a_sentence_for_the_customer_of_any_gender(at_desk, priya):
    Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=25))
    text = thread(at_desk, priya)
    assert "Only a template reaches this customer now." in text
    assert 'data-window="closed"' in text


def test_who_asked_for_no_messages_gets_none_until_the_next_word(at_desk, priya):
    priya.contact.opted_out_at = clock.now()
    priya.contact.save()
    assert "asked for no more messages" in thread(at_desk, priya)
    Conversation.objects.update(last_inbound_at=clock.now())
    assert "asked for no more messages" not in thread(at_desk, priya)


def test_the_panel_tells_the_lead_its_value_and_its_next_steps(at_desk, priya, demo):
    from cairn.catalog.models import Trip

    trip = Trip.objects.order_by("pk").first()
    Lead.objects.update(trip=trip, party_size=2, value=3000000, stage="interested", score=72)
    Task.objects.create(
        lead=Lead.objects.get(), type="call", title="Call Priya", due_at=clock.now() - timedelta(minutes=18)
    )
    text = page(at_desk, f"/inbox/{priya.pk}/lead")
    assert "3rd of 6 stages" in text
    assert trip.name in text
    assert "18 min late" in text
    assert "₹30,000" in text


def test_a_question_of_the_same_second_stays_behind_the_answer_before_it(channel):
    from datetime import timedelta

    from cairn.conversations.models import Contact, Conversation, Message
    from cairn.dashboard.thread import live_page
    from cairn.lib import clock

    second = clock.now().replace(microsecond=0)
    conversation = Conversation.objects.create(channel=channel, contact=Contact.objects.create(name="Quick"))
    for place, (direction, later) in enumerate((("in", 0), ("out", 700), ("in", 0))):
        Message.objects.create(
            conversation=conversation,
            channel=channel,
            direction=direction,
            author="customer" if direction == "in" else "assistant",
            text=str(place),
            status="received" if direction == "in" else "sent",
            at=second + timedelta(milliseconds=later),
        )
    said = [item.body.message.text for item in live_page(conversation).items if item.kind == "said"]
    assert said == ["0", "1", "2"]
