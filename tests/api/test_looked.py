"""What a program reads with the token stands in the access log, as what people read does."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.api.looked import SHOWN
from cairn.api.urls import operations
from cairn.privacy import access
from cairn.privacy.models import Access
from tests.dashboard.conftest import page, signed_in

# What names no customer; everything else has to be in the log.
NOBODY = ("assistant/ask", "catalog", "trips", "faqs", "stories", "departures", "insights", "health", "openapi", "docs")


@pytest.fixture(autouse=True)
def nothing_noted():
    access._noted.clear()


def lines() -> list[tuple[str, int | None]]:
    return list(Access.objects.filter(user=None).order_by("pk").values_list("what", "contact"))


def test_each_kind_of_reading_is_noted_with_whom_it_was_about(api, customer):
    lead = customer()
    task = lead.tasks.get()
    for path in ("/leads", "/conversations", f"/tasks/{task.pk}", f"/conversations/{lead.conversation_id}/messages"):
        assert api.get(path).status_code == 200, path
    assert lines() == [("list", None), ("lead", lead.contact_id), ("conversation", lead.contact_id)]


def test_a_program_that_asks_all_day_writes_once_a_quarter_of_an_hour(api, customer):
    lead = customer()
    with CaptureQueriesContext(connection) as said:
        [api.get(f"/leads/{lead.pk}/events") for _ in range(3)]
    assert sum("privacy_access" in query["sql"] for query in said) == 1
    access._noted.clear()  # another process
    api.get(f"/leads/{lead.pk}")
    assert lines() == [("lead", lead.contact_id)]


def test_a_change_that_answers_with_the_lead_has_shown_it(api, customer):
    lead = customer()
    assert api.patch(f"/leads/{lead.pk}", {}).status_code == 200
    assert lines() == [("lead", lead.contact_id)]


def test_who_was_refused_has_seen_nothing(api, customer, client):
    lead = customer()
    client.get(f"/api/v1/leads/{lead.pk}")
    api.get("/leads/987654321")
    api.get("/leads", stage="nonsense")
    assert lines() == []


def test_no_operation_that_shows_customers_is_left_out():
    routes = {str(one.pattern) for one in operations}
    assert set(SHOWN) <= routes
    left = {route for route in routes - set(SHOWN) if route and not route.startswith(NOBODY)}
    assert left == {
        "tasks/bulk",  # answers with ids
        "conversations/<int:id>/messages/<int:message_id>",  # the words that the program itself wrote
        "conversations/<int:id>/messages/<int:message_id>/resend",
        "conversations/<int:id>/messages/<int:message_id>/reaction",
    }


def test_owners_find_what_programs_read(asha, rohan, api, customer):
    lead = customer()
    api.get("/leads")
    api.get(f"/leads/{lead.pk}")
    access.note(rohan, "lead", way="lead", pk=lead.pk)
    client = signed_in(asha)
    assert page(client, "/settings/access?person=token").count('id="access-') == 2
    assert "A program with the API's token" in page(client, "/settings/access")
    assert page(client, f"/settings/access?person={rohan.pk}").count('id="access-') == 1
