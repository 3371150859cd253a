"""Several workers file at once: one after the other, in order, and none waits for ever."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta

import pytest
from django.db import connection

from bench.client import text_webhook
from cairn.conversations.models import Message
from cairn.inbound import filing
from cairn.journal.models import Entry
from cairn.lib import clock
from tests.inbound.bodies import own_numbers

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, EACH = 3, 30


def arrived(round: int, *, ago: timedelta = timedelta(0)) -> None:
    """All of them write in turn, so that every batch holds something of each conversation."""
    now = clock.now() - ago
    bodies = [
        text_webhook(round * 1000 + number, person=number % PEOPLE, words=f"{number:03d}")
        for number in range(PEOPLE * EACH)
    ]
    Entry.objects.bulk_create(
        Entry(body=body, sha256=hashlib.sha256(body).digest(), received_at=now + timedelta(milliseconds=place))
        for place, body in enumerate(bodies)
    )


def file_with(workers: int) -> list[Exception]:
    gate, wrong = threading.Barrier(workers), []

    def work() -> None:
        try:
            gate.wait(10)
            while filing.file_some(1).entries:
                pass
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong + [TimeoutError() for thread in threads if thread.is_alive()]


def test_two_and_three_workers_keep_every_customers_order_and_do_not_block_each_other():
    own_numbers()
    for workers in (2, 3):
        arrived(workers)
        assert file_with(workers) == []
        said: dict[int, list[str]] = {}
        rows = Message.objects.filter(wamid__contains=f"BENCH{workers:09d}").order_by("pk")
        for conversation, text in rows.values_list("conversation_id", "text"):
            said.setdefault(conversation, []).append(text)
        assert sorted(said.values()) == [[f"{n:03d}" for n in range(p, PEOPLE * EACH, PEOPLE)] for p in range(PEOPLE)]
    assert not Entry.objects.exclude(state=Entry.State.FILED).exists()


def test_a_backlog_is_filed_in_whole_batches_and_nothing_of_it_counts_as_deadly():
    """Each worker once counted the entry that another was about to file: then they were filed one by one, or set aside."""
    own_numbers()
    arrived(9, ago=timedelta(minutes=1))
    assert file_with(6) == []
    assert not Entry.objects.exclude(state=Entry.State.FILED).exists()
    assert set(Entry.objects.values_list("attempts", flat=True)) <= {0, 1}
