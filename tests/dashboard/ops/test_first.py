"""The first days: steps that tick themselves off, and three made-up customers who write for real."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cairn.accounts.models import Firm
from cairn.catalog.models import Trip
from cairn.conversations.models import Channel
from cairn.journal import staff
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db


def done(html):
    return set(re.findall(r'class="step done" id="step-(\w+)"', html))


@pytest.fixture
def empty(channel):
    """A desk with CAIRN_DEMO=0: no firm, no trips."""
    Trip.objects.all().delete()
    Firm.objects.all().delete()
    Channel.objects.update(health={})


def test_strangers_are_sent_to_the_door(channel):
    for address in ("/start", "/start/steps"):
        assert Client().get(address).url.startswith("/sign-in")
    assert Client().post("/start/write", {"who": "maya"}).url.startswith("/sign-in")


def test_a_new_desk_opens_with_its_first_steps(at_desk, empty):
    html = page(at_desk, "/inbox")
    assert "The desk is ready, Asha Kulkarni." in html
    assert done(html) == set()
    assert 'class="step now" id="step-write"' in html
    for link in ("/settings", "/settings/doctor", "/trips", "/settings/team#invite"):
        assert f'<a class="btn" href="{link}">' in html


def test_steps_tick_themselves_off(at_desk, asha, channel, demo):
    staff.invite(by=asha, role="agent", email="", name="Rohan")
    assert done(page(at_desk, "/start/steps")) == {"firm", "trips", "team"}


def test_a_written_message_ticks_the_first_step_and_opens_the_inbox(at_desk, priya):
    assert "write" in done(page(at_desk, "/start"))
    assert "The desk is ready" not in page(at_desk, "/inbox")


def test_the_doctor_is_asked_once_and_shown_in_numbers(at_desk, empty):
    page(at_desk, "/inbox")
    run = Channel.objects.get().health["doctor"]["run"]
    assert "Checking, 0 of" in " ".join(page(at_desk, "/start/steps").split())
    assert Channel.objects.get().health["doctor"]["run"] == run
    findings = [{"name": "Access token", "state": "bad", "says": "", "step": "", "act": ""}, {"name": "Disk", "state": "good", "says": "", "step": "", "act": ""}]  # fmt: skip
    Channel.objects.update(health={"doctor": {"run": run, "findings": findings}})
    html = " ".join(page(at_desk, "/start/steps").split())
    assert "1 is right" in html
    assert "Access token" in html


def test_a_viewer_starts_no_checks_and_writes_nothing(vera, empty):
    desk = signed_in(vera)
    assert "Send as Maya" not in page(desk, "/inbox")
    assert Channel.objects.get().health == {}
    assert desk.post("/start/write", {"who": "maya"}).status_code == 403


def test_a_made_up_customer_writes_on_the_simulated_phone(at_desk, empty, graph, settings):
    settings.SIMULATED, settings.SIMULATOR_URL = True, str(graph.base_url)
    for _ in range(2):
        assert at_desk.post("/start/write", {"who": "maya"}, headers={"HX-Request": "true"}).status_code == 204
    mayas = [one for one in graph.get("/sim/customers").json()["items"] if one["name"] == "Maya Iyer"]
    assert len(mayas) == 1
    said = graph.get(f"/sim/customers/{mayas[0]['id']}/messages").json()
    assert len(said["items"] if isinstance(said, dict) else said) == 2


def test_a_phone_that_does_not_answer_is_said_in_words(at_desk, empty, settings):
    settings.SIMULATED, settings.SIMULATOR_URL = True, "http://127.0.0.1:9"
    answer = at_desk.post("/start/write", {"who": "maya"})
    assert (answer.status_code, "does not answer" in answer.content.decode()) == (422, True)


def test_with_a_real_number_nobody_is_made_up(at_desk, empty, settings):
    settings.SIMULATED = False
    assert "Send as Maya" not in page(at_desk, "/inbox")
    assert at_desk.post("/start/write", {"who": "maya"}).status_code == 404


def test_an_unknown_customer_writes_nothing(at_desk, empty, settings):
    settings.SIMULATED = True
    assert at_desk.post("/start/write", {"who": "nobody"}).status_code == 404


PAGES = (
    "/inbox", "/tasks", "/pipeline", "/leads", "/leads/import", "/automation", "/automation/rules", "/automation/sequences", "/insights",
    "/notifications", "/settings", "/settings/team", "/settings/numbers", "/settings/doctor", "/settings/templates",
    "/settings/health", "/settings/journal", "/settings/me", "/settings/notifications", "/settings/fields", "/start",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_blank_on_the_first_day(address, at_desk, empty):
    """Every page has a sentence and something to press."""
    answer = at_desk.get(address)
    if answer.status_code == 404:
        pytest.skip("there is no such page yet")
    html = answer.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    words = " ".join(re.sub(r"<[^>]+>", " ", main).split())
    assert answer.status_code == 200
    assert len(words) > 80
    assert re.search(r"<a |<button|<form", main)
