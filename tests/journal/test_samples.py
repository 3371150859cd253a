"""The product measures itself: in memory first, in bounded rows then, and counted from Events where there are any."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.journal import minutes, queries, samples
from cairn.journal.models import Event, Quarantined, Sample, SlowQuery
from cairn.lib import clock
from tests.dashboard.conftest import priya as priya
from tests.dashboard.conftest import says

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def nothing_gathered():
    samples._sums.clear()
    queries._slow.clear()
    yield
    samples._sums.clear()
    queries._slow.clear()


@pytest.fixture
def last_minute():
    """The start of a minute that has just been over."""
    return (clock.now() - timedelta(seconds=16)).replace(second=0, microsecond=0) - MINUTE


def row(name, span="minute") -> Sample:
    return Sample.objects.filter(name=name, span=span).latest("at")


def test_measuring_costs_no_query_and_writing_one_statement_a_name(django_assert_num_queries):
    with django_assert_num_queries(0):
        for value in range(100):
            samples.note("screen", value)
    assert samples.flush() in (1, 2)
    assert sum(one.count for one in Sample.objects.filter(name="screen")) == 100


def test_two_processes_add_to_the_same_minute():
    samples.note("query", 4)
    samples.flush()
    samples.note("query", 600, bad=True)
    samples.flush()
    found = samples.joined(Sample.objects.filter(name="query"))
    assert (found.count, found.bad, found.worst) == (2, 1, 600)
    assert samples.percentile(found, 0.99) == 600
    assert samples.percentile(found, 0.5) == 5


def test_what_could_not_be_written_is_kept_for_the_next_time(monkeypatch):
    samples.note("query", 4)
    with monkeypatch.context() as patch:
        patch.setattr(samples, "add", lambda found: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            samples.flush()
    samples.flush()
    assert row("query").count == 1


def test_a_lead_is_measured_from_its_webhook(last_minute):
    Event.objects.create(type="lead_created", at=last_minute, actor="customer", lead_id=1, data={"ms": 210})
    minutes.count()
    assert row("lead").worst == 210


def test_a_reply_is_measured_from_the_customers_words_to_whatsapps_yes(priya, last_minute):
    asked = priya.messages.get()
    type(asked).objects.filter(pk=asked.pk).update(created_at=last_minute)
    reply = says(priya, "It costs ₹15,000.", author="assistant")
    at = last_minute + timedelta(seconds=1.9)
    Event.objects.create(type="message_sent", at=at, actor="assistant", conversation_id=priya.pk, message_id=reply.pk)
    minutes.count()
    assert round(row("reply").worst) == 1900


def test_a_minute_counted_twice_is_the_same(last_minute):
    Event.objects.create(type="message_received", at=last_minute, actor="customer", lead_id=1)
    Event.objects.create(type="message_received", at=last_minute, actor="customer")
    assert minutes.count() > 0
    assert minutes.count() == 0
    minutes.count_minute(last_minute)
    assert (row("became").count, row("became").bad) == (2, 1)


def test_an_hour_is_the_sum_of_its_minutes(last_minute):
    for at in (last_minute, last_minute.replace(minute=0)):
        Event.objects.create(type="message_received", at=at, actor="customer", lead_id=1)
    minutes.count()
    assert row("became", "hour").count == 2


def test_after_a_stop_an_hour_is_made_up_for_and_no_more(last_minute):
    Sample.objects.create(span="minute", name=minutes.COUNTED, at=last_minute - timedelta(days=3), count=1)
    assert minutes.count() == minutes.MOST


def test_old_minutes_and_hours_are_forgotten():
    for span, age in (("minute", timedelta(hours=27)), ("hour", timedelta(days=101)), ("hour", timedelta(days=1))):
        Sample.objects.create(span=span, name="query", at=clock.now() - age, count=1)
    assert samples.forget_old() == 2


def test_a_slow_query_is_kept_by_its_shape_alone():
    sql = "SELECT * FROM lead WHERE phone = '+919845011223' AND id IN (%s, %s, %s) LIMIT 21"
    queries.note(sql, 1200.0)
    queries.note(sql, 700.0)
    samples.flush()
    found = SlowQuery.objects.get()
    assert found.shape == "SELECT * FROM lead WHERE phone = ? AND id IN (?, ...) LIMIT ?"
    assert (found.count, found.worst) == (2, 1200.0)


def test_slow_shapes_are_bounded(monkeypatch):
    monkeypatch.setattr(queries, "KEEP", 3)
    for n in "abcde":
        queries.note(f"SELECT {n}", 900.0)
        samples.flush()
    assert SlowQuery.objects.count() == 3


def test_every_statement_of_a_watched_connection_is_timed():
    with connection.execute_wrapper(queries.measure), CaptureQueriesContext(connection):
        list(Quarantined.objects.all()[:1])
    assert any(name == "query" for name, _ in samples._sums)


def test_counting_a_minute_costs_the_same_after_a_million_events(last_minute):
    minutes.count()
    with CaptureQueriesContext(connection) as captured:
        minutes.count()
    assert len(captured) == 1


def test_what_counts_as_slow_is_a_setting(settings):
    settings.SLOW_QUERY_MS = 50
    queries.note("SELECT name FROM lead WHERE phone = '+919812345678' AND id = 12", 60)
    queries.note("SELECT name FROM trip", 40)
    queries.flush()
    assert [one.shape for one in SlowQuery.objects.all()] == ["SELECT name FROM lead WHERE phone = ? AND id = ?"]
