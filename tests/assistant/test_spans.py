"""Stretches of days that customers name."""

from __future__ import annotations

from datetime import date

import pytest

from cairn.assistant.amounts import party
from cairn.assistant.spans import span

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("first weekend of february", date(2027, 2, 4), date(2027, 2, 7)),
        ("february of first week in", date(2027, 2, 1), date(2027, 2, 7)),
        ("last week of july", date(2027, 7, 24), date(2027, 7, 31)),
        ("second half of december", date(2026, 12, 16), date(2026, 12, 31)),
        ("between 5 and 12 december", date(2026, 12, 5), date(2026, 12, 12)),
        ("28 december to 3 january", date(2026, 12, 28), date(2027, 1, 3)),
        ("between christmas and new year", date(2026, 12, 25), date(2026, 12, 31)),
        ("before christmas", TODAY, date(2026, 12, 24)),
        ("early in february", date(2027, 2, 1), date(2027, 2, 10)),
        ("this weekend", date(2026, 11, 27), date(2026, 11, 29)),
        ("next 3 weeks", TODAY, date(2026, 12, 16)),
        ("all dates till march", TODAY, date(2027, 3, 31)),
    ],
)
def test_a_stretch_of_days_is_read_the_next_time_it_comes(text: str, first: date, last: date) -> None:
    found = span(text, TODAY)
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "text", ["12 december", "in february", "5 days in goa", "2 and 3 december", "last day of the trek"]
)
def test_a_day_or_a_month_is_no_stretch(text: str) -> None:
    assert span(text, TODAY) is None


def test_the_30th_of_february_raises_nothing() -> None:
    assert span("between 30 february and 31 february", TODAY) is not None


@pytest.mark.parametrize(
    ("text", "people", "ages"),
    [
        ("2 families , 2 adults plus one kid of 8 each", 6, (8, 8)),
        ("2 families of 4", 8, ()),
        ("2 adults and 2 kids of 7", 4, (7, 7)),
        ("two adults and 6 year of one children", 3, (6,)),
    ],
)
def test_everybody_of_every_family_is_counted(text: str, people: int, ages: tuple[int, ...]) -> None:
    found = party(text)
    assert (found.people, found.ages) == (people, ages)
