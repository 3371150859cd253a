from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.leads.models import Task
from cairn.lib import clock
from tests.api.conftest import problem, walk
from tests.api.test_leads import TASK

LATER = "2026-12-24T10:00:00Z"


def test_a_task_has_the_fields_of_the_contract(api, lead):
    found = api.get("/tasks").json()
    assert set(found) == {"items", "next"}
    assert set(found["items"][0]) == TASK


def test_tasks_are_found_by_status_and_lead(api, customer):
    first = customer()
    customer("+919876543211")
    assert [task["lead_id"] for task in api.get("/tasks", lead_id=first.pk).json()["items"]] == [first.pk]
    assert api.get("/tasks", status="done").json()["items"] == []
    assert api.get("/tasks", lead_id=10**30).json()["items"] == []
    assert len(api.get("/tasks", status="pending").json()["items"]) == 2
    problem(api.get("/tasks", status="forgotten"), 422)


def test_walking_the_pages_shows_every_task_once_also_those_due_together(api, customer):
    for n in range(7):
        customer(f"+9198765432{n:02}")
    Task.objects.filter(pk__in=Task.objects.values("pk")[:4]).update(due_at=clock.now() + timedelta(hours=3))
    seen = [task["id"] for page in walk(api, "/tasks", limit=2) for task in page]
    assert sorted(seen) == sorted(Task.objects.values_list("pk", flat=True))


def test_a_page_of_tasks_is_one_query(api, customer, django_assert_num_queries):
    path = api.again("/tasks")
    for n in range(5):
        customer(f"+9198765432{n:02}")
        with django_assert_num_queries(1):
            api.get(path)


def test_a_task_is_added(api, lead, asha):
    body = {"lead_id": lead.pk, "title": "Call Meera", "type": "call", "priority": "high", "due_at": LATER}
    response = api.post("/tasks", {**body, "assignee": asha.email})
    assert response.status_code == 201
    found = response.json()
    assert set(found) == TASK
    assert {name: found[name] for name in body} == body
    assert (found["assignee"], found["created_by"], found["status"]) == (asha.email, "api", "pending")


def test_two_tasks_that_look_alike_are_two(api, lead):
    body = {"lead_id": lead.pk, "title": "Call Meera", "type": "call"}
    assert api.post("/tasks", body).json()["id"] != api.post("/tasks", body).json()["id"]


def test_the_same_key_gives_the_same_task(api, lead):
    add = lambda: api.post("/tasks", {"lead_id": lead.pk, "title": "Call"}, **{"Idempotency-Key": "t1"})  # noqa: E731
    first, second = add(), add()
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lead_id": 987654}, "lead_id"),
        ({"lead_id": 10**40}, "lead_id"),
        ({"title": ""}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"type": "dance"}, "type"),
        ({"due_at": "soon"}, "due_at"),
        ({"due_at": "0001-01-01T00:00:00+05:30"}, "due_at"),
        ({"assignee": "nobody@trekandstay.test"}, "assignee"),
    ],
)
def test_a_task_that_makes_no_sense_is_refused(api, lead, change, field):
    found = problem(api.post("/tasks", {"lead_id": lead.pk, "title": "Call", **change}), 422)
    assert found["errors"][0]["field"] == field


@pytest.fixture
def task(lead):
    return Task.objects.get(lead=lead)


@pytest.mark.parametrize("status", ["done", "cancelled"])
def test_a_task_is_closed_and_opened_again(api, task, status):
    assert api.patch(f"/tasks/{task.pk}", {"status": status}).json()["status"] == status
    assert api.patch(f"/tasks/{task.pk}", {"status": status}).status_code == 200
    assert api.patch(f"/tasks/{task.pk}", {"status": "pending"}).json()["status"] == "pending"


def test_a_task_is_put_off_until_a_time(api, task):
    problem(api.patch(f"/tasks/{task.pk}", {"status": "snoozed"}), 422)
    found = api.patch(f"/tasks/{task.pk}", {"status": "snoozed", "due_at": "2026-12-24T15:30:00+05:30"}).json()
    assert (found["status"], found["due_at"]) == ("snoozed", LATER)


def test_a_time_without_a_zone_is_utc(api, task):
    assert api.patch(f"/tasks/{task.pk}", {"due_at": "2026-12-24T10:00:00"}).json()["due_at"] == LATER


def test_a_done_task_is_not_cancelled(api, task):
    api.patch(f"/tasks/{task.pk}", {"status": "done"})
    problem(api.patch(f"/tasks/{task.pk}", {"status": "cancelled"}), 409)


def test_a_task_is_not_opened_again_beside_its_double(api, task):
    api.patch(f"/tasks/{task.pk}", {"status": "done"})
    Task.objects.create(lead=task.lead, type=task.type, reason=task.reason, title="Again", due_at=clock.now())
    problem(api.patch(f"/tasks/{task.pk}", {"status": "pending"}), 409)


def test_a_task_is_given_to_somebody_with_other_words(api, task, rohan):
    found = api.patch(f"/tasks/{task.pk}", {"assignee": rohan.pk, "title": "Ring", "priority": "urgent"}).json()
    assert (found["assignee"], found["title"], found["priority"]) == (rohan.email, "Ring", "urgent")


def test_an_unknown_task_is_a_404(api):
    problem(api.patch("/tasks/987654", {"status": "done"}), 404)
    problem(api.patch(f"/tasks/{10**30}", {"status": "done"}), 404)
