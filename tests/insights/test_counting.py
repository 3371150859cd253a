"""Days become counts: the same when counted twice, late, or by two at once, and never more rows than things."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.accounts.models import Firm
from cairn.assistant.models import Answer
from cairn.insights import counting, report
from cairn.insights.report import Period
from cairn.journal.models import CountedDay, DailyCount, Event
from cairn.leads import stages
from cairn.leads.models import Lead
from cairn.lib import clock
from tests.dashboard.conftest import priya as priya
from tests.dashboard.conftest import says, talks

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 6, 30, tzinfo=UTC)  # noon in India


def happened(type, *, at=NOON, actor="customer", **fields):
    data = {name: fields.pop(name) for name in list(fields) if not name.endswith("_id")}
    return Event.objects.create(type=type, at=at, actor=actor, data=data, **fields)


def counted(day=DAY):
    counting.count(day)
    return report.read(Period(day, day))


def test_messages_are_counted_by_whether_they_became_a_lead():
    happened("message_received", lead_id=1)
    happened("message_received", lead_id=2)
    happened("message_received")
    assert counted().counts("received") == {"lead": 2, "nobody": 1}


def test_a_day_begins_at_midnight_of_the_firm(demo):
    happened("message_received", at=datetime(2026, 3, 9, 18, 29, tzinfo=UTC), lead_id=1)
    happened("message_received", at=datetime(2026, 3, 9, 18, 31, tzinfo=UTC), lead_id=1)
    assert Firm.current().time_zone == "Asia/Kolkata"
    assert counted().all("received") == 1
    assert report.busy(Period(DAY, DAY))[1][0] == 1  # a Tuesday, the first hour


def test_counting_twice_changes_nothing():
    happened("lead_created", source="website")
    happened("message_received", lead_id=1)
    assert counting.count(DAY) == counting.count(DAY)
    assert list(DailyCount.objects.filter(day=DAY, name="source").values_list("key", "count")) == [("website", 1)]


def test_a_skipped_stage_was_reached_and_an_undone_move_was_not():
    happened("lead_created", source="whatsapp")
    happened("stage_changed", lead_id=1, **{"from": "inquiry", "to": "interested", "stayed": 7200})
    happened("stage_changed", lead_id=2, **{"from": "inquiry", "to": "won", "stayed": 60, "undone": True})
    happened("stage_changed", lead_id=3, **{"from": "contacted", "to": "lost", "stayed": 86400})
    lines = {line.key: line for line in report.funnel(counted())}
    assert [lines[stage].reached for stage in ("inquiry", "contacted", "interested", "won")] == [1, 1, 1, 0]
    assert lines["contacted"].lost == 1
    assert lines["contacted"].days == 1
    assert round(lines["inquiry"].days * 24) == 2


def test_the_first_human_reply_is_counted_once(priya):
    lead = Lead.objects.get(conversation=priya)
    Lead.objects.filter(pk=lead.pk).update(created_at=NOON)
    for minutes in (10, 20):
        at = NOON + timedelta(minutes=minutes)
        happened("message_sent", at=at, actor="staff", conversation_id=priya.pk)
    happened("message_sent", at=NOON + timedelta(minutes=1), actor="assistant", conversation_id=priya.pk)
    happened("message_sent", at=NOON + timedelta(days=1), actor="staff", conversation_id=priya.pk)
    assert counted().mean("human") == 600
    assert counted(DAY + timedelta(days=1)).mean("human") is None


def test_answers_are_counted_by_writer_and_rating(priya):
    for rating in (1, -1, None):
        message = says(priya, "It costs ₹15,000.", author="assistant")
        Answer.objects.create(conversation=priya, message=message, question="?", writer="llm", rating=rating)
        happened("assistant_answered", message_id=message.pk, intents=["pricing", "dates"], took_ms=1000)
    found = counted()
    assert found.counts("answer") == {"llm": 1, "llm bad": 1, "llm good": 1}
    assert found.counts("topic") == {"dates": 3, "pricing": 3}


def test_a_real_move_of_a_lead_is_counted_today(priya, asha):
    lead = Lead.objects.get(conversation=priya)
    stages.move(lead, to="qualified", actor="staff", user=asha)
    today = clock.now().astimezone(Firm.current().zone).date()
    assert counted(today).one("reached", "qualified") == 1


def test_the_sweeper_counts_today_then_the_last_days_then_history():
    happened("message_received", at=clock.now() - timedelta(days=12), lead_id=1)
    for _ in range(10):
        counting.sweep()
    assert counting.sweep() == 0
    assert CountedDay.objects.count() >= 12
    assert DailyCount.objects.filter(name="received").count() == 1


def test_days_can_be_counted_again():
    counting.sweep()
    Event.objects.create(type="message_received", at=clock.now(), actor="customer", lead_id=1)
    today = clock.now().astimezone(Firm.current().zone).date()
    assert not DailyCount.objects.filter(day=today, name="received").exists()
    counting.again(today, today)
    counting.sweep()
    assert DailyCount.objects.get(day=today, name="received").count == 1


def test_a_period_is_read_in_one_query_however_long(channel):
    talks(channel, "Asha")
    counting.count(DAY)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report.read(Period(DAY - timedelta(days=365), DAY))
    assert len(queries) == 1
