"""Moving a card: the gates, the order, and two hands on one card."""

from __future__ import annotations

import pytest

from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.leads.models import Lead
from tests.dashboard.conftest import signed_in
from tests.dashboard.pipeline.conftest import move, names

pytestmark = pytest.mark.django_db


def test_a_drop_moves_the_lead_and_says_who_did_it(at_desk, asha, lead_in):
    lead = lead_in("Priya")
    assert move(at_desk, lead, "contacted").status_code == 204
    event = Event.objects.get(type="stage_changed")
    assert (event.data["from"], event.data["to"], event.user_id) == ("inquiry", "contacted", asha.pk)
    assert event.data["stayed"] >= 0


def test_a_card_lands_between_its_neighbours(at_desk, lead_in):
    upper, lower = lead_in("Upper", "contacted", position=20), lead_in("Lower", "contacted", position=10)
    move(at_desk, lead_in("Priya"), "contacted", above=upper.pk, below=lower.pk)
    assert names(at_desk, "contacted") == ["Upper", "Priya", "Lower"]


def test_a_new_arrival_stands_on_top_and_the_rest_keeps_its_order(at_desk, lead_in):
    first, second = lead_in("First", position=2.0), lead_in("Second", position=1.0)
    move(at_desk, second, "inquiry", below=first.pk)
    move(at_desk, lead_in("Third", "contacted"), "inquiry")
    assert names(at_desk, "inquiry") == ["Third", "Second", "First"]


def test_the_second_of_two_hands_is_told_who_was_first(at_desk, rohan, lead_in):
    lead = lead_in("Priya")
    seen = {"seen_stage": lead.stage, "seen_position": repr(lead.position)}
    move(signed_in(rohan), lead, "contacted")
    answer = at_desk.post(f"/pipeline/{lead.pk}/move", {"stage": "qualified", **seen})
    assert answer.status_code == 409
    assert answer.content.decode() == "Rohan Naik moved this card first. It is in Contacted now."
    assert Lead.objects.get().stage == "contacted"


def test_a_move_within_the_column_is_refused_too_when_the_card_went_elsewhere(at_desk, rohan, lead_in):
    lead, other = lead_in("Priya", position=2.0), lead_in("Rahul", position=1.0)
    seen = {"seen_stage": "inquiry", "seen_position": "2.0"}
    move(signed_in(rohan), lead, "inquiry", above=other.pk)
    answer = at_desk.post(f"/pipeline/{lead.pk}/move", {"stage": "contacted", **seen})
    assert (answer.status_code, answer.content.decode()[:10]) == (409, "Rohan Naik")


def test_sent_twice_a_drop_moves_once(at_desk, lead_in):
    lead = lead_in("Priya")
    body = {"stage": "contacted", "seen_stage": "inquiry", "seen_position": repr(lead.position)}
    assert [at_desk.post(f"/pipeline/{lead.pk}/move", body).status_code for _ in range(2)] == [302, 409]
    assert Event.objects.filter(type="stage_changed").count() == 1


def test_a_loss_needs_a_reason(at_desk, lead_in):
    lead = lead_in("Priya")
    refused = move(at_desk, lead, "lost")
    assert (refused.status_code, refused.content.decode()) == (422, "Say why the lead was lost.")
    assert move(at_desk, lead, "lost", reason="Too expensive", note="Wanted 5000").status_code == 204
    assert Lead.objects.get().closed_reason == "Too expensive. Wanted 5000"


def test_a_success_needs_a_booking_or_a_reason(at_desk, lead_in):
    lead = lead_in("Priya", "negotiation")
    assert move(at_desk, lead, "won").status_code == 422
    record("payment_received", actor="system", lead_id=lead.pk)
    assert move(at_desk, lead, "won").status_code == 204


def test_a_success_with_a_reason_keeps_it_and_reopening_drops_it(at_desk, lead_in):
    lead = lead_in("Priya", "negotiation")
    move(at_desk, lead, "won", reason="Paid in cash")
    assert Lead.objects.get().closed_reason == "Paid in cash"
    move(at_desk, lead, "proposal")
    assert Lead.objects.get().closed_reason == ""


def test_a_proposal_takes_the_trip_the_dates_and_the_party_along(at_desk, lead_in):
    from cairn.catalog.models import Trip

    lead, trip = lead_in("Priya", "qualified"), Trip.objects.first()
    move(at_desk, lead, "proposal", trip=trip.pk, travel_dates="12 Aug", party_size="4")
    lead.refresh_from_db()
    assert (lead.trip, lead.travel_dates, lead.party_size) == (trip, "08-12", 4)
    assert Event.objects.filter(type="trip_linked").count() == 1


def test_what_the_proposals_dialog_leaves_empty_stays(at_desk, lead_in):
    lead = lead_in("Priya", "qualified", party_size=3)
    move(at_desk, lead, "proposal", trip="", travel_dates="", party_size="x")
    assert Lead.objects.get().party_size == 3


def test_nonsense_is_refused_and_nothing_is_lost(at_desk, lead_in):
    lead = lead_in("Priya")
    assert move(at_desk, lead, "nowhere").status_code == 404
    assert at_desk.post(f"/pipeline/{lead.pk}/move", {"stage": "contacted"}).status_code == 409
    assert at_desk.post("/pipeline/99999/move", {"stage": "contacted"}).status_code == 404
    assert Lead.objects.get().stage == "inquiry"


def test_a_viewer_moves_nothing(vera, lead_in):
    lead = lead_in("Priya")
    client = signed_in(vera)
    assert move(client, lead, "contacted").status_code == 403
    assert client.post(f"/pipeline/{lead.pk}/mine").status_code == 403


def test_m_makes_a_lead_mine_once(at_desk, asha, lead_in):
    lead = lead_in("Priya")
    for _ in range(2):
        at_desk.post(f"/pipeline/{lead.pk}/mine", headers={"HX-Request": "true"})
    assert Lead.objects.get().owner == asha
    assert Event.objects.filter(type="assigned").count() == 1


def test_a_second_open_lead_of_one_conversation_is_refused(at_desk, lead_in):
    lead = lead_in("Priya", "lost", closed_reason="No answer")
    Lead.objects.create(contact=lead.contact, conversation=lead.conversation, last_contact_at=lead.last_contact_at)
    assert move(at_desk, lead, "contacted").status_code == 409
