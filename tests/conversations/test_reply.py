"""A person writes: the words are a row first, the assistant steps back, and the window is respected."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.conversations import ownership
from cairn.conversations.models import Contact, Conversation
from cairn.conversations.reply import Unsendable, WindowClosed, note, reply
from cairn.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(channel):
    return Conversation.objects.create(
        channel=channel, contact=Contact.objects.create(name="Priya"), last_inbound_at=clock.now(), unread=2
    )


def test_a_reply_is_queued_and_pauses_the_assistant(conversation, asha):
    message = reply(conversation, text=" Hello Priya ", user=asha)
    conversation.refresh_from_db()
    assert (message.text, message.status, message.author) == ("Hello Priya", "queued", "staff")
    assert (conversation.assistant, conversation.owner, conversation.unread) == ("paused", asha, 0)


def test_the_same_key_sends_once(conversation, asha):
    first = reply(conversation, text="Hello", user=asha, key="k")
    assert reply(conversation, text="Hello", user=asha, key="k") == first
    assert conversation.messages.count() == 1


def test_outside_the_window_it_is_refused_with_the_reason(conversation, asha):
    Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=24, seconds=1))
    with pytest.raises(WindowClosed, match="24 hours"):
        reply(conversation, text="Hello", user=asha)
    assert conversation.messages.count() == 0


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4097, "🙂" * 2049, "a\0b"])
def test_what_whatsapp_would_not_take_is_refused(conversation, asha, text):
    with pytest.raises(Unsendable):
        reply(conversation, text=text, user=asha)


def test_a_note_is_for_the_team(conversation, asha):
    assert note(conversation, text="VIP", user=asha).text == "VIP"
    assert conversation.messages.count() == 0


def test_a_pause_ends_by_itself(conversation, asha):
    ownership.set_assistant(conversation, state="paused", user=asha, until=clock.now() - timedelta(seconds=1))
    conversation.refresh_from_db()
    assert ownership.assistant_answers(conversation)


def test_off_stays_off_when_a_person_writes(conversation, asha):
    ownership.set_assistant(conversation, state="off", user=asha)
    reply(conversation, text="Hello", user=asha)
    conversation.refresh_from_db()
    assert conversation.assistant == "off"


def test_the_first_reason_for_a_person_stays(conversation):
    ownership.call_person(conversation, why="Asked for a person")
    ownership.call_person(conversation, why="Wrote to you")
    conversation.refresh_from_db()
    assert conversation.needs_person_why == "Asked for a person"
