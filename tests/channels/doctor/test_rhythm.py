"""A number that is silent against its own habit is told once; a quiet night or a small firm's quiet day is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from cairn.channels.doctor import rhythm
from cairn.conversations.models import Contact, Conversation
from cairn.journal import outages
from cairn.journal.models import Event, Outage
from cairn.lib import clock

pytestmark = pytest.mark.django_db
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


@pytest.fixture
def talks(channel):
    people = [Contact.objects.create(name=f"Customer {n}") for n in range(12)]
    return [Conversation.objects.create(channel=channel, contact=one) for one in people]


def writes(talk: Conversation, ago: timedelta) -> None:
    Event.objects.create(type="message_received", at=clock.now() - ago, actor="customer", conversation_id=talk.pk)


@pytest.fixture
def busy(talks):
    """Twelve customers wrote in these three hours of each of the last four weeks; the last one three hours ago."""
    for week in range(1, 5):
        for number, talk in enumerate(talks):
            writes(talk, week * WEEK + (number + 1) * timedelta(minutes=12))
    writes(talks[0], 3 * HOUR)
    return talks


def told() -> list[str]:
    return list(Event.objects.filter(type="notification").order_by("pk").values_list("data__why", flat=True))


def test_a_silence_against_the_habit_is_told_once(busy):
    assert [rhythm.look(), rhythm.look()] == [1, 1]
    assert len(told()) == 1
    assert told()[0].startswith("Nobody has written to ")
    assert told()[0].endswith("at this time of the week at least 10 usually do")


def test_the_first_message_ends_it_and_that_is_told_once(busy):
    rhythm.look()
    writes(busy[0], timedelta(0))
    for _ in range(2):
        assert rhythm.look() == 0
        Outage.objects.update(back_at=F("back_at") - timedelta(seconds=61))
        outages.watch()
    assert [why.partition(" to ")[0] for why in told()[1:]] == ["Customers write"]


def test_hours_that_are_quiet_every_week_ring_nothing(talks):
    """By day twelve wrote in every week, but nobody in the hours since the last message."""
    for week in range(1, 5):
        for number, talk in enumerate(talks):
            writes(talk, week * WEEK + 8 * HOUR + number * timedelta(minutes=10))
    writes(talks[0], 7 * HOUR)
    assert rhythm.look() == 0


def test_one_customer_who_writes_much_is_no_habit(talks):
    for week in range(1, 5):
        for number in range(30):
            writes(talks[0], week * WEEK + number * timedelta(minutes=5))
    writes(talks[0], 3 * HOUR)
    assert rhythm.look() == 0


def test_one_week_of_holidays_among_the_four_does_not_hide_it_and_two_say_nothing(busy):
    for week, rings in ((4, 1), (3, 0)):
        around = clock.now() - week * WEEK
        Event.objects.filter(at__gt=around - 12 * HOUR, at__lt=around + 12 * HOUR).delete()
        Outage.objects.all().delete()
        assert rhythm.look() == rings


def test_a_new_number_has_no_habit_yet(talks):
    writes(talks[0], 3 * HOUR)
    assert rhythm.look() == 0


def test_the_silence_of_one_number_is_not_hidden_by_another(busy, channel):
    from cairn.conversations.models import Channel

    other = Channel.objects.create(kind="whatsapp", name="Second", number="5550002", account=channel.account)
    writes(Conversation.objects.create(channel=other, contact=busy[0].contact), timedelta(minutes=1))
    assert rhythm.look() == 1
