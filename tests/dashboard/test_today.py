"""The page of Today, and its one address for acts."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from cairn.catalog.models import Trip
from cairn.conversations.models import Conversation
from cairn.leads.models import Lead, Task
from cairn.lib import clock
from tests.dashboard.conftest import page, signed_in
from tests.leads.conftest import lead_of, task_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(channel):
    return task_of(lead_of(channel, "Priya Nair"), title="Call Priya")


def act(client, task, **values):
    return client.post("/tasks/act", {"things": [f"task-{task.pk}"], **values}, headers={"HX-Request": "true"})


def test_the_page_shows_the_queue_with_the_reason_of_each_row(at_desk, task):
    assert "Call Priya" in page(at_desk, "/tasks") and "due in" in page(at_desk, "/tasks/queue")


def test_rows_with_trips_and_owners_cost_no_query_each(at_desk, channel, rohan, django_assert_max_num_queries):
    trip = Trip.objects.create(name="Kudremukh", slug="kudremukh", days=2, price=1)
    for _ in range(4):
        one, _, silent = (lead_of(channel, trip=trip, owner=rohan, score=score) for score in (10, 90, 20))
        task_of(one, assignee=rohan)
        Conversation.objects.filter(pk=one.conversation_id).update(needs_person_since=clock.now(), owner=rohan)
        Lead.objects.filter(pk=silent.pk).update(stage="qualified", last_contact_at=clock.now() - timedelta(days=5))
    with django_assert_max_num_queries(11):
        text = page(at_desk, "/tasks/queue")
    assert text.count('data-kind="hot"') == text.count('data-kind="quiet"') == 4 and "Kudremukh" in text


def test_done_is_204_with_a_way_back(at_desk, task):
    answer = act(at_desk, task, act="done")
    assert answer.status_code == 204
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    assert Task.objects.get(pk=task.pk).status == "done"
    at_desk.post(undo, headers={"HX-Request": "true"})
    assert Task.objects.get(pk=task.pk).status == "pending"


def test_put_off_given_and_not_needed(at_desk, task, rohan):
    assert act(at_desk, task, act="assign", to=rohan.pk).status_code == 204
    assert act(at_desk, task, act="snooze", until="tomorrow").status_code == 204
    assert act(at_desk, task, act="cancel", reason="Came twice").status_code == 204
    task.refresh_from_db()
    assert (task.assignee, task.status) == (rohan, "cancelled")


@pytest.mark.parametrize(
    "wrong", [{"act": "snooze", "until": "never"}, {"act": "assign", "to": "999"}, {"act": "eat"}, {}]
)
def test_nonsense_is_refused_in_words_and_changes_nothing(at_desk, task, wrong):
    answer = act(at_desk, task, **wrong)
    assert answer.status_code == 422 and answer.content
    assert Task.objects.get(pk=task.pk).status == "pending"


def test_a_viewer_may_look_but_not_act(vera, task):
    client = signed_in(vera)
    assert "Call Priya" in page(client, "/tasks")
    assert act(client, task, act="done").status_code == 403
    assert client.post("/tasks/undo/abc").status_code == 403


def test_a_stranger_is_sent_to_the_door(task):
    assert Client().get("/tasks").status_code == 302
    assert act(Client(), task, act="done").status_code == 401
    assert Task.objects.get(pk=task.pk).status == "pending"
