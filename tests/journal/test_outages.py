"""What is out of order is told once when it begins and once when it is over, however many processes saw it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import F

from cairn.accounts.models import Firm
from cairn.journal import database_outage, outages
from cairn.journal.guards import Guard
from cairn.journal.models import Event, Outage
from cairn.lib import clock
from cairn.lib.breaker import Breaker
from cairn.lib.saying import spelt


def told() -> list[str]:
    return list(Event.objects.filter(type="notification").order_by("pk").values_list("data__why", flat=True))


def begin() -> bool:
    return outages.begin("post", why="The post does not come", over="The post comes again")


def a_minute_later() -> None:
    Outage.objects.update(began_at=F("began_at") - timedelta(minutes=2), back_at=F("back_at") - timedelta(seconds=61))


@pytest.mark.django_db
def test_it_is_told_once_and_when_it_is_over_once():
    assert [begin(), begin()] == [True, False]
    assert [outages.back("post"), outages.back("post")] == [True, False]
    outages.watch()
    assert told() == ["The post does not come"]  # not before it has been well for a minute
    a_minute_later()
    outages.watch(), outages.watch()
    assert told() == ["The post does not come", "The post comes again"]
    assert Event.objects.latest("pk").data["detail"].startswith("It had lasted ")


@pytest.mark.django_db
def test_what_fails_and_works_in_turns_is_one_outage():
    for _ in range(5):
        begin()
        outages.back("post")
        outages.watch()
    begin()
    a_minute_later()
    assert outages.watch() == 1
    assert told() == ["The post does not come"]


@pytest.mark.django_db
def test_the_next_one_is_told_again():
    for _ in range(2):
        begin()
        outages.back("post")
        a_minute_later()
        outages.watch()
    assert len(told()) == 4


@pytest.mark.django_db
def test_a_service_that_nobody_asks_any_more_is_forgotten_in_silence():
    begin()
    Outage.objects.update(seen_at=clock.now() - timedelta(days=3))
    outages.watch()
    assert outages.watch() == 0
    assert len(told()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_that_see_it_at_once_one_tells():
    start = threading.Barrier(2)

    def worker() -> None:
        start.wait()
        try:
            begin()
        finally:
            connections.close_all()

    both = [threading.Thread(target=worker) for _ in range(2)]
    [thread.start() for thread in both]
    [thread.join() for thread in both]
    assert (len(told()), Outage.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_guard_stops_calls_to_the_dead_and_lets_one_through_after_the_rest():
    guard = Guard(
        "post", who="The post", waits=lambda: "2 letters wait", breaker=Breaker(failures=3, within=60, rest=60)
    )
    for _ in range(3):
        assert guard.allows()
        guard.failed()
    now = clock.now().astimezone(Firm.current().zone)
    assert not guard.allows()
    assert told()[0] in {
        f"The post has not answered since {now - timedelta(minutes=n):%H:%M}; 2 letters wait" for n in (0, 1)
    }
    guard.breaker.rests_until = 0.001  # the rest is over
    assert [guard.allows(), guard.allows()] == [True, False]
    guard.answered()
    assert guard.allows()
    assert Outage.objects.get().back_at


@pytest.mark.django_db
def test_a_process_that_did_not_see_it_begin_sees_it_end():
    begin()
    other = Guard("post", who="The post", waits=str, breaker=Breaker(failures=3, within=60, rest=60))
    other.answered()
    assert Outage.objects.get().back_at


@pytest.mark.django_db
def test_a_database_that_was_away_is_told_when_it_is_back_by_one_worker():
    assert [database_outage.tell(timedelta(seconds=40)), database_outage.tell(timedelta(seconds=42))] == [True, False]
    a_minute_later()
    outages.watch()
    assert told() == ["The database did not answer for 40 seconds"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"),
        (40, "40 seconds"),
        (89, "89 seconds"),
        (100, "2 minutes"),
        (5399, "90 minutes"),
        (7200, "2 hours"),
        (2838 * 60, "47 hours"),
        (2 * 86_400, "2 days"),
    ],
)
def test_how_long_it_lasted_is_said_in_words(seconds, words):
    assert spelt(timedelta(seconds=seconds)) == words
