"""The insights page: pictures with their numbers, from daily counts alone."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn.dashboard.insights import charts
from cairn.dashboard.insights.views import TABLES
from cairn.insights import counting
from cairn.journal.models import DailyCount, Event
from cairn.lib import clock
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db


def today():
    from cairn.accounts.models import Firm

    return clock.now().astimezone(Firm.current().zone).date()


def counted(name, key="", count=1, total=0.0, *, ago=0):
    return DailyCount.objects.create(day=today() - timedelta(days=ago), name=name, key=key, count=count, total=total)


@pytest.fixture
def busy_month(db):
    counted("source", "whatsapp", 40)
    counted("source", "website", 10)
    counted("reached", "contacted", 30)
    counted("reached", "won", 5)
    counted("human", count=2, total=1200, ago=1)
    counted("received", "lead", 90)
    counted("hour", "21", 90)
    counted("topic", "pricing", 12)
    counted("trip", "=HYPERLINK(1)", 3)
    counted("answer", "llm good", 3)
    counted("answer", "llm bad", 1)


def rows(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("address", ["/insights", "/insights/stages.csv"])
def test_strangers_are_sent_to_the_door(address):
    assert Client().get(address).url.startswith("/sign-in")


def test_everybody_of_the_firm_may_look(busy_month, vera):
    assert "From first word to paid" in page(signed_in(vera), "/insights")


def test_a_new_firm_reads_what_will_stand_here(at_desk):
    assert "Write as a customer, and the first figures stand here." in page(at_desk, "/insights")


def test_the_funnel_counts_who_reached_each_stage(at_desk, busy_month):
    html = page(at_desk, "/insights")
    assert "50 leads, 10.0% won" in " ".join(html.split())
    assert "60%" in html


def test_the_first_human_reply_is_held_against_twelve_minutes(at_desk, busy_month):
    html = page(at_desk, "/insights")
    assert "target 12 min" in html
    assert ">10 min</text>" in html


def test_every_picture_has_its_numbers_and_a_file(at_desk, busy_month):
    html = page(at_desk, "/insights")
    for name in TABLES:
        assert f"/insights/{name}.csv?days=30" in html
        assert at_desk.get(f"/insights/{name}.csv?days=7").status_code == 200


def test_a_file_holds_what_the_table_holds(at_desk, busy_month):
    assert rows(at_desk.get("/insights/sources.csv"))[1:] == [["WhatsApp", "40", "80.0"], ["Website", "10", "20.0"]]
    assert rows(at_desk.get("/insights/answers.csv"))[1] == ["Language model", "4", "3", "1", "75.0"]


def test_a_spreadsheet_runs_nothing_of_a_file(at_desk, busy_month):
    assert rows(at_desk.get("/insights/trips.csv"))[1][0] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=2026-02-30", "Write the days"),
        ("from=2026-05-02&to=2026-05-01", "comes after"),
        ("from=2020-01-01", "a year"),
    ],
)
def test_days_that_make_no_sense_get_a_sentence(at_desk, query, said):
    answer = at_desk.get(f"/insights?{query}")
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert at_desk.get(f"/insights/stages.csv?{query}").status_code == 422


def test_days_of_ones_own_are_shown(at_desk):
    counted("source", "ad", 3, ago=40)
    first, last = today() - timedelta(days=41), today() - timedelta(days=39)
    assert "3 leads" in " ".join(page(at_desk, f"/insights?from={first}&to={last}").split())
    assert "Nothing was counted" in page(at_desk, "/insights?days=7")


def test_an_unknown_table_is_not_found(at_desk):
    assert at_desk.get("/insights/wages.csv").status_code == 404


def test_the_page_costs_the_same_with_a_year_of_history(at_desk, busy_month):
    with CaptureQueriesContext(connection) as little:
        page(at_desk, "/insights?days=90")
    DailyCount.objects.bulk_create(
        DailyCount(day=today() - timedelta(days=n), name=name, key="x", count=n)
        for n in range(1, 90)
        for name in ("received", "topic", "trip", "source")
    )
    with CaptureQueriesContext(connection) as much:
        page(at_desk, "/insights?days=90")
    assert len(much) == len(little) <= 16


def test_what_happens_now_is_on_the_page_after_the_next_sweep(at_desk):
    Event.objects.create(type="lead_created", at=clock.now(), actor="customer", lead_id=1, data={"source": "ad"})
    counting.sweep()
    assert "Advertisement" in page(at_desk, "/insights?days=7")


def test_a_line_has_a_gap_where_nothing_was_measured():
    line = charts.line([("1", 1.0), ("2", None), ("3", 2.0), ("4", 3.0)], words=str, label="")
    assert line.path.count("M") == 2
    assert charts.line([("1", None)], words=str, label="") is None


def test_a_heat_map_shades_the_busiest_hour_most():
    week = [[0] * 24 for _ in range(7)]
    week[6][21], week[0][9] = 30, 3
    drawn = charts.heat(week, days="MTWTFSS", title=lambda day, hour, count: f"{day} {hour} {count}", label="")
    assert max(drawn.squares, key=lambda one: one.shade).title == "S 21 30"


@pytest.mark.parametrize(("value", "top"), [(0, 1), (0.2, 0.2), (7, 8), (12, 20), (101, 200)])
def test_axes_end_at_round_numbers(value, top):
    assert charts.nice(value) == pytest.approx(top)
