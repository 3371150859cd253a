"""What a person wants, and when they sleep."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from cairn.accounts.models import Firm, User
from cairn.notifications import preferences
from cairn.notifications.news import Kind

FIRM = Firm(time_zone="Asia/Kolkata", quiet_from=time(21), quiet_until=time(8, 30))


@pytest.mark.parametrize(
    ("utc", "sleeps"),
    [("06:00", False), ("15:00", False), ("15:31", True), ("20:00", True), ("02:59", True), ("03:00", False)],
)
def test_the_night_is_the_firms(utc, sleeps):
    at = datetime.fromisoformat(f"2026-07-09T{utc}:00").replace(tzinfo=UTC)
    assert preferences.quiet(User(), FIRM, at) is sleeps
    assert not preferences.quiet(User(notices={"quiet_at_night": False}), FIRM, at)


def test_who_never_chose_has_the_defaults():
    assert preferences.ways(User(), Kind.HOT_LEAD) == {"bell", "sound", "push", "email"}
    assert preferences.ways(User(), Kind.OTHER) == {"bell"}


@pytest.mark.django_db
def test_a_choice_is_kept_and_unknown_ways_are_not(asha):
    preferences.choose(asha, wanted={Kind.NEW_LEAD: {"push", "pigeon"}}, quiet_at_night=True, push_details=False)
    asha.refresh_from_db()
    assert preferences.ways(asha, Kind.NEW_LEAD) == {"push"}
    assert preferences.ways(asha, Kind.HOT_LEAD) == set()
