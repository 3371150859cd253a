from __future__ import annotations

import pytest
from django.db import OperationalError

from cairn import sweeping


def broken() -> int:
    raise ValueError("this step has a fault")


def away() -> int:
    raise OperationalError("the database is away")


def test_a_step_that_fails_stops_none_of_the_others(monkeypatch):
    monkeypatch.setattr(sweeping, "STEPS", {"first": broken, "second": lambda: 3})
    assert sweeping.sweep() == {"first": 0, "second": 3}


def test_a_database_that_is_away_ends_the_pass(monkeypatch):
    monkeypatch.setattr(sweeping, "STEPS", {"first": away, "second": broken})
    with pytest.raises(OperationalError):
        sweeping.sweep()


@pytest.mark.django_db
def test_a_pass_over_nothing_finds_nothing(channel):
    always = ("templates", "minutes", "days")  # these count what the product does, and nothing is a count too
    assert not any(count for name, count in sweeping.sweep().items() if name not in always)
