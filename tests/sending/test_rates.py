"""However many send at once, neither a number nor a customer gets more than WhatsApp allows."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from cairn.channels import claim, delivery, rates
from cairn.conversations.models import Channel, Contact, Conversation, Identity, Message
from cairn.conversations.reply import queue
from cairn.lib import clock


@pytest.fixture
def talks(channel):
    """Forty customers who wrote just now, each with one reply queued."""
    made = []
    for n in range(40):
        contact = Contact.objects.create(name=f"Customer {n}")
        Identity.objects.create(channel=channel, contact=contact, kind="phone", value=f"+9198125{n:05}")
        talk = Conversation.objects.create(channel=channel, contact=contact, last_inbound_at=clock.now())
        queue(talk, text="Hello", author="staff")
        made.append(talk)
    return made


def at_once(threads: int, work) -> None:
    """Run `work` on so many threads until it says that nothing is left."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(run) for _ in range(threads)]:
            done.result()


@pytest.mark.django_db(transaction=True)
def test_eight_threads_never_take_more_places_than_the_pace_allows(channel, talks):
    Channel.objects.update(pace=20)
    left, lock, began = [talk.pk for talk in talks], threading.Lock(), time.monotonic()

    def work() -> None:
        while True:
            with lock:
                if not left:
                    return
                pk = left.pop()
            while (found := claim.claim(pk)).message is None:
                time.sleep(found.wait or 0.001)

    at_once(8, work)
    took = time.monotonic() - began
    assert Message.objects.filter(status="sending").count() == 40
    # The rule itself, not a stopwatch: so many places fit into this time and no more.
    assert 20 * (took + rates.BURST.total_seconds()) + 1 >= 40


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_a_message_once(channel, talks):
    barrier, found = threading.Barrier(2), []

    def work() -> None:
        barrier.wait()
        found.append(claim.claim(talks[0].pk).message)

    at_once(2, work)
    assert sorted(message is not None for message in found) == [False, True]
    assert Message.objects.get(conversation=talks[0]).attempts == 1


@pytest.mark.django_db
def test_a_customer_gets_45_at_once_and_then_one_in_six_seconds(channel, talks):
    Channel.objects.update(pace=1_000_000)  # the customer's own limit is asked for, not the number's
    talk = talks[0]
    talk.messages.all().delete()
    taken = 0
    for _ in range(60):
        queue(talk, text="Hello", author="staff")
        if claim.claim(talk.pk).message:
            taken += 1
            talk.messages.filter(status="sending").update(status="accepted")
    assert taken == 45
    wait = claim.claim(talk.pk).wait
    assert 0 < wait <= 6
    talk.refresh_from_db()
    Conversation.objects.filter(pk=talk.pk).update(free_at=talk.free_at - timedelta(seconds=6))
    assert claim.claim(talk.pk).message


@pytest.mark.django_db
def test_one_customers_limit_stops_nobody_else(channel, talks):
    with transaction.atomic():
        rates.hold_pair(talks[0], attempts=3)
    assert 30 < claim.claim(talks[0].pk).wait <= 64
    assert claim.claim(talks[1].pk).message


@pytest.mark.django_db
def test_a_place_costs_no_more_statements_than_marking_did(channel, talks, django_assert_num_queries):
    """Lock, read, take, and the transaction's own two. The rates came with no statement of their own."""
    with django_assert_num_queries(5):
        claim.claim(talks[0].pk)


@pytest.mark.django_db
def test_slow_numbers_never_become_slower_than_five_a_second(channel):
    for _ in range(9):
        Channel.objects.update(free_at=None)
        rates.slow_down(channel)
    channel.refresh_from_db()
    assert channel.pace == rates.SLOWEST


@pytest.mark.django_db
def test_an_upgraded_number_grows_to_its_thousand(channel):
    Channel.objects.update(health={"throughput": {"level": "HIGH"}})
    while rates.recover():
        pass
    channel.refresh_from_db()
    assert channel.pace == rates.HIGH


@pytest.mark.django_db
def test_a_long_wait_is_left_to_the_sweeper(channel, talks):
    rates.hold(channel, 30)
    assert delivery.deliver(talks[0].pk) == 0
    assert talks[0].messages.get().status == "queued"
    assert talks[0].pk in delivery.waiting()
