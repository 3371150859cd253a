from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.journal.record import record
from cairn.leads import stages
from cairn.leads.models import Lead
from cairn.lib import clock
from tests.api.conftest import hear, problem

KEYS = {
    "from",
    "to",
    "messages",
    "messages_that_became_leads",
    "leads",
    "conversion",
    "first_human_response_minutes",
    "assistant_reply_ms",
    "lead_creation_ms",
    "daily",
}


def test_an_empty_firm_has_a_summary_too(api):
    found = api.get("/insights/summary").json()
    assert set(found) == KEYS
    assert found["messages"] == {"received": 0, "sent": 0}
    assert found["first_human_response_minutes"] is None
    assert len(found["leads"]["by_stage"]) == 8


def test_messages_and_those_that_became_leads_are_counted(api, lead):
    for lead_id in (lead.pk, lead.pk, lead.pk, None):
        record("message_received", actor="customer", lead_id=lead_id)
    found = api.get("/insights/summary").json()
    assert found["messages"]["received"] == 4
    assert found["messages_that_became_leads"] == 75.0


def test_conversion_is_of_the_leads_of_the_period(api, customer):
    won, *_ = [customer(f"+91987654321{n}") for n in range(4)]
    stages.move(won, to="won", actor="api", reason="paid in cash")
    found = api.get("/insights/summary").json()
    assert found["conversion"] == {"won": 1, "lost": 0, "percent": 25.0}
    assert found["leads"]["by_stage"]["inquiry"] == 3


def test_the_first_answer_of_a_person_is_what_counts(api, lead):
    made = clock.now() - timedelta(hours=2)
    Lead.objects.filter(pk=lead.pk).update(created_at=made)
    for author, minutes in (("assistant", 1), ("staff", 10), ("staff", 60)):
        message = hear(lead.conversation, "x", made + timedelta(minutes=minutes))
        message.direction, message.author = "out", author
        message.save()
    assert api.get("/insights/summary").json()["first_human_response_minutes"] == 10.0


def test_reply_times_are_percentiles(api, lead):
    for ms in range(1, 101):
        record("assistant_answered", actor="assistant", took_ms=ms)
    assert api.get("/insights/summary").json()["assistant_reply_ms"] == {"p50": 50.5, "p95": 95.0}


def test_days_are_days_of_the_firm(api):
    found = api.get("/insights/summary", **{"from": "2026-08-01", "to": "2026-08-31"}).json()
    assert (found["from"], found["to"]) == ("2026-07-31T18:30:00Z", "2026-08-31T18:30:00Z")


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-08-02", "2026-08-01"), ("2020-01-01", "2026-01-01"), ("0001-01-01", "2026-01-01"), ("then", "now")],
)
def test_a_period_that_makes_no_sense_is_refused(api, start, end):
    problem(api.get("/insights/summary", **{"from": start, "to": end}), 422)


def test_a_summary_costs_twelve_queries(api, customer, django_assert_num_queries):
    for n in range(3):
        customer(f"+91987654321{n}")
        with django_assert_num_queries(12):
            api.get("/insights/summary")
