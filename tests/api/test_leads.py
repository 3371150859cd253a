from __future__ import annotations

import pytest

from cairn.catalog.models import Trip
from cairn.journal.models import Event
from cairn.journal.record import record
from cairn.leads import stages
from cairn.leads.models import Lead
from tests.api.conftest import problem, walk

LEAD = {
    "id",
    "name",
    "phone",
    "whatsapp_id",
    "username",
    "source",
    "stage",
    "priority",
    "score",
    "trip",
    "party_size",
    "budget",
    "travel_dates",
    "language",
    "sentiment",
    "owner",
    "created_at",
    "last_contact_at",
    "conversation_id",
    "opted_out",
}
TASK = {"id", "type", "lead_id", "title", "priority", "status", "due_at", "assignee", "created_by"}


def test_a_lead_has_the_fields_of_the_contract(api, lead):
    found = api.get("/leads").json()
    assert set(found) == {"items", "next"}
    assert set(found["items"][0]) >= LEAD
    assert found["items"][0]["whatsapp_id"] == "919876543210"
    assert found["items"][0]["created_at"].endswith("Z")


def test_one_lead_comes_with_tasks_and_stages(api, lead):
    found = api.get(f"/leads/{lead.pk}").json()
    assert set(found) >= LEAD | {"tasks", "stage_history"}
    assert set(found["tasks"][0]) == TASK
    assert found["stage_history"] == []


def test_a_customer_without_a_phone_has_the_user_id(api, lead):
    lead.contact.identities.filter(kind="phone").delete()
    assert api.get(f"/leads/{lead.pk}").json()["whatsapp_id"] == "IN.919876543210"


@pytest.mark.parametrize("phone", ["+91 98765 43210", "919876543210", "+919876543210", "0091 98765-43210"])
def test_a_lead_is_found_by_its_phone_however_written(api, customer, phone):
    lead = customer()
    customer("+919876543211")
    assert [found["id"] for found in api.get("/leads", phone=phone).json()["items"]] == [lead.pk]


def test_leads_are_found_by_stage_source_and_words(api, customer):
    first, second = customer(name="Meera"), customer("+919876543211", name="Farhan", words="Kalu waterfall")
    stages.move(second, to="contacted", actor="api")
    ids = lambda **query: [found["id"] for found in api.get("/leads", **query).json()["items"]]  # noqa: E731
    assert ids(stage="contacted") == [second.pk]
    assert ids(stage="", q="") == [second.pk, first.pk]
    assert ids(source="ad") == []
    assert ids(q="kalu") == [second.pk]
    assert ids(q="meera") == [first.pk]
    problem(api.get("/leads", stage="dreaming"), 422)


def test_walking_the_pages_shows_every_lead_once(api, customer):
    made = [customer(f"+9198765432{n:02}").pk for n in range(7)]
    pages = walk(api, "/leads", limit=3)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [lead["id"] for page in pages for lead in page] == made[::-1]


def test_a_page_costs_the_same_queries_for_one_lead_and_for_ten(api, customer, django_assert_num_queries):
    path = api.again("/leads")
    for n in range(10):
        customer(f"+9198765432{n:02}")
        if n in (0, 9):
            with django_assert_num_queries(2):
                api.get(path)


def test_one_lead_costs_four_queries(api, lead, django_assert_num_queries):
    path = api.again(f"/leads/{lead.pk}")
    with django_assert_num_queries(4):
        api.get(path)


def test_an_unknown_lead_is_a_404(api):
    problem(api.get("/leads/999999999"), 404)
    problem(api.get(f"/leads/{2**63}"), 404)
    problem(api.get(f"/leads/{'9' * 400}/events"), 404)


def test_a_merged_lead_names_the_one_that_goes_on(api, customer):
    kept, gone = customer(), customer("+919876543211")
    Lead.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert f"lead {kept.pk}" in problem(api.get(f"/leads/{gone.pk}"), 404)["detail"]
    assert [lead["id"] for lead in api.get("/leads").json()["items"]] == [kept.pk]


def test_a_lead_is_changed_and_the_change_is_told(api, lead, asha):
    trip = Trip.objects.first()
    body = {"name": "Meera S", "party_size": 4, "budget": 1500000, "travel_dates": "12 August", "priority": "high"}
    found = api.patch(f"/leads/{lead.pk}", {**body, "owner": asha.email, "trip": trip.pk}).json()
    assert {name: found[name] for name in body} == body
    assert found["owner"] == asha.email
    assert found["trip"] == {"id": trip.pk, "name": trip.name}
    told = Event.objects.filter(lead_id=lead.pk, actor="api").values_list("type", flat=True)
    assert set(told) == {"lead_updated", "assigned", "trip_linked"}


