"""Editors and readers at the same moment."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag

import pytest
from django.db import connection

from cairn.catalog.edit.refusal import Overtaken
from cairn.catalog.edit.save import change
from cairn.catalog.edit.written import By, history
from cairn.catalog.models import Import, Trip
from cairn.catalog.snapshot import Snapshot
from cairn.catalog.transfer import carry, shape

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_reader_sees_a_stale_price_after_a_commit_and_of_two_editors_one_wins(demo):
    trip, done = Trip.objects.get(pk=1), Flag()
    committed = [trip.price]

    def edit():
        for step in range(1, 31):
            change(Trip.objects.get(pk=1), {"price": 1500000 + step * 100}, by=By("system"))
            committed.append(1500000 + step * 100)
        done.set()
        connection.close()

    def look():
        stale = 0
        while not done.is_set():
            least = committed[-1]
            stale += Snapshot.current().trip(1).price < least
        connection.close()
        return stale

    def race(seen):
        try:
            change(Trip.objects.get(pk=1), {"special": f"{seen[1]}"}, by=By("system"), seen=seen[0])
            return 1
        except Overtaken:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(look) for _ in range(2)]
        pool.submit(edit).result()
        assert sum(reader.result() for reader in readers) == 0
        now = Trip.objects.get(pk=1)
        assert [row["price"] for row in now.price_history] == [1500000 + step * 100 for step in range(30)]
        wins = sum(pool.map(race, [(now.updated_at, number) for number in range(4)]))
    assert wins == 1
    assert len(history("trip", 1, 100)) == 31


def test_two_imports_of_the_same_rows_in_another_order_never_wait_for_each_other(demo, asha, monkeypatch):
    monkeypatch.setattr(carry, "SECONDS", 30)
    trips = [shape.outward(trip) for trip in Trip.objects.order_by("pk")]
    for price, rows in (("11111", trips), ("22222", trips[::-1])):
        body = json.dumps([row | {"price": int(price)} for row in rows])
        carry.start(carry.take(asha, filename="trips.json", body=body.encode()))

    def work():
        try:
            return carry.carry_on()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        for turn in [pool.submit(work) for _ in range(3)]:
            turn.result()
    carry.carry_on()
    assert {trip.price for trip in Trip.objects.all()} == {2222200}
    assert list(Import.objects.values_list("state", "changed")) == [("done", len(trips))] * 2
