"""A number that can't send stands still, says why, and goes on by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.channels import delivery, pauses
from cairn.channels.doctor import mend
from cairn.conversations.models import Channel
from cairn.conversations.reply import queue, reply
from cairn.dashboard.bubbles import Bubble
from cairn.journal.models import Event
from cairn.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(conversation):
    return queue(conversation, text="Hello", author="staff")


@pytest.fixture
def paused(message, fault, deliver, channel):
    """The token died on the first message."""
    fault(kind="error_code", code=190)
    deliver(message)
    channel.refresh_from_db()
    return channel


def notices() -> list[str]:
    return list(Event.objects.filter(type="notification").order_by("pk").values_list("data__why", flat=True))


def ask_now(channel) -> bool:
    Channel.objects.filter(pk=channel.pk).update(free_at=clock.now())
    assert pauses.due() == [channel.pk]
    return pauses.probe(channel.pk)


def test_what_waits_says_that_the_number_stands_still_and_why(paused, message):
    message.channel.refresh_from_db()
    assert Bubble(message).pending.startswith("Waiting: nothing is sent from this number. The access token has expired")
    assert delivery.waiting() == []


def test_people_may_write_on_while_it_stands(paused, message, asha):
    later = reply(message.conversation, text="And more", user=asha)
    delivery.deliver(message.conversation_id)
    later.refresh_from_db()
    assert (later.status, later.attempts) == ("queued", 0)


def test_a_probe_that_finds_it_well_lets_it_go_on_and_says_so(paused, message, deliver):
    assert ask_now(paused)
    paused.refresh_from_db()
    assert (paused.paused_at, paused.paused_why) == (None, "")
    assert deliver(message).status == "accepted"
    assert notices()[-1].endswith("sends again.")


def test_a_probe_that_is_refused_leaves_it_and_asks_later_each_time(paused, graph):
    graph.post("/sim/faults", json={"kind": "error_code", "code": 190, "on": "all"})
    Channel.objects.update(paused_at=clock.now() - timedelta(minutes=6))
    assert not ask_now(paused)
    paused.refresh_from_db()
    assert timedelta(minutes=5) < paused.free_at - clock.now() < timedelta(minutes=7)


def test_two_workers_ask_once(paused, graph):
    Channel.objects.filter(pk=paused.pk).update(free_at=clock.now())
    assert [pauses.probe(paused.pk), pauses.probe(paused.pk)] == [True, False]


def test_pausing_twice_in_a_day_is_told_once(paused, message, fault, deliver):
    pauses.resume(paused)
    fault(kind="error_code", code=190)
    deliver(message)
    assert [why for why in notices() if "stands still" in why] == notices()[:1]


def test_a_person_may_resume_it_now_from_the_doctors_page(paused, message, deliver, asha):
    for _ in range(2):
        mend.resume(paused, user=asha)
    assert notices().count("Sending was resumed") == 1
    assert deliver(message).status == "accepted"


@pytest.mark.parametrize(
    ("number", "well"),
    [
        ({"status": "CONNECTED"}, True),
        ({}, True),
        ({"status": "CONNECTED", "health_status": {"can_send_message": "BLOCKED"}}, False),
        ({"status": "BANNED"}, False),
        ({"status": "CONNECTED", "health_status": "odd"}, True),
    ],
)
def test_metas_own_account_of_the_number_counts(number, well):
    assert pauses.healthy(number) is well


def test_a_token_sealed_with_a_lost_key_is_a_sentence_and_no_crash(message, deliver, channel):
    Channel.objects.filter(pk=channel.pk).update(token="damaged")
    assert deliver(message).status == "failed"
    assert "give it again" in message.error