def test_an_owner_may_be_an_id_or_nobody(api, lead, asha):
    assert api.patch(f"/leads/{lead.pk}", {"owner": asha.pk}).json()["owner"] == asha.email
    assert api.patch(f"/leads/{lead.pk}", {"owner": None}).json()["owner"] is None
    problem(api.patch(f"/leads/{lead.pk}", {"owner": "nobody@trekandstay.test"}), 422)


def test_the_same_change_twice_is_told_once(api, lead):
    for _ in range(2):
        api.patch(f"/leads/{lead.pk}", {"party_size": 4})
    assert Event.objects.filter(type="lead_updated").count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"party_size": 0}, "party_size"),
        ({"party_size": "many"}, "party_size"),
        ({"budget": -1}, "budget"),
        ({"budget": 2**31}, "budget"),
        ({"priority": "huge"}, "priority"),
        ({"trip": 10**30}, "trip"),
        ({"trip": 987654}, "trip"),
        ({"name": "A\0B"}, "name"),
        ({"name": "A\x07B"}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_field_is_named_in_plain_words(api, lead, body, field):
    found = problem(api.patch(f"/leads/{lead.pk}", body), 422)
    assert found["errors"][0]["field"] == field
    assert found["errors"][0]["detail"].endswith(".")


def test_a_lead_is_moved_and_the_history_says_so(api, lead):
    found = api.post(f"/leads/{lead.pk}/stage", {"stage": "contacted", "reason": "called"}).json()
    assert found["stage"] == "contacted"
    move = found["stage_history"][0]
    assert set(move) == {"from", "to", "at", "by", "rule", "message_id", "undone"}
    assert (move["from"], move["to"], move["by"]) == ("inquiry", "contacted", "api")
    event = Event.objects.get(type="stage_changed")
    assert event.data.items() >= {"from": "inquiry", "to": "contacted", "by": "api", "reason": "called"}.items()


def test_moving_to_where_it_is_changes_nothing(api, lead):
    for _ in range(2):
        api.post(f"/leads/{lead.pk}/stage", {"stage": "contacted"})
    assert Event.objects.filter(type="stage_changed").count() == 1


def test_a_won_lead_needs_a_payment_a_booking_or_a_reason(api, lead):
    assert problem(api.post(f"/leads/{lead.pk}/stage", {"stage": "won"}), 422)["errors"]
    assert api.post(f"/leads/{lead.pk}/stage", {"stage": "won", "reason": "paid in cash"}).status_code == 200


def test_a_lost_lead_needs_a_reason(api, lead):
    assert problem(api.post(f"/leads/{lead.pk}/stage", {"stage": "lost", "reason": " "}), 422)["errors"]
    assert api.post(f"/leads/{lead.pk}/stage", {"stage": "lost", "reason": "went elsewhere"}).status_code == 200


def test_an_unknown_stage_is_a_422(api, lead):
    problem(api.post(f"/leads/{lead.pk}/stage", {"stage": "dreaming"}), 422)
    problem(api.post(f"/leads/{lead.pk}/stage", {}), 422)


def test_a_closed_lead_stays_closed_while_the_conversation_has_another(api, lead):
    stages.move(lead, to="lost", actor="api", reason="no answer")
    Lead.objects.create(contact=lead.contact, conversation=lead.conversation, last_contact_at=lead.last_contact_at)
    problem(api.post(f"/leads/{lead.pk}/stage", {"stage": "contacted"}), 409)


def test_the_timeline_is_in_order_and_its_first_page_is_the_newest(api, lead):
    for stage in ("contacted", "interested", "qualified"):
        stages.move(lead, to=stage, actor="api")
    found = api.get(f"/leads/{lead.pk}/events", limit=3).json()
    assert set(found["items"][0]) == {"id", "type", "at", "actor", "message_id", "data"}
    assert [event["data"]["to"] for event in found["items"]] == ["contacted", "interested", "qualified"]
    ids = [event["id"] for page in walk(api, f"/leads/{lead.pk}/events", limit=2) for event in page]
    assert sorted(ids) == list(Event.objects.filter(lead_id=lead.pk).order_by("pk").values_list("pk", flat=True))


def test_the_timeline_has_what_happened_in_the_conversation_too(api, customer):
    lead, other = customer(), customer("+919876543211")
    record("message_sent", actor="staff", conversation_id=lead.conversation_id)
    record("message_sent", actor="staff", conversation_id=other.conversation_id)
    types = [event["type"] for event in api.get(f"/leads/{lead.pk}/events").json()["items"]]
    assert types == ["lead_created", "task_created", "message_sent"]


def test_a_timeline_costs_three_queries(api, lead, django_assert_num_queries):
    path = api.again(f"/leads/{lead.pk}/events")
    with django_assert_num_queries(3):
        api.get(path)


def test_a_nul_in_the_address_is_a_422(api, lead):
    problem(api.get("/leads", q="a\0b"), 422)
