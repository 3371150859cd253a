"""Who else is here: names only, running out by themselves, told when they change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.conversations import presence
from cairn.conversations.models import Presence
from cairn.lib import clock
from tests.dashboard.conftest import says, talks

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya(channel):
    return talks(channel, "Priya Nair")


@pytest.fixture
def told(monkeypatch):
    names: list[str] = []
    monkeypatch.setattr(presence.live, "announce", lambda *some: names.extend(some))
    return names


def test_others_see_who_looks_and_who_writes_and_nobody_sees_themselves(priya, asha, rohan, vera):
    presence.note(priya, asha, writes=True)
    presence.note(priya, rohan, writes=False)
    seen = presence.others(priya, vera)
    assert (seen.writing, seen.looking) == (["Asha Kulkarni"], ["Rohan Naik"])
    assert presence.others(priya, asha).writing == []


def test_typing_on_is_told_once_and_stopping_once(priya, asha, told):
    for _ in range(4):
        presence.note(priya, asha, writes=True)
    assert told == [f"presence-{priya.pk}"]
    presence.note(priya, asha, writes=False)
    presence.note(priya, asha, writes=False)
    assert len(told) == 2


def test_it_runs_out_by_itself(priya, asha, rohan):
    presence.note(priya, asha, writes=True)
    Presence.objects.update(writes_until=clock.now() - timedelta(seconds=1))
    assert presence.others(priya, rohan).looking == ["Asha Kulkarni"]
    Presence.objects.update(seen_at=clock.now() - timedelta(minutes=1))
    assert presence.others(priya, rohan) == presence.Others([], [], None)


def test_one_row_a_person_and_conversation_and_old_ones_go(channel, priya, asha):
    other = talks(channel, "Rahul")
    presence.note(other, asha, writes=False)
    Presence.objects.update(seen_at=clock.now() - timedelta(days=2))
    for _ in range(3):
        presence.note(priya, asha, writes=True)
    assert Presence.objects.count() == 1


def test_saying_that_one_writes_is_one_statement(priya, asha, django_assert_num_queries):
    presence.note(priya, asha, writes=True)
    with django_assert_num_queries(1):
        presence.note(priya, asha, writes=True)


def test_somebody_elses_answer_since_one_began_is_noticed(priya, asha, rohan):
    seen = priya.messages.latest("pk").pk
    assert presence.answered_since(priya, seen=seen, user=asha) is None
    says(priya, "And the price?")
    says(priya, "I am on it", author="staff", user=asha)
    assert presence.answered_since(priya, seen=seen, user=asha) is None
    theirs = says(priya, "It is 15,000", author="staff", user=rohan)
    assert presence.answered_since(priya, seen=seen, user=asha) == theirs
    assert presence.warning(theirs) == "Rohan Naik answered since you began: “It is 15,000”. Send yours too?"
