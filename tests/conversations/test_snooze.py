"""Snoozing and closing: out of the way, and back by time, by the customer, or by hand; twice is once."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from cairn.conversations import snooze
from cairn.conversations.events import InboundMessage, Person
from cairn.conversations.models import Conversation
from cairn.conversations.ownership import take_over
from cairn.conversations.receive import receive
from cairn.journal.models import Event
from cairn.lib import clock
from tests.dashboard.conftest import talks

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya(channel):
    return talks(channel, "Priya Nair", phone="+919845011223")


def file_text(talk: Conversation, words: str) -> None:
    sender = Person(phone="+919845011223")
    receive(talk, InboundMessage("", f"wamid.{words}", clock.now(), sender, "text", words), for_assistant=True)


def in_an_hour():
    return clock.now() + timedelta(hours=1)


def again(talk: Conversation) -> Conversation:
    return Conversation.objects.get(pk=talk.pk)


def told(talk: Conversation, kind: str) -> int:
    return Event.objects.filter(conversation_id=talk.pk, type=kind).count()


def test_a_snoozed_conversation_comes_back_when_its_time_is_there_and_says_why(priya, asha):
    snooze.snooze([priya.pk], until=clock.now() - timedelta(seconds=1), user=asha)
    assert snooze.bring_back() == 1
    back = again(priya)
    assert (back.snoozed_until, back.back, back.needs_person_why) == (None, "time", "Back from snooze")
    assert back.needs_person_since
    assert told(priya, "returned") == 1


def test_it_stays_away_until_then(priya, asha):
    snooze.snooze([priya.pk], until=in_an_hour(), user=asha)
    assert snooze.bring_back() == 0
    assert again(priya).snoozed_until


def test_the_sweeper_brings_it_back_once(priya, asha):
    snooze.snooze([priya.pk], until=clock.now() - timedelta(seconds=1), user=asha)
    assert (snooze.bring_back(), snooze.bring_back()) == (1, 0)
    assert told(priya, "returned") == 1


def test_a_reason_that_was_there_before_stays_the_reason(channel, asha):
    since = clock.now() - timedelta(hours=3)
    talk = talks(channel, "Fatima", needs_person_since=since, needs_person_why="Payment to check")
    snooze.snooze([talk.pk], until=clock.now() - timedelta(seconds=1), user=asha)
    snooze.bring_back()
    assert (again(talk).needs_person_since, again(talk).needs_person_why) == (since, "Payment to check")
    assert again(talk).back == "time"


def test_what_the_customer_writes_brings_it_back_at_once(priya, asha):
    snooze.snooze([priya.pk], until=in_an_hour(), user=asha)
    file_text(priya, "Is there a seat left?")
    back = again(priya)
    assert (back.snoozed_until, back.back, back.needs_person_why) == (None, "wrote", "Wrote while snoozed")


def test_what_the_customer_writes_opens_a_closed_one(priya, asha):
    snooze.archive([priya.pk], user=asha)
    file_text(priya, "One more thing")
    assert (again(priya).status, again(priya).back) == ("active", "")


def test_an_answer_ends_the_reason_why_it_came_back(priya, asha):
    snooze.snooze([priya.pk], until=in_an_hour(), user=asha)
    file_text(priya, "Hello?")
    take_over(again(priya), user=asha)
    assert (again(priya).back, again(priya).needs_person_since) == ("", None)


def test_the_same_act_twice_changes_nothing_more(priya, asha):
    until = in_an_hour()
    assert snooze.snooze([priya.pk], until=until, user=asha) == [priya.pk]
    assert snooze.snooze([priya.pk], until=until, user=asha) == []
    assert snooze.archive([priya.pk], user=asha) == [priya.pk]
    assert snooze.archive([priya.pk], user=asha) == []
    assert (told(priya, "snoozed"), told(priya, "archived")) == (1, 1)


def test_closing_is_taken_back_with_all_that_it_ended(channel, asha):
    since = clock.now() - timedelta(minutes=9)
    talk = talks(channel, "Joseph", needs_person_since=since, needs_person_why="Asked for a person", unread=2)
    snooze.archive([talk.pk], user=asha, batch="b1")
    assert snooze.undo("b1", asha) == 1
    back = again(talk)
    assert (back.status, back.needs_person_since, back.unread) == ("active", since, 2)
    assert snooze.undo("b1", asha) == 0


def test_undo_leaves_alone_what_changed_since(priya, asha, rohan):
    snooze.snooze([priya.pk], until=in_an_hour(), user=asha, batch="b2")
    file_text(priya, "I could not wait")
    assert snooze.undo("b2", asha) == 0
    assert again(priya).snoozed_until is None


def test_nobody_else_can_take_it_back_and_nobody_after_its_time(priya, asha, rohan):
    snooze.archive([priya.pk], user=asha, batch="b3")
    assert snooze.undo("b3", rohan) == 0
    Event.objects.filter(data__batch="b3").update(at=clock.now() - timedelta(seconds=30))
    assert snooze.undo("b3", asha) == 0


def test_hundreds_cost_as_many_statements_as_two(channel, asha, django_assert_max_num_queries):
    ids = [talks(channel, f"Customer {number}").pk for number in range(30)]
    with django_assert_max_num_queries(7):
        assert len(snooze.archive(ids, user=asha)) == 30


def together(*steps) -> None:
    gate = threading.Barrier(len(steps))

    def run(step) -> None:
        gate.wait()
        try:
            step()
        finally:
            connection.close()

    hands = [threading.Thread(target=run, args=[step]) for step in steps]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_and_the_customer_at_once_bring_it_back_once(channel, asha):
    for number in range(8):
        talk = talks(channel, f"Priya {number}")
        snooze.snooze([talk.pk], until=clock.now() - timedelta(seconds=1), user=asha)
        together(snooze.bring_back, snooze.bring_back, partial(file_text, talk, f"{number}"))
        assert (again(talk).snoozed_until, again(talk).status) == (None, "active")
        assert again(talk).back in ("time", "wrote")
        assert told(talk, "returned") == (again(talk).back == "time")


@pytest.mark.django_db(transaction=True)
def test_two_people_closing_at_once_close_it_once(channel, asha, rohan):
    talk = talks(channel, "Priya")
    together(partial(snooze.archive, [talk.pk], user=asha), partial(snooze.archive, [talk.pk], user=rohan))
    assert told(talk, "archived") == 1
