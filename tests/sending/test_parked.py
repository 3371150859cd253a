"""An answer written after the window closed: a template asks for a word, and the answer goes when it comes, once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from cairn.conversations import parked, resend
from cairn.conversations.events import Call, InboundMessage, Person
from cairn.conversations.models import Contact, Conversation, Identity, Message
from cairn.conversations.outgoing import Unsendable, write
from cairn.conversations.reply import OptedOut, WindowClosed, reply
from cairn.inbound.events import handle
from cairn.lib import clock

pytestmark = pytest.mark.django_db
ASK = write.template("reply_waiting", "en", text="We have an answer. Reply here to read it.")
PHONE = "+919812399999"


@pytest.fixture
def conversation(channel):
    contact = Contact.objects.create(name="Priya", phone=PHONE)
    Identity.objects.create(channel=channel, contact=contact, kind="phone", value=PHONE)
    day = clock.now() - timedelta(hours=25)
    return Conversation.objects.create(channel=channel, contact=contact, last_inbound_at=day)


def park(conversation, user, text="The price is 15,000", **more) -> Message:
    return parked.park(conversation, text=text, template=ASK, user=user, **more)


def hears(channel, text="Show me", wamid="wamid.1", ago=timedelta(0)) -> None:
    person = Person(phone=PHONE, name="Priya")
    with transaction.atomic():
        handle(InboundMessage(channel.number, wamid, clock.now() - ago, person, "text", text), channel)


def kinds(conversation) -> list[tuple[str, str]]:
    return list(conversation.messages.filter(direction="out").order_by("pk").values_list("type", "status"))


def test_the_answer_waits_and_a_template_asks(conversation, asha):
    park(conversation, asha)
    assert kinds(conversation) == [("template", "queued"), ("text", "parked")]


def test_two_answers_wait_behind_one_template_in_their_order(conversation, asha, channel):
    park(conversation, asha, "First")
    park(conversation, asha, "Second")
    hears(channel)
    rows = conversation.messages.filter(direction="out", type="text").order_by("pk")
    assert list(rows.values_list("text", "status")) == [("First", "queued"), ("Second", "queued")]
    assert conversation.messages.filter(type="template").count() == 1


def test_the_same_key_parks_once(conversation, asha):
    assert park(conversation, asha, key="k") == park(conversation, asha, key="k")
    assert len(kinds(conversation)) == 2


def test_with_an_open_window_it_simply_goes(conversation, asha):
    Conversation.objects.update(last_inbound_at=clock.now())
    assert park(conversation, asha).status == "queued"
    assert kinds(conversation) == [("text", "queued")]


def test_a_call_lets_it_go_too(conversation, asha, channel):
    park(conversation, asha)
    call = Call(channel.number, "c1", clock.now(), Person(phone=PHONE), "connect", True, {})
    handle(call, channel)
    assert kinds(conversation)[-1] == ("text", "queued")


def test_an_old_message_that_arrives_late_lets_nothing_go(conversation, asha, channel):
    park(conversation, asha)
    hears(channel, ago=timedelta(hours=26))
    assert kinds(conversation)[-1] == ("text", "parked")


def test_it_may_be_changed_and_taken_back_before_and_not_after(conversation, asha, channel):
    message = park(conversation, asha)
    parked.edit(message, text="The price is 14,000")
    message.refresh_from_db()
    assert message.text == "The price is 14,000"
    hears(channel)
    for act in (lambda: parked.edit(message, text="x"), lambda: parked.cancel(message)):
        with pytest.raises(parked.Gone, match="meanwhile"):
            act()


def test_taken_back_it_is_gone(conversation, asha):
    parked.cancel(park(conversation, asha))
    assert kinds(conversation) == [("template", "queued")]


def test_who_writes_stop_gets_nothing_of_it(conversation, asha, channel):
    message = park(conversation, asha)
    hears(channel, "STOP")
    message.refresh_from_db()
    assert message.status == "failed"
    assert "no more messages" in message.error


def test_to_somebody_silent_nothing_is_parked(conversation, asha):
    Contact.objects.update(opted_out_at=clock.now())
    with pytest.raises(OptedOut, match="no more messages"):
        park(conversation, asha)
    with pytest.raises(OptedOut, match="no more messages"):
        reply(conversation, text="Hello", user=asha)


def test_what_was_parked_in_the_moment_of_the_message_is_found_by_the_sweeper(conversation, asha):
    park(conversation, asha)
    Conversation.objects.update(last_inbound_at=clock.now())
    assert (parked.sweep(), parked.sweep()) == (1, 0)
    assert kinds(conversation)[-1] == ("text", "queued")


@pytest.mark.django_db(transaction=True)
def test_two_messages_at_once_release_it_once(conversation, asha, channel):
    park(conversation, asha)
    barrier, released = threading.Barrier(2), []
    Conversation.objects.update(last_inbound_at=clock.now())

    def work() -> None:
        barrier.wait()
        with transaction.atomic():
            released.append(parked.release(Conversation(pk=conversation.pk)))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(released) == [0, 1]


# Sending again


@pytest.fixture
def failed(conversation, asha):
    Conversation.objects.update(last_inbound_at=clock.now())
    message = reply(conversation, text="Hello", user=asha)
    Message.objects.filter(pk=message.pk).update(status="failed", error_code=131026)
    message.refresh_from_db()
    return message


def test_a_failed_message_is_sent_again_as_a_new_one_that_names_it(failed, asha):
    again = resend.resend(failed, user=asha)
    assert (again.text, again.status, again.pk != failed.pk) == ("Hello", "queued", True)
    assert resend.resent_as(failed) == again
    assert resend.resend(failed, user=asha) == again


def test_what_may_have_arrived_is_sent_again_only_at_a_persons_word(failed, asha):
    Message.objects.update(status="unknown")
    failed.refresh_from_db()
    with pytest.raises(resend.Doubtful, match="may have arrived"):
        resend.resend(failed, user=asha)
    assert resend.resend(failed, user=asha, force=True).status == "queued"


@pytest.mark.parametrize("status", ["queued", "sending", "accepted", "delivered", "read", "parked"])
def test_what_did_not_fail_is_not_sent_again(failed, asha, status):
    failed.status = status
    with pytest.raises(Unsendable, match="failed"):
        resend.resend(failed, user=asha)


def test_outside_the_window_sending_again_is_refused_with_the_reason(failed, asha):
    Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=25))
    with pytest.raises(WindowClosed, match="24 hours"):
        resend.resend(failed, user=asha)
