"""What is kept long enough goes, a part at a time, and only what an owner said so about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from cairn.accounts.models import AuditLine
from cairn.conversations.attachments import storage
from cairn.conversations.models import Attachment, Conversation, Message
from cairn.journal.models import EMPTIED, Entry
from cairn.leads.models import Lead
from cairn.lib import clock
from cairn.privacy import ageing, retention
from cairn.privacy.models import Access, Erasure, Retention

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=4000)


@pytest.fixture
def old(cast):
    """All that is held is old."""
    then = clock.now() - LONG_AGO
    Entry.objects.update(received_at=then)
    Attachment.objects.update(stored_at=then)
    Access.objects.update(at=then)
    Conversation.objects.filter(contact=cast.kavya).update(last_message_at=then)
    Lead.objects.filter(contact=cast.kavya).update(stage="lost", last_contact_at=then)
    return cast


def test_without_a_word_of_the_owner_nothing_goes(old):
    assert retention.apply() == {}
    assert all(retention.would_go(kind, 400 if kind == "accesses" else 1100) for kind in ageing.KINDS)


def test_each_kind_takes_what_was_told_before_and_nothing_else(old, asha):
    for kind in ("webhooks", "files", "accesses", "messages"):
        told = retention.would_go(kind, 1100)
        retention.keep(kind, 1100, user=asha)
        assert retention.apply() == {kind: told} and told
        assert retention.would_go(kind, 1100) == 0
    assert {bytes(one.body) for one in Entry.objects.all()} == {EMPTIED}
    file = Attachment.objects.get()
    assert file.state == "refused" and not storage.path(file.key).exists()
    assert not Message.objects.filter(conversation=old.talk).exclude(text="").exists()
    assert Message.objects.filter(conversation__contact=old.ravi, text="Is Goa open in July?").exists()


def test_whose_leads_are_all_lost_is_erased_by_the_same_job_as_by_hand(old, asha):
    retention.keep("lost", 1000, user=asha)
    retention.apply()
    assert list(Erasure.objects.values_list("contact_id", flat=True)) == [old.kavya.pk]


def test_fewer_days_than_are_needed_are_refused(cast, asha):
    with pytest.raises(retention.Wrong):
        retention.keep("webhooks", 3, user=asha)
    assert not Retention.objects.exists()


def test_it_goes_a_part_at_a_time_and_a_second_run_changes_nothing(old, asha, monkeypatch):
    few = replace(ageing.KINDS["webhooks"], batch=2)
    monkeypatch.setitem(ageing.KINDS, "webhooks", few)
    told = retention.would_go("webhooks", 1100)
    retention.keep("webhooks", 1100, user=asha)
    taken = [retention.apply()["webhooks"] for _ in range(told // 2 + 1)]
    assert (sum(taken), max(taken)) == (told, 2)
    assert retention.apply() == {} and Retention.objects.get().removed == told


def test_an_owner_sees_what_would_go_before_it_goes(old, asha, client):
    client.force_login(asha)
    told = retention.would_go("webhooks", 1100)
    seen = client.get("/settings/retention", {"look": "1", "webhooks": "1100"}).content.decode()
    assert f'<dd id="goes-webhooks">{told}</dd>' in seen and not Retention.objects.exists()
    assert client.post("/settings/retention", {"webhooks": "1100"})["Location"] == "/settings/retention?saved=1"
    assert list(Retention.objects.values_list("kind", "days", "user")) == [("webhooks", 1100, asha.pk)]
    assert AuditLine.objects.filter(act="retention changed").count() == 1
    client.post("/settings/retention", {"webhooks": ""})
    assert retention.apply() == {} and Retention.objects.get().days is None


@pytest.mark.parametrize("typed", ["3", "a week", "-90", "९०", "99999"])
def test_nonsense_is_said_and_nothing_is_lost(cast, asha, client, typed):
    client.force_login(asha)
    for answer in (
        client.get("/settings/retention", {"look": "1", "webhooks": typed, "files": "400"}),
        client.post("/settings/retention", {"webhooks": typed, "files": "400"}),
    ):
        html = answer.content.decode()
        assert answer.status_code == 422 and "Nothing was saved." in html and 'value="400"' in html
    assert not Retention.objects.exists()


def test_what_was_emptied_is_not_looked_at_again(old, asha):
    """By the plan, because the tables of a test are too small to tell by the time. Only the index of what is kept can
    be walked in this order: that of all entries (BRIN) can't."""
    retention.keep("webhooks", 1100, user=asha)
    retention.apply()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    plan = ageing.old_entries(clock.now()).order_by("received_at")[:200].explain(analyze=True)
    scans = [line for line in plan.splitlines() if "Scan" in line]
    assert scans and all("Index Scan using" in line and "received_at" in line for line in scans), plan
    assert "rows=0" in plan.splitlines()[0]
    assert "Rows Removed" not in plan and "->  Sort" not in plan
