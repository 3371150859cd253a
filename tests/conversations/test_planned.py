"""Send later: at its time it goes, waits or ends, exactly once, whoever works and whoever dies."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from cairn.automation import said_later
from cairn.conversations import planned, planned_due
from cairn.conversations.hush import hush
from cairn.conversations.models import Contact, Conversation, Message
from cairn.conversations.outgoing import Unsendable, write
from cairn.conversations.planned import plan
from cairn.conversations.reply import OptedOut, WindowClosed
from cairn.journal.models import Event
from cairn.leads.models import Lead, Task
from cairn.lib import clock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def conversation(channel):
    contact = Contact.objects.create(name="Priya", phone="+919812399998")
    found = Conversation.objects.create(
        channel=channel, contact=contact, last_inbound_at=clock.now() - HOUR, last_words="Hello"
    )
    Lead.objects.create(contact=contact, conversation=found, last_contact_at=clock.now(), first_message="Hello")
    return found


def later(conversation, user, text="Good morning", **more) -> Message:
    return plan(conversation, text=text, at=clock.now() + HOUR, user=user, **more)


def comes_due(message) -> None:
    Message.objects.filter(pk=message.pk).update(send_at=clock.now() - timedelta(seconds=1))


def status(message) -> str:
    message.refresh_from_db()
    return str(message.status)


def test_it_is_kept_and_nobody_has_said_anything_yet(conversation, asha):
    message = later(conversation, asha)
    conversation.refresh_from_db()
    assert (message.status, conversation.last_words, conversation.owner) == ("planned", "Hello", None)
    assert said_later.send_due() == 0


def test_the_same_key_plans_once(conversation, asha):
    assert later(conversation, asha, key="k") == later(conversation, asha, key="k")


def test_at_its_time_it_is_queued_as_a_persons_reply(conversation, asha):
    message = later(conversation, asha)
    comes_due(message)
    assert said_later.send_due() == 1
    conversation.refresh_from_db()
    assert (status(message), conversation.last_words, conversation.owner) == ("queued", "Good morning", asha)
    assert Task.objects.filter(lead__conversation=conversation, type="follow_up").count() == 1


def test_a_second_pass_does_nothing(conversation, asha):
    comes_due(later(conversation, asha))
    assert [said_later.send_due(), said_later.send_due()] == [1, 0]
    assert Event.objects.filter(type="message_status", data__status="queued").count() == 1


def test_a_closed_window_makes_it_wait_and_calls_a_person(conversation, asha):
    message = later(conversation, asha)
    Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=30))
    comes_due(message)
    said_later.send_due()
    conversation.refresh_from_db()
    assert (status(message), conversation.needs_person_why) == ("parked", planned_due.HELD)


def test_who_opted_out_meanwhile_gets_none_of_it(conversation, asha):
    message = later(conversation, asha)
    Contact.objects.update(opted_out_at=clock.now())
    comes_due(message)
    said_later.send_due()
    assert status(message) == "failed" and "no more messages" in message.error


def test_the_wish_for_silence_ends_what_is_planned_at_once(conversation, asha):
    message = later(conversation, asha)
    Contact.objects.update(opted_out_at=clock.now())
    hush(conversation.contact)
    assert status(message) == "failed" and message.error


def test_nothing_is_planned_for_who_asked_for_silence(conversation, asha):
    Contact.objects.update(opted_out_at=clock.now())
    with pytest.raises(OptedOut):
        later(conversation, asha)


def test_whoever_dies_half_way_leaves_it_planned_for_the_next(conversation, asha, monkeypatch):
    message = later(conversation, asha)
    comes_due(message)
    with monkeypatch.context() as dying:
        dying.setattr(said_later, "staff_replied", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            said_later.send_due()
    assert status(message) == "planned"
    assert said_later.send_due() == 1
    assert status(message) == "queued"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(channel, asha):
    contact = Contact.objects.create(name="Priya")
    talk = Conversation.objects.create(channel=channel, contact=contact, last_inbound_at=clock.now())
    message = later(talk, asha)
    comes_due(message)
    barrier, went = threading.Barrier(2), []

    def work() -> None:
        barrier.wait()
        went.append(said_later.send_one(message.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    [one.start() for one in workers]
    [one.join() for one in workers]
    assert (sorted(went), status(message)) == ([False, True], "queued")


def test_words_and_time_can_be_changed_until_it_goes(conversation, asha):
    message = later(conversation, asha)
    planned.change(message, text="Good evening", at=clock.now() + 2 * HOUR, user=asha)
    message.refresh_from_db()
    assert message.text == "Good evening" and message.send_at > clock.now() + HOUR
    planned.cancel(message, user=asha)
    assert not Message.objects.filter(pk=message.pk).exists()
    with pytest.raises(planned.Gone):
        planned.change(message, text="Too late", user=asha)


def test_now_is_refused_where_it_could_not_go_and_it_stays_planned(conversation, asha):
    message = later(conversation, asha)
    Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=30))
    with pytest.raises(WindowClosed):
        said_later.send_now(message, user=asha)
    assert status(message) == "planned"
    Conversation.objects.update(last_inbound_at=clock.now())
    said_later.send_now(message, user=asha)
    assert status(message) == "queued"


@pytest.mark.parametrize("ahead", [-HOUR, timedelta(days=400)])
def test_a_time_that_is_none_is_refused(conversation, asha, ahead):
    with pytest.raises(Unsendable, match="within a year"):
        plan(conversation, text="Hello", at=clock.now() + ahead, user=asha)


def test_buttons_are_planned_with_their_words(conversation, asha):
    content = write.buttons("Which one?", [write.Choice("1", "7 days")])
    message = plan(conversation, content=content, at=clock.now() + HOUR, user=asha)
    planned.change(message, text="Which one, Priya?", user=asha)
    message.refresh_from_db()
    assert message.content["body"]["text"] == "Which one, Priya?"
