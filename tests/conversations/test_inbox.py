"""Which conversations stand in which view, how they are counted, and what is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from cairn.conversations import inbox, search
from cairn.conversations.models import Conversation
from cairn.lib import clock
from tests.dashboard.conftest import says, talks

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(channel, asha):
    """One of each: who waits and why not."""
    now = clock.now()
    soon, ago = now + timedelta(hours=1), now - timedelta(hours=1)
    return {
        "called": talks(channel, "Called", needs_person_since=ago, needs_person_why="booking"),
        "paused": talks(channel, "Paused", minutes=90, assistant="paused", paused_until=soon, owner=asha),
        "answered": talks(channel, "Answered", assistant="off", last_author="staff", owner=asha),
        "bot": talks(channel, "Bot"),
        "rested": talks(channel, "Rested", assistant="paused", paused_until=ago, last_author="staff"),
        "snoozed": talks(channel, "Snoozed", snoozed_until=soon, needs_person_since=ago),
        "closed": talks(channel, "Closed", status=Conversation.Status.ARCHIVED),
    }


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("needs", ["Paused", "Called"]),
        ("person", ["Called"]),
        ("mine", ["Answered", "Paused"]),
        ("bot", ["Bot", "Rested"]),
        ("snoozed", ["Snoozed"]),
        ("archive", ["Closed"]),
    ],
)
def test_each_view_holds_what_its_name_says(cast, asha, view, names):
    found = [talk.contact.name for talk in inbox.listed(asha, view=view)]
    assert found == names if view == "needs" else sorted(found) == sorted(names)


def test_counts_agree_with_the_lists(cast, asha):
    counts = inbox.counts(asha)
    assert counts == {view: len(inbox.listed(asha, view=view)) for view in counts}


def test_counting_stops_at_a_hundred(channel, asha):
    Conversation.objects.all().delete()
    talk = talks(channel, "One")
    assert inbox.counts(asha)["open"] == 1
    assert inbox.ENOUGH == 100
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_contact (name, phone, username, language, created_at) "
            "SELECT 'C' || n, '', '', '', now() FROM generate_series(1, 120) n RETURNING id"
        )
        for (contact,) in cursor.fetchall():
            Conversation.objects.create(channel=talk.channel, contact_id=contact)
    assert inbox.counts(asha)["open"] == inbox.ENOUGH


def test_in_all_who_waits_longest_is_first_and_an_order_can_be_chosen(cast, asha):
    names = [talk.contact.name for talk in inbox.listed(asha)]
    assert names[:2] == ["Paused", "Called"]
    newest = [talk.contact.name for talk in inbox.listed(asha, sort="new")]
    assert newest[-1] == "Paused"


def test_any_word_that_was_ever_said_is_found(channel):
    priya = talks(channel, "Priya", words="Do you go to Kudremukh?")
    says(priya, "Yes, on Saturday", author="staff")
    says(priya, "And now something else")
    talks(channel, "Rahul")
    assert search.found("kudrem") == {priya.pk}
    assert search.found("saturday yes") == {priya.pk}
    assert search.found("nobodysaidthis") == set()


def test_what_is_searched_for_may_be_closed_or_snoozed(cast, asha):
    found = inbox.listed(asha, everywhere=True)
    assert {"Closed", "Snoozed", "Bot"} <= {talk.contact.name for talk in found}


def test_odd_letters_are_only_letters(channel):
    for words in ("'; DROP TABLE", "a & | !", "%_\\", ":*", "\u0000"[:0], "💥"):
        assert isinstance(search.found(words), set)


def test_marked_unread_and_read_again(channel, asha):
    one, two = talks(channel, "One"), talks(channel, "Two", unread=3)
    assert inbox.mark_all([one.pk, two.pk], read=False) == 1
    assert inbox.mark_all([one.pk, two.pk], read=True) == 2
    assert not Conversation.objects.filter(unread__gt=0).exists()
