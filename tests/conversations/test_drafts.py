"""What somebody has begun to write stays, on every screen of theirs and on no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.conversations import drafts
from cairn.conversations.drafts import Words, draft, keep
from cairn.conversations.models import Contact, Conversation
from cairn.conversations.outgoing import Unsendable

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(channel):
    return Conversation.objects.create(channel=channel, contact=Contact.objects.create(name="Priya"))


def test_it_is_there_again_for_its_writer_alone(talk, asha, rohan):
    keep(talk, asha, Words("Namaste", "note"))
    assert (draft(talk, asha).text, draft(talk, asha).mode, draft(talk, rohan)) == ("Namaste", "note", Words())


def test_empty_words_end_it(talk, asha):
    keep(talk, asha, Words("Namaste"))
    keep(talk, asha, Words("  "))
    assert draft(talk, asha) == Words() and not drafts.begun(asha, [talk.pk])


def test_a_second_screen_wins_with_newer_words_and_gets_the_others(talk, asha):
    keep(talk, asha, Words("On the phone"))
    kept = keep(talk, asha, Words("On the desk", version=1))
    assert (kept.draft.text, kept.other.text) == ("On the desk", "On the phone")


def test_words_typed_before_lose_and_are_offered(talk, asha):
    keep(talk, asha, Words("On the phone"))
    kept = keep(talk, asha, Words("Typed offline", version=1), age=timedelta(minutes=5))
    assert (kept.draft.text, kept.other.text) == ("On the phone", "Typed offline")
    assert draft(talk, asha).text == "On the phone"


def test_one_screen_going_on_writing_is_no_conflict(talk, asha):
    first = keep(talk, asha, Words("Nam"))
    assert keep(talk, asha, Words("Namaste", version=first.draft.version), age=timedelta(seconds=9)).other is None


def test_sending_clears_it_unless_more_was_typed_since(talk, asha):
    keep(talk, asha, Words("Hello\nPriya "))
    drafts.sent(talk, asha, "Other words")
    assert draft(talk, asha).text == "Hello\nPriya "
    drafts.sent(talk, asha, "Hello\nPriya")
    assert draft(talk, asha) == Words()


def test_a_book_is_refused(talk, asha):
    with pytest.raises(Unsendable, match="20,000"):
        keep(talk, asha, Words("x" * 20_001))


def test_its_beginning_and_its_end_are_told_once_each_to_the_writers_screens(talk, asha, monkeypatch):
    told = []
    monkeypatch.setattr(drafts.live, "announce", lambda *names: told.extend(names))
    for text in ("N", "Namaste", "Namaste Priya"):
        keep(talk, asha, Words(text))
    drafts.sent(talk, asha, "Namaste  Priya")
    drafts.sent(talk, asha, "Namaste Priya")
    assert told == [f"drafts-{asha.pk}"] * 2
