"""Calls, answers from the phone app, chats from before, its address book, groups, and chats that others handle."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.accounts.models import Firm
from cairn.conversations.events import (
    Call,
    Echo,
    Edit,
    IdentityChange,
    InboundMessage,
    Named,
    Past,
    PastMessage,
    Person,
    Reaction,
    Receipt,
    Revoke,
)
from cairn.conversations.models import Attachment, Contact, Conversation, Message
from cairn.conversations.ownership import assistant_answers
from cairn.inbound.events import handle
from cairn.journal.models import Event
from cairn.leads.models import Lead, Task
from cairn.lib import clock
from tests.dashboard.conftest import page, signed_in, thread

pytestmark = pytest.mark.django_db
PRIYA = Person(phone="+919845011223", user_id="IN.1", name="Priya Nair")


@pytest.fixture
def at_desk(asha):
    return signed_in(asha)


def says(channel, text="Hello", *, wamid="wamid.in", **fields):
    return handle(InboundMessage(channel.number, wamid, clock.now(), PRIYA, "text", text, **fields), channel)


def calls(channel, event, *, minutes=1, by_customer=True, **content):
    at = clock.now() - timedelta(minutes=minutes)
    handle(Call(channel.number, "wacid.1", at, PRIYA, event, by_customer, content), channel)


def past(wamid, text="", *, days=30, by_customer=True, **fields):
    kind = fields.pop("type", "text")
    return PastMessage(wamid, clock.now() - timedelta(days=days), by_customer, kind, text, **fields)


def remember(channel, *messages, customer=PRIYA):
    handle(Past(channel.number, customer, list(messages)), channel)


def test_a_missed_call_is_a_line_a_lead_an_open_window_and_calls_a_person(channel, at_desk):
    calls(channel, "connect", minutes=2)
    calls(channel, "terminate", status="COMPLETED")
    talk = Conversation.objects.get()
    assert "Missed call" in thread(at_desk, talk)
    assert (talk.window_open, talk.needs_person_why, talk.last_words) == (True, "Missed call", "Missed call")
    assert Lead.objects.get().source == "call"
    assert talk.waiting_since is None


@pytest.mark.parametrize("order", [("connect", "terminate"), ("terminate", "connect"), ("terminate", "terminate")])
def test_news_of_a_call_may_come_in_any_order_and_twice(channel, at_desk, order):
    for event in order:
        content = {"duration": 125} if event == "terminate" else {}
        calls(channel, event, minutes=3 if event == "connect" else 1, **content)
    assert Message.objects.get().text == "Call from the customer, 2 min 05 s"
    assert Conversation.objects.get().needs_person_since is None


def test_a_call_of_ours_says_what_became_of_it_and_opens_nothing(channel, at_desk):
    calls(channel, "ringing", by_customer=False, minutes=2)
    calls(channel, "rejected", by_customer=False)
    talk = Conversation.objects.get()
    assert "You called, the customer turned it down" in thread(at_desk, talk)
    assert not talk.window_open


def test_an_answer_on_the_phone_sends_the_assistant_away_for_the_firms_hours(channel, at_desk):
    Firm.objects.update(phone_hours=3)
    says(channel)
    handle(Echo(channel.number, "wamid.echo", clock.now(), PRIYA, "text", "I am on my way"), channel)
    talk = Conversation.objects.get()
    assert talk.assistant == "paused"
    assert timedelta(hours=2, minutes=59) < talk.paused_until - clock.now() <= timedelta(hours=3)
    assert "Answered on the phone" in thread(at_desk, talk)
    Conversation.objects.update(paused_until=clock.now() - timedelta(seconds=1))
    talk.refresh_from_db()
    assert assistant_answers(talk)


def test_what_was_sent_on_the_phone_can_be_edited_and_deleted_there(channel, at_desk):
    handle(Echo(channel.number, "wamid.echo", clock.now(), PRIYA, "text", "At five"), channel)
    later = clock.now() + timedelta(seconds=5)
    handle(Edit(channel.number, "wamid.2", later, PRIYA, "wamid.echo", "At six", from_phone_app=True), channel)
    text = thread(at_desk, Conversation.objects.get())
    assert "At six" in text
    assert "Before: At five" in text
    handle(Revoke(channel.number, "wamid.3", later, PRIYA, "wamid.echo", from_phone_app=True), channel)
    assert "At six" not in thread(at_desk, Conversation.objects.get())


def test_chats_from_before_fill_the_thread_in_order_and_wake_nobody(channel, at_desk):
    says(channel, "Is there a trek in July?")
    before = Event.objects.count(), Task.objects.count()
    remember(
        channel,
        past("wamid.h2", "Yes, with lunch", days=29, by_customer=False, status="read"),
        past("wamid.h1", "Do you have day trips?", days=30),
    )
    remember(channel, past("wamid.h1", "Do you have day trips?", days=30))
    text = thread(at_desk, Conversation.objects.get())
    places = [text.index(words) for words in ("Do you have day trips?", "Yes, with lunch", "Is there a trek in July?")]
    assert places == sorted(places)
    assert (Event.objects.count(), Task.objects.count()) == before
    talk = Conversation.objects.get()
    assert (talk.unread, talk.last_words, talk.messages.count()) == (1, "Is there a trek in July?", 3)


def test_somebody_known_only_from_before_lies_in_the_archive_until_they_write(channel):
    remember(channel, past("wamid.h1", "Very old"))
    talk = Conversation.objects.get()
    assert (talk.status, talk.unread, talk.waiting_since, talk.window_open) == ("archived", 0, None, False)
    assert not Lead.objects.exists()
    says(channel)
    talk.refresh_from_db()
    assert talk.status == "active"
    assert Lead.objects.get().first_message == "Hello"


def test_thousands_of_old_messages_take_few_queries(channel, django_assert_max_num_queries):
    says(channel)
    many = [past(f"wamid.h{number}", f"line {number}", days=400 - number / 10) for number in range(2000)]
    with django_assert_max_num_queries(20):
        remember(channel, *many)
    assert Message.objects.count() == 2001


def test_a_photo_from_before_is_first_named_then_fetched(channel, at_desk):
    remember(channel, past("wamid.h1", type="unsupported", content={"placeholder": True}))
    assert "from before" in thread(at_desk, Conversation.objects.get())
    remember(channel, past("wamid.h1", "The gate", type="image", content={"id": "77", "mime_type": "image/jpeg"}))
    assert Attachment.objects.get().media_id_until > clock.now() + timedelta(days=6)
    assert "Coming in" in thread(at_desk, Conversation.objects.get())


def test_the_thread_is_paged_by_time_when_old_chats_come_late(channel, at_desk):
    says(channel, "The newest")
    remember(channel, *[past(f"wamid.h{number}", f"line {number:03}", days=100 - number) for number in range(70)])
    talk = Conversation.objects.get()
    text = page(at_desk, f"/inbox/{talk.pk}")
    assert "The newest" in text
    assert "line 021" in text
    assert "line 020" not in text
    older = page(at_desk, f"/inbox/{talk.pk}/older?before={Message.objects.get(text='line 021').pk}")
    assert "line 000" in older
    assert "line 020" in older


def test_the_address_book_names_whom_we_know_and_nobody_else(channel):
    handle(InboundMessage(channel.number, "w1", clock.now(), Person(phone="+919845011224"), "text", "Hi"), channel)
    handle(Named(channel.number, Person(phone="+919845011224", name="Ravi of the shop")), channel)
    handle(Named(channel.number, Person(phone="+919999999999", name="A stranger")), channel)
    says(channel)
    handle(Named(channel.number, Person(phone=PRIYA.phone, name="Another name")), channel)
    assert sorted(Contact.objects.values_list("name", flat=True)) == ["Priya Nair", "Ravi of the shop"]


def test_a_chat_that_another_app_handles_is_shown_and_not_answered(channel, at_desk):
    assert says(channel, "Where is my order?", standby=True) is None
    handle(Echo(channel.number, "wamid.e", clock.now(), PRIYA, "text", "It has left", standby=True), channel)
    talk = Conversation.objects.get()
    text = thread(at_desk, talk)
    assert "Another app has this chat" in text
    assert "Answered by another app" in text
    assert (talk.waiting_since, talk.assistant) == (None, "on")


def test_the_owners_copy_of_a_standby_message_is_answered(channel):
    says(channel, standby=True)
    assert says(channel) == Conversation.objects.get().pk
    assert says(channel) is None
    assert Message.objects.get().handled_at is None


def test_a_group_never_becomes_a_person(channel, at_desk):
    says(channel, "What do you all think?", group="group-1")
    handle(Reaction(channel.number, "w2", clock.now(), PRIYA, "wamid.in", "👍", group="group-1"), channel)
    handle(Echo(channel.number, "w3", clock.now(), Person(), "text", "Great", group="group-1"), channel)
    handle(Receipt(channel.number, "w3", clock.now(), "read", PRIYA, participant="IN.1"), channel)
    contact = Contact.objects.get()
    assert contact.name == "WhatsApp group"
    assert not Lead.objects.exists()
    text = thread(at_desk, Conversation.objects.get())
    assert "Priya Nair" in text
    assert "Reaction 👍 by Priya Nair" in text
    assert Message.objects.get(wamid="w3").status == "read"


def test_a_new_number_is_a_line_of_the_thread_and_keeps_the_history(channel, at_desk):
    says(channel, "My first words")
    new = Person(phone="+919845099999")
    words = "Priya changed from 919845011223 to 919845099999"
    handle(IdentityChange(channel.number, clock.now(), PRIYA, new, "wamid.s", words), channel)
    text = thread(at_desk, Conversation.objects.get())
    assert '<li class="system told"' in text
    assert words in text
    assert "My first words" in text


def test_somebody_from_an_advertisement_is_a_lead_of_it_and_the_answer_opens_the_free_time(channel, at_desk):
    referral = {"source_type": "ad", "headline": "Monsoon treks", "source_url": "https://fb.me/1"}
    says(channel, "Tell me more", referral=referral, content={"referral": referral})
    lead, talk = Lead.objects.get(), Conversation.objects.get()
    assert (lead.source, lead.source_detail["headline"]) == ("ad", "Monsoon treks")
    assert talk.ad_until is None
    from cairn.conversations.reply import reply

    reply(talk, text="With pleasure", user=None)
    talk.refresh_from_db()
    assert timedelta(hours=71) < talk.ad_until - clock.now() <= timedelta(hours=72)
    until = talk.ad_until
    reply(talk, text="And more", user=None)
    talk.refresh_from_db()
    assert talk.ad_until == until
    panel = page(at_desk, f"/inbox/{talk.pk}/lead")
    assert "Ad: Monsoon treks" in panel
    assert 'href="https://fb.me/1"' in panel
    assert "Came from an ad: Monsoon treks" in thread(at_desk, talk)


def test_an_answer_after_a_day_opens_no_free_time(channel):
    from cairn.conversations import ads

    says(channel)
    talk = Conversation.objects.get()
    ads.note_ad(talk, clock.now() - timedelta(hours=25))
    assert not ads.opened_free_entry(talk, clock.now())
    ads.note_ad(talk, clock.now())
    assert ads.opened_free_entry(talk, clock.now())
    assert not ads.opened_free_entry(talk, clock.now())
