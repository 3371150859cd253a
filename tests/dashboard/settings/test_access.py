"""Who looked at whom: noted once a quarter of an hour, found again by owners, and nothing of the customer beside a number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.lib import clock
from cairn.privacy import access
from cairn.privacy.models import Access
from tests.dashboard.conftest import page, signed_in, talks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_noted():
    access._noted.clear()


def noted() -> list[tuple[str, str]]:
    return list(Access.objects.order_by("pk").values_list("user__name", "what"))


def test_whoever_reads_a_conversation_or_a_lead_is_noted(rohan, priya):
    client, lead = signed_in(rohan), priya.contact.leads.get()
    page(client, f"/inbox/{priya.pk}")
    page(client, f"/leads/{lead.pk}")
    client.get("/leads/export")
    assert [what for _, what in noted()] == ["conversation", "lead", "list"]
    assert list(Access.objects.order_by("pk").values_list("contact", flat=True)) == [priya.contact_id] * 2 + [None]


def test_a_page_that_renews_itself_writes_once_a_quarter_of_an_hour(rohan, priya, monkeypatch):
    at = datetime(2026, 8, 3, 5, 1, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: at)
    client = signed_in(rohan)
    with CaptureQueriesContext(
        connection,
    ) as said:
        for _ in range(3):
            client.get(f"/inbox/{priya.pk}/thread")
    assert sum("privacy_access" in query["sql"] for query in said) == 1
    access._noted.clear()  # another process
    client.get(f"/inbox/{priya.pk}/thread")
    assert len(noted()) == 1
    at += timedelta(minutes=15)
    client.get(f"/inbox/{priya.pk}/thread")
    assert len(noted()) == 2


def test_who_was_refused_or_sent_away_has_seen_nothing(vera, client, priya):
    client.get(f"/inbox/{priya.pk}")
    signed_in(vera).get(f"/people/{priya.contact_id}/privacy")
    signed_in(vera).get("/inbox/987654321")
    signed_in(vera).get("/leads/export")
    assert noted() == []


def test_owners_find_the_lines_of_one_customer_one_colleague_one_kind(asha, rohan, channel, priya):
    ravi = talks(channel, "Ravi Kumar", phone="+919845011224")
    for user, talk in ((rohan, priya), (asha, priya), (rohan, ravi)):
        access.note(user, "conversation", way="talk", pk=talk.pk)
    access.note(rohan, "list", way="all")
    client = signed_in(asha)
    assert page(client, "/settings/access").count('id="access-') == 4
    for asked, many in (
        ("q=priya", 2),
        (f"person={rohan.pk}", 3),
        ("what=list", 1),
        (f"contact={ravi.contact_id}", 1),
        ("what=x&person=x&before=x", 4),
    ):
        assert page(client, f"/settings/access?{asked}").count('id="access-') == many, asked
    assert signed_in(rohan).get("/settings/access").status_code == 403


def test_older_lines_follow_page_by_page_in_a_bounded_number_of_queries(asha, channel, monkeypatch):
    monkeypatch.setattr(access, "PAGE", 2)
    for number in range(5):
        access.note(asha, "conversation", way="talk", pk=talks(channel, f"Guest {number}").pk)
    newest = access.find(access.Search())
    assert [row.contact.name for row in newest[:2]] == ["Guest 4", "Guest 3"]
    older = access.find(access.Search(before=newest[1].pk))
    assert [row.contact.name for row in older[:2]] == ["Guest 2", "Guest 1"]
    with CaptureQueriesContext(connection) as said:
        page(signed_in(asha), "/settings/access")
    assert sum("privacy_access" in query["sql"] for query in said) == 1
