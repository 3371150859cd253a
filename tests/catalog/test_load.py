from datetime import date

import pytest

from cairn.accounts.models import Firm
from cairn.catalog.load import Summary, load_demo, next_date
from cairn.catalog.models import Departure, Faq, Policy, Trip

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing(demo):
    before = Trip.objects.get(pk=1).updated_at
    assert load_demo() == Summary()
    assert Trip.objects.get(pk=1).updated_at == before


def test_ids_of_the_files_stay_so_that_sources_can_be_compared(demo):
    assert Trip.objects.get(pk=1).name == "7-Day Maharashtra Explorer"
    assert Faq.objects.get(pk=12).question == "Do you give a group discount?"


def test_the_next_row_does_not_collide_with_the_loaded_ones(demo):
    assert Faq.objects.create(question="New?", answer="Yes.").pk > 80


def test_rupees_of_the_files_become_paise(demo):
    trip = Trip.objects.get(slug="kedarkantha")
    assert (trip.price, trip.advance, trip.balance) == (985000, 250000, 735000)
    assert trip.price_history[0]["price"] == 895000
    assert Policy.objects.get(slug="insurance").rules["himalaya"] == 48000
    assert Policy.objects.get(slug="date-change").rules["fee"] == 50000


def test_the_firm_keeps_its_promise_to_call_back(demo):
    assert Firm.current().call_back_minutes == 60


def test_a_departure_is_the_first_such_date_later_than_today():
    assert next_date("12-19", date(2026, 11, 23)) == date(2026, 12, 19)
    assert next_date("08-12", date(2026, 11, 23)) == date(2027, 8, 12)
    assert next_date("07-24", date(2026, 11, 23), 1) == date(2028, 7, 24)
    assert next_date("11-23", date(2026, 11, 23)) == date(2027, 11, 23)


def test_overwriting_does_not_bring_sold_seats_back(demo):
    Departure.objects.filter(trip__slug="kedarkantha").update(seats_sold=18)
    load_demo(force=True)
    assert set(Departure.objects.filter(trip__slug="kedarkantha").values_list("seats_sold", flat=True)) == {18}
