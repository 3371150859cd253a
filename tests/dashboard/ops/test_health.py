"""The health page, the bar over every page, and what a page says while the database is away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from cairn.dashboard.notices import screen
from cairn.dashboard.ops import bar, sorry
from cairn.insights import promises, state
from cairn.journal import samples
from cairn.journal.models import Event, Part, Sample, SlowQuery
from cairn.lib import clock
from tests.api.test_health import away as away
from tests.api.test_health import beating
from tests.api.test_health import spool as spool
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db
HEALTH = "/settings/health"


@pytest.fixture(autouse=True)
def looked_anew():
    state.forget()
    samples._sums.clear()
    screen._known.clear()
    yield
    state.forget()
    samples._sums.clear()


def measured(name, value=0.0, *, count=1, bad=0, ago=timedelta(0), span="hour"):
    at = (clock.now() - ago).replace(second=0, microsecond=0)
    sums = samples.Sums()
    for n in range(count):
        sums.add(value, n < bad)
    values = {"count": count, "bad": bad, "total": sums.total, "worst": sums.worst, "spread": sums.spread}
    return Sample.objects.create(span=span, name=name, at=at if span == "minute" else at.replace(minute=0), **values)


def tile(html, key):
    found = re.search(rf'id="promise-{key}".*?</dl>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_strangers_are_sent_to_the_door(channel):
    assert Client().get(HEALTH).url.startswith("/sign-in")
    assert Client().get(f"{HEALTH}/parts").status_code == 302


def test_an_empty_desk_has_a_health_page_without_a_blank(at_desk):
    html = page(at_desk, HEALTH)
    assert "nothing measured yet" in tile(html, "lead")
    assert "No query took longer" in html


def test_every_part_is_told_in_words_with_the_next_step(at_desk):
    html = page(at_desk, HEALTH)
    assert "None runs. Messages are kept, nothing is answered." in html
    assert "Start one: cairn work." in html


def test_it_says_since_when(at_desk):
    with beating(1):
        page(at_desk, HEALTH)
        Part.objects.filter(pk="worker").update(since=clock.now() - timedelta(hours=3))
        state.forget()
        page(at_desk, HEALTH)
    before = Part.objects.get(pk="worker")
    state.forget()
    page(at_desk, f"{HEALTH}/parts")
    now = Part.objects.get(pk="worker")
    assert (before.state, now.state) == ("ok", "missing")
    assert now.since > before.since


def test_promises_are_kept_or_missed_in_words(at_desk):
    measured("lead", 210)
    measured("reply", 3400)
    measured("became", count=200, bad=1)
    html = page(at_desk, HEALTH)
    assert (
        "0.3 s kept:" in tile(html, "lead")
        or "210 ms kept:" in tile(html, "lead")
        or "0.21 s kept:" in tile(html, "lead")
    )
    assert "missed:" in tile(html, "reply")
    assert "99.5 % missed:" in tile(html, "became")


def test_errors_are_a_share_of_requests_and_messages(at_desk):
    measured("request", count=98)
    measured("became", count=2)
    measured("failed", count=2)
    assert "2 % missed:" in tile(page(at_desk, HEALTH), "errors")


def test_every_picture_has_its_numbers(at_desk):
    measured("query", 12, count=50)
    html = page(at_desk, f"{HEALTH}?past=week")
    assert html.count('<details class="numbers">') == len(promises.PROMISES)
    assert 'role="img"' in html


def test_the_page_costs_the_same_after_a_week(at_desk):
    page(at_desk, HEALTH)  # since when each part is as it is gets written once
    with CaptureQueriesContext(connection) as empty:
        page(at_desk, HEALTH)
    for hour in range(160):
        measured("query", 12, ago=timedelta(hours=hour))
    with CaptureQueriesContext(connection) as full:
        page(at_desk, f"{HEALTH}?past=week")
    assert len(full) <= len(empty) <= 24


def test_slow_queries_are_shown_to_those_who_manage(at_desk, rohan):
    SlowQuery.objects.create(digest="1", shape="SELECT ? FROM lead", count=3, worst=812, last_at=clock.now())
    assert "SELECT ? FROM lead" in page(at_desk, HEALTH)
    assert "SELECT ? FROM lead" not in page(signed_in(rohan), HEALTH)


def test_news_on_an_open_page_are_measured_once(at_desk, priya):
    page(at_desk, "/notifications/bell")
    Event.objects.create(type="notification", at=clock.now(), actor="rule", data={"why": "Hot lead", "urgent": True})
    for _ in range(2):
        page(at_desk, "/notifications/bell")
    assert sum(one.count for (name, _), one in samples._sums.items() if name == "screen") == 1


def test_the_bar_is_for_those_inside(channel):
    with beating(1):
        assert Client().get("/state", headers={"HX-Request": "true"}).status_code == 401


def test_no_bar_while_everything_works(at_desk):
    with beating(1):
        assert page(at_desk, "/state").strip() == ""


def test_the_bar_says_that_the_worker_has_stopped_and_goes_when_it_is_back(at_desk):
    with beating(12):
        assert "The worker has stopped." in page(at_desk, "/state")
    state.forget()
    with beating(1):
        assert page(at_desk, "/state").strip() == ""


def test_the_bar_says_how_many_messages_wait_on_disk(at_desk, spool):
    spool.mkdir()
    (spool / "1-1.body").write_bytes(b"")
    with beating(1):
        assert "1 message waits on disk." in page(at_desk, "/state")


def test_the_bar_says_since_when_whatsapp_is_away_and_how_many_messages_wait():
    since = clock.now() - timedelta(minutes=3)
    told = state.whatsapp([(0, 0)], [(since, 12)])
    shown = bar.worst({"database": {"ok": True}, "worker": {"state": "ok"}, "spool": {}, "whatsapp": told})
    assert str(shown.title).startswith("WhatsApp has not answered since ")
    assert str(shown.words).startswith("12 messages wait.")


def test_the_bar_says_that_the_database_is_away_without_asking_it(away, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "The database is starting again." in page(Client(), "/state")


def test_a_late_worker_is_told_but_stays_ready():
    told = state.worker(1.0, 40.0)
    assert told["ok"]
    assert "late" in str(bar.worst({"database": {"ok": True}, "worker": told, "spool": {}}).title)


def test_many_open_pages_are_one_look(at_desk, monkeypatch):
    looks = []
    monkeypatch.setattr(state, "look", lambda: looks.append(1) or {"database": {"ok": False}})
    for _ in range(5):
        at_desk.get("/state")
    assert len(looks) == 1


@pytest.mark.parametrize(("method", "again"), [("get", True), ("post", False)])
def test_without_a_database_a_page_says_so_and_tries_again(method, again, django_assert_num_queries):
    request = getattr(RequestFactory(), method)("/inbox")
    try:
        raise OperationalError("the database system is starting up")
    except OperationalError:
        with django_assert_num_queries(0):
            answer = sorry.broken(request)
    html = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "3"
    assert ('http-equiv="refresh"' in html) is again
    assert "starting up" not in html


def test_an_error_of_ours_stays_an_error():
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        assert sorry.broken(RequestFactory().get("/")).status_code == 500
