"""Canned replies and mentions."""

from __future__ import annotations

import pytest

from cairn.conversations import canned
from cairn.conversations.mentions import mentioned
from cairn.conversations.models import CannedReply, Contact, Conversation
from cairn.conversations.outgoing import Unsendable
from cairn.conversations.reply import note
from cairn.journal.models import Event
from cairn.notifications.news import About, tell

pytestmark = pytest.mark.django_db


def test_blanks_are_filled_and_what_is_missing_stays_marked():
    text = canned.fill("Hi {name}, {trip} costs {price}. {smile}", {"first_name": "Priya", "price": "₹9,000"})
    assert text == "Hi Priya, {trip} costs ₹9,000. {smile}"
    assert canned.gaps(text) == ["{trip}"]
    with pytest.raises(Unsendable, match="Still to be filled in"):
        canned.complete(text)


def test_what_is_used_most_comes_first(asha):
    canned.write(CannedReply(), name="Aaa", text="One", user=asha)
    canned.take(canned.write(CannedReply(), name="Way to us", text="Two {name}", user=asha), {})
    assert [row.name for row in canned.listed()] == ["way-to-us", "aaa"]
    assert [row.name for row in canned.listed("two")] == ["way-to-us"]


@pytest.mark.parametrize(("name", "text"), [("", "x"), ("!!", "x"), ("ok", " "), ("ok", "x" * 4097), ("taken", "x")])
def test_what_would_not_work_is_refused(asha, name, text):
    CannedReply.objects.create(name="taken", text="x")
    with pytest.raises(Unsendable):
        canned.write(CannedReply(), name=name, text=text, user=asha)


def test_the_demo_has_some_once():
    assert canned.load_demo() > 10
    assert canned.load_demo() == 0
    assert all(canned.BLANK.search(row.text) or "{" not in row.text for row in CannedReply.objects.all())


def test_a_note_tells_whom_it_names(channel, asha, rohan):
    talk = Conversation.objects.create(channel=channel, contact=Contact.objects.create(name="Priya"))
    note(talk, text="@rohan call her after five, not asha@trekandstay.test", user=asha)
    event = Event.objects.get(type="notification")
    news = tell(event, About("Priya"))
    assert news.heard_by(rohan) and not news.heard_by(asha)
    assert news.title == "You are named in a note" and "call her after five" in news.detail


def test_a_first_name_that_two_have_names_nobody(asha, rohan, django_user_model):
    django_user_model.objects.create_user("r2@trekandstay.test", "x", name="Rohan Rao", role="agent")
    assert mentioned("@Rohan look") == []
    assert mentioned("@Rohan Rao look, (@Asha Kulkarni) too")[0].name in ("Rohan Rao", "Asha Kulkarni")
    assert len(mentioned("@Rohan Rao look, (@Asha Kulkarni) too")) == 2
