import pytest

from cairn.catalog.models import Departure, Trip
from cairn.catalog.pricing import group_percent, quote, refund
from cairn.catalog.snapshot import Snapshot

pytestmark = pytest.mark.django_db


def priced(slug, people, **given):
    rules = Snapshot.current().rules
    return quote(
        Trip.objects.get(slug=slug), people=people, group=rules("group-discount"), child=rules("child"), **given
    )


def test_three_adults_and_a_child_to_goa(demo):
    assert priced("goa-waterfall-weekend", 4, ages=[6]).total == 2232000


def test_eight_people_get_ten_percent_off(demo):
    assert priced("kumara-parvatha", 8).total == 2628000
    assert group_percent(Snapshot.current().rules("group-discount"), 3) == 0


def test_a_holiday_price_takes_no_group_discount(demo):
    new_year = Departure.objects.get(trip__slug="goa-waterfall-weekend", holiday_price=True)
    assert priced("goa-waterfall-weekend", 6, departure=new_year).total == 4740000


def test_add_ons_are_not_discounted(demo):
    assert priced("kodachadri", 4, add_ons=60000).total == 4 * 420000 * 95 // 100 + 60000


@pytest.mark.parametrize(("days", "back"), [(35, 1300000), (20, 975000), (10, 650000), (6, 0), (0, 0)])
def test_a_refund_follows_the_table(demo, days, back):
    rules = Snapshot.current().rules("cancellation")
    assert refund(rules, paid=1500000, advance=200000, days=days) == back
