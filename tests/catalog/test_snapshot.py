import pytest
from django.db.models import F

from cairn.accounts.models import User
from cairn.catalog.models import Departure, Trip
from cairn.catalog.snapshot import Snapshot
from cairn.lib import clock

pytestmark = pytest.mark.django_db


def test_nothing_is_read_again_while_nothing_changes(demo, django_assert_num_queries):
    kept = Snapshot.current()
    with django_assert_num_queries(1):
        assert Snapshot.current() is kept


def test_an_edit_is_in_the_next_snapshot(demo):
    Trip.objects.filter(pk=1).update(price=1600000)
    assert Snapshot.current().trip(1).price == 1600000


def test_seats_sold_by_a_bulk_update_are_seen(demo):
    before = Snapshot.current()
    Departure.objects.filter(trip_id=1).update(seats_sold=F("seats_sold") + 1)
    assert Snapshot.current().version != before.version


def test_a_trip_that_is_no_longer_sold_is_gone(demo):
    Trip.objects.filter(pk=3).update(active=False)
    assert Snapshot.current().trip(3) is None


def test_when_somebody_was_last_seen_reads_nothing_again(demo, asha, django_assert_num_queries):
    kept = Snapshot.current()
    User.objects.filter(pk=asha.pk).update(last_seen_at=clock.now(), given_lead_at=clock.now())
    assert Snapshot.current() is kept
    User.objects.filter(pk=asha.pk).update(name="Usha Rao")
    assert "Usha" in Snapshot.current().people
