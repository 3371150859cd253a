"""The stored order of a column under any sequence of drops, and under two at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cairn.leads import places
from cairn.leads.models import Lead
from cairn.leads.places import Seen, Spot
from tests.dashboard.conftest import talks


@pytest.fixture
def column(channel):
    def make(count: int, **fields) -> list[Lead]:
        for number in range(count):
            talks(channel, f"Person {number}")
        Lead.objects.update(**fields)
        return list(Lead.objects.order_by(*places.ORDER))

    return make


def order(stage: str = "inquiry") -> list[int]:
    return list(Lead.objects.filter(stage=stage).order_by(*places.ORDER).values_list("pk", flat=True))


def drop(pk: int, user, *, to: str = "inquiry", **spot) -> None:
    lead = Lead.objects.get(pk=pk)
    places.drop(lead, to=to, spot=Spot(**spot), seen=Seen(lead.stage, lead.position), user=user)


@pytest.mark.django_db
def test_any_sequence_of_drops_puts_each_card_between_its_neighbours(column, asha):
    column(6, position=1.0)  # all in one place: the gap is used up from the start

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12))
    def hands(steps):
        for which, where in steps:
            before = order()
            card = before[which]
            wished = [pk for pk in before if pk != card]
            spot = {"above": wished[where - 1] if where else None, "below": wished[where] if where < 5 else None}
            drop(card, asha, **spot)
            wished.insert(where, card)
            assert order() == wished

    hands()


@pytest.mark.django_db
def test_a_gap_that_is_used_up_is_made_anew_and_the_order_stays(column, asha):
    first, *_, last = column(4)
    for _ in range(60):
        middle = order()[1:3]
        drop(middle[1], asha, above=order()[0], below=middle[0])
        assert order()[0] == first.pk
    positions = list(Lead.objects.order_by(*places.ORDER).values_list("position", flat=True))
    assert len(set(positions)) == 4
    assert order()[-1] == last.pk


@pytest.mark.django_db
def test_a_long_column_is_moved_apart_only_around_the_drop(column, asha):
    rows = column(90, position=5.0)
    rows[0].position = 6.0
    rows[0].save()
    before = order()
    card, spot = before[-1], 45
    drop(card, asha, above=before[spot - 1], below=before[spot])
    assert order() == [*before[:spot], card, *before[spot:-1]]


@pytest.mark.django_db
def test_a_neighbour_that_went_away_leaves_the_decision_to_the_other(column, asha):
    column(3)
    first, second, third = order()
    Lead.objects.filter(pk=first).update(stage="lost")
    drop(third, asha, above=first, below=second)
    assert order() == [third, second]


@pytest.mark.django_db(transaction=True)
def test_two_drops_of_one_card_at_once_move_it_once(column, asha, rohan):
    (lead,) = column(1)
    seen = Seen(lead.stage, lead.position)
    told: list[str] = []

    def hand(user, to: str) -> None:
        try:
            places.drop(lead, to=to, spot=Spot(), seen=seen, user=user)
        except places.MovedMeanwhile as refusal:
            told.append(str(refusal))
        finally:
            connections.close_all()

    both = [threading.Thread(target=hand, args=pair) for pair in ((asha, "contacted"), (rohan, "qualified"))]
    [thread.start() for thread in both]
    [thread.join() for thread in both]
    stage = Lead.objects.get().stage
    winner = "Asha Kulkarni" if stage == "contacted" else "Rohan Naik"
    assert len(told) == 1
    assert told[0].startswith(f"{winner} moved this card first.")


@pytest.mark.django_db(transaction=True)
def test_cards_dropped_into_one_gap_at_once_all_stand_there(column, asha):
    column(8)
    top, bottom, *others = order()
    Lead.objects.filter(pk__in=others).update(stage="contacted")

    def hand(pk: int) -> None:
        try:
            drop(pk, asha, above=top, below=bottom)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=hand, args=(pk,)) for pk in others]
    [thread.start() for thread in hands]
    [thread.join() for thread in hands]
    now = order()
    assert (now[0], now[-1], set(now[1:-1])) == (top, bottom, set(others))
    assert Lead.objects.values("position").distinct().count() == 8
