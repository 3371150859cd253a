"""The board as a page: what a card says, what a column adds up, what a filter lets through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn.catalog.models import Trip
from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.leads.models import Lead, SavedView, Task
from cairn.lib import clock
from tests.dashboard.conftest import page, signed_in
from tests.dashboard.pipeline.conftest import column, names

pytestmark = pytest.mark.django_db


def test_a_stranger_is_sent_to_the_door():
    assert Client().get("/pipeline").status_code == 302
    assert Client().get("/pipeline/column/inquiry", headers={"HX-Request": "true"}).status_code == 401


def test_a_viewer_sees_the_board_without_its_handles(vera, lead_in):
    lead_in("Priya Nair")
    shown = page(signed_in(vera), "/pipeline")
    assert "Priya Nair" in shown
    assert "readonly" in shown
    assert "move-menu" not in shown


def test_a_card_says_who_what_when_and_what_next(at_desk, asha, lead_in):
    trip = Trip.objects.first()
    lead = lead_in(
        "Priya Nair",
        "interested",
        trip=trip,
        party_size=2,
        value=30_000_00,
        travel_dates="08-12, 08-19",
        owner=asha,
        score=72,
    )
    Task.objects.create(lead=lead, type="call", title="Call Priya", due_at=clock.now() + timedelta(minutes=20))
    shown = column(at_desk, "interested")
    for words in (
        "Priya Nair",
        "×2",
        trip.name,
        "12 Aug to 19 Aug",
        "₹30,000",
        ">72<",
        ">AK<",
        "Call Priya",
        "in 19 min",
    ):
        assert words in shown
    assert "no next step" not in shown


def test_a_card_without_a_task_says_that_it_has_no_next_step(at_desk, lead_in):
    lead_in("Priya Nair")
    assert "no next step" in column(at_desk, "inquiry")


def test_a_column_counts_and_adds_up(at_desk, lead_in):
    lead_in("Priya", "proposal", value=30_000_00)
    lead_in("Rahul", "proposal", value=20_000_00)
    shown = column(at_desk, "proposal")
    assert '<span class="n">2</span>' in shown
    assert "₹50,000" in shown
    assert "64%" in shown


def test_the_strip_weighs_open_leads_only(at_desk, lead_in):
    lead_in("Priya", "proposal", value=100_000_00, party_size=3)
    lead_in("Rahul", "won", value=40_000_00)
    lead_in("Sita", "lost", value=70_000_00)
    shown = page(at_desk, "/pipeline/totals")
    assert "₹1,00,000" in shown
    assert "₹64,000" in shown
    assert "₹40,000" in shown
    assert "<b>3</b>" in shown


def test_an_empty_column_says_what_brings_cards_to_it(at_desk):
    assert "comes here when the customer bargains" in column(at_desk, "negotiation")


def test_time_in_a_stage_is_judged_by_that_stages_own_median(at_desk, lead_in):
    for number in range(6):
        record(
            "stage_changed", actor="staff", lead_id=number + 1000, to="contacted", stayed=3600, **{"from": "inquiry"}
        )
    lead_in("Slow", stage_since=clock.now() - timedelta(minutes=90))
    lead_in("Late", stage_since=clock.now() - timedelta(hours=3))
    shown = column(at_desk, "inquiry")
    assert "8%, 1 h" in shown
    assert 'class="age soon">90' in shown or 'class="age soon">1 h' in shown
    assert 'class="age late">3 h' in shown


def test_a_silent_lead_fades(at_desk, lead_in):
    lead_in("Quiet", last_contact_at=clock.now() - timedelta(days=3))
    assert "card stale" in column(at_desk, "inquiry")


def test_fifty_cards_then_more(at_desk, lead_in):
    for number in range(53):
        lead_in(f"Person {number}")
    assert len(names(at_desk, "inquiry")) == 50
    assert "More of 53" in column(at_desk, "inquiry")
    assert len(names(at_desk, "inquiry", "show=100")) == 53


def test_closed_columns_are_folded_until_they_are_opened(at_desk, lead_in):
    lead_in("Priya Nair", "won")
    assert "Priya Nair" not in page(at_desk, "/pipeline")
    assert "Priya Nair" in page(at_desk, "/pipeline?open=won")


def test_a_merged_lead_is_not_on_the_board(at_desk, lead_in):
    kept = lead_in("Priya Nair")
    lead_in("Her other number", merged_into=kept)
    assert names(at_desk, "inquiry") == ["Priya Nair"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("owner=me", ["Mine"]),
        ("owner=none", ["Hot", "Hindi dates", "Quiet"]),
        ("priority=urgent", ["Hot"]),
        ("band=high", ["Hot"]),
        ("month=8", ["Hindi dates"]),
        ("month=7", ["Mine"]),
        ("month=1", []),
        ("stale=1", ["Quiet"]),
        ("nonext=1", ["Hot", "Hindi dates", "Quiet"]),
        ("q=quie", ["Quiet"]),
        ("source=ad", ["Quiet"]),
        ("priority=nonsense&month=99&owner=%00", ["Hot", "Mine", "Hindi dates", "Quiet"]),
    ],
)
def test_a_filter_shows_only_what_fits(at_desk, asha, lead_in, query, found):
    silent = clock.now() - timedelta(days=3)
    lead_in("Quiet", last_contact_at=silent, source="ad", position=1)
    lead_in("Hindi dates", travel_dates="08-12", position=2)
    mine = lead_in("Mine", owner=asha, travel_dates="early July", position=3)
    lead_in("Hot", priority="urgent", score=90, position=4)
    Task.objects.create(lead=mine, type="call", title="Call", due_at=clock.now())
    assert names(at_desk, "inquiry", query) == found


def test_leads_whose_window_closes_soon_can_be_picked(at_desk, lead_in):
    soon = lead_in("Soon")
    lead_in("Later")
    talk = soon.conversation
    talk.last_inbound_at = clock.now() - timedelta(hours=23)
    talk.save()
    assert names(at_desk, "inquiry", "closing=1") == ["Soon"]


def test_a_filter_is_told_in_words_and_can_be_taken_away(at_desk, asha):
    shown = page(at_desk, f"/pipeline?owner={asha.pk}&month=8")
    assert "Asha Kulkarni" in shown
    assert "August departures" in shown
    assert 'href="/pipeline?month=8"' in shown


def test_a_filter_is_kept_under_a_name_and_forgotten(at_desk, asha):
    at_desk.post("/pipeline/views", {"name": "August", "query": "month=8&rubbish=1"})
    view = SavedView.objects.get(user=asha, page="pipeline")
    assert view.query == "month=8"
    assert "August" in page(at_desk, "/pipeline")
    at_desk.post(f"/pipeline/views/{view.pk}/forget")
    assert not SavedView.objects.exists()


def test_somebody_elses_view_cannot_be_forgotten(at_desk, rohan):
    view = SavedView.objects.create(user=rohan, page="pipeline", name="His")
    assert at_desk.post(f"/pipeline/views/{view.pk}/forget").status_code == 404


def test_a_suggested_move_stands_in_the_column_it_leads_to(at_desk, lead_in):
    lead = suggested(lead_in)
    assert f"Suggested: {lead.contact.name} to Closed lost" in column(at_desk, "lost")


def test_a_declined_suggestion_does_not_come_back(at_desk, asha, lead_in):
    suggested(lead_in)
    event = Event.objects.get(type="stage_suggested")
    for _ in range(2):
        assert at_desk.post(f"/moves/{event.pk}/decline", headers={"HX-Request": "true"}).status_code == 204
    assert "Suggested:" not in column(at_desk, "lost")
    at_desk.post(f"/moves/{event.pk}/accept", headers={"HX-Request": "true"})
    assert Lead.objects.get().stage == "proposal"


def suggested(lead_in) -> Lead:
    lead = lead_in("Priya Nair", "proposal")
    record(
        "stage_suggested", actor="rule", lead_id=lead.pk, conversation_id=lead.conversation_id,
        rule="silence", confidence=1.0, reason="there was no answer", to="lost", **{"from": "proposal"},
    )  # fmt: skip
    return lead


def test_an_automatic_move_is_told_on_the_card_with_undo(at_desk, lead_in):
    lead = lead_in("Priya Nair", "interested")
    record(
        "stage_changed", actor="rule", lead_id=lead.pk, conversation_id=lead.conversation_id,
        by="rule", reason="the customer asked what it costs", to="interested", **{"from": "inquiry"},
    )  # fmt: skip
    shown = column(at_desk, "interested")
    assert "Moved by itself, because the customer asked what it costs" in shown
    assert "glow" in shown


def test_the_number_of_queries_does_not_grow_with_the_board(at_desk, lead_in):
    counted = []
    for more in (2, 12):
        for number in range(more):
            for stage in ("inquiry", "interested", "proposal"):
                lead = lead_in(f"{stage} {more} {number}", stage)
                Task.objects.create(lead=lead, type="call", title="Call", due_at=clock.now())
        at_desk.get("/pipeline")
        with CaptureQueriesContext(connection) as queries:
            at_desk.get("/pipeline")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 24


def test_odd_addresses_are_no_error(at_desk):
    for query in ("owner=x", "trip=99999999999999999999", "show=-4", "q=%00%27", "open=nonsense"):
        assert at_desk.get(f"/pipeline?{query}").status_code == 200
    assert at_desk.get("/pipeline/column/nonsense").status_code == 404
    assert at_desk.get("/pipeline/999999/peek").status_code == 404


def test_the_chat_opens_beside_the_board(at_desk, lead_in):
    lead = lead_in("Priya Nair", words="Is Kedarkantha open?")
    assert "Is Kedarkantha open?" in page(at_desk, f"/pipeline/{lead.pk}/peek")
