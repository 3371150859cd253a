"""When somebody can do what is due, in several zones: nothing is special to one."""

from datetime import UTC, datetime, timedelta

import pytest

from cairn.accounts import hours
from cairn.accounts.models import Firm

WEEK = [
    {"days": ["mon", "tue", "wed", "thu", "fri"], "open": "09:30", "close": "19:30"},
    {"days": ["sun"], "open": "10:00", "close": "14:00"},
]
FIRM = Firm(time_zone="Asia/Kolkata", working_hours=WEEK, holidays=["01-26", "2026-11-26"])
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=FIRM.zone)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-24 11:00", "2026-11-24 11:00"),
        ("2026-11-24 07:00", "2026-11-24 09:30"),
        ("2026-11-24 19:30", "2026-11-25 09:30"),
        ("2026-11-25 22:00", "2026-11-27 09:30"),  # Thursday is a holiday
        ("2026-11-27 20:00", "2026-11-29 10:00"),  # Saturday is free
        ("2027-01-25 20:00", "2027-01-27 09:30"),
    ],
)
def test_the_next_open_moment(moment, opens):
    assert hours.next_open(FIRM, at(moment)) == at(opens)


@pytest.mark.parametrize(
    ("now", "within", "due"),
    [
        ("2026-11-24 11:00", HOUR, "2026-11-24 12:00"),
        ("2026-11-24 22:00", HOUR, "2026-11-25 10:30"),
        ("2026-11-24 19:00", 2 * HOUR, "2026-11-24 19:30"),  # still today
        ("2026-11-24 11:00", 24 * HOUR, "2026-11-25 11:00"),
        ("2026-11-24 21:00", 24 * HOUR, "2026-11-27 09:30"),
    ],
)
def test_short_delays_are_working_time_and_long_ones_end_in_it(now, within, due):
    assert hours.due(FIRM, at(now), within) == at(due)


def test_a_shift_may_go_past_midnight():
    night = Firm(time_zone="UTC", working_hours=[{"days": ["mon"], "open": "20:00", "close": "02:00"}])
    late = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert hours.next_open(night, late) == late
    assert hours.next_open(night, late + 2 * HOUR) == datetime(2026, 11, 30, 20, 0, tzinfo=UTC)


def test_a_firm_without_hours_is_always_open():
    now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert hours.due(Firm(), now, HOUR) == now + HOUR


def test_days_are_those_of_the_firm_when_clocks_change():
    sydney = Firm(time_zone="Australia/Sydney", working_hours=[{"days": ["sun"], "open": "09:00", "close": "17:00"}])
    assert hours.next_open(sydney, datetime(2026, 10, 3, 12, 0, tzinfo=UTC)) == datetime(2026, 10, 3, 22, 0, tzinfo=UTC)
