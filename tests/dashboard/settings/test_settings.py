"""The settings: owner and managers change the firm, its numbers and its team; the doctor is for everybody to see."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from cairn.accounts.models import Firm, User
from cairn.channels.doctor import examine
from cairn.conversations.models import Channel
from cairn.dashboard.settings.doctor import shown
from tests.channels.doctor.conftest import ACCOUNT, FACTS, NUMBER
from tests.channels.doctor.conftest import meta as meta
from tests.conftest import person
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db
PAGES = ("/settings", "/settings/team", "/settings/numbers", "/settings/doctor")


@pytest.fixture
def mira(db):
    return person("mira@trekandstay.test", "Mira Shah", "manager")


@pytest.mark.parametrize("address", PAGES)
def test_strangers_are_sent_to_the_door(address, channel):
    assert Client().get(address).status_code == 302
    assert Client().post(address).status_code in (302, 405)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("/settings", "omav"), ("/settings/team", "om"), ("/settings/numbers", "om"), ("/settings/doctor", "omav")],
)
def test_who_may_open_what(address, allowed, asha, mira, rohan, vera, channel):
    seen = {
        role: signed_in(user).get(address).status_code
        for role, user in zip("omav", (asha, mira, rohan, vera), strict=True)
    }
    assert seen == {role: 200 if role in allowed else 403 for role in "omav"}


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/settings", {"name": "Mine"}),
        ("/settings/team/add", {"name": "X", "email": "x@example.com", "role": "agent"}),
        ("/settings/team/1", {"do": "shut"}),
        ("/settings/numbers", {"number": "1", "account": "2", "token": "t"}),
        ("/settings/doctor/1/act", {"do": "resume"}),
    ],
)
def test_agents_and_viewers_change_nothing(address, data, rohan, vera, channel):
    for user in (rohan, vera):
        assert signed_in(user).post(address, data).status_code == 403


def firm(**changes: str) -> dict[str, str]:
    known = {"name": "Trek & Stay", "time_zone": "Asia/Kolkata", "call_back_minutes": "60", "phone_hours": "12"}
    return {
        **known,
        "quiet_from": "21:00",
        "quiet_until": "08:30",
        "open.mon": "09:00",
        "close.mon": "18:00",
        **changes,
    }


def test_a_manager_changes_the_firm(mira):
    answer = signed_in(mira).post(
        "/settings", firm(upi_id="trek@okaxis", round_robin="on", **{"open.tue": "09:00", "close.tue": "18:00"})
    )
    assert answer.status_code == 302
    known = Firm.current()
    assert (known.upi_id, known.round_robin) == ("trek@okaxis", True)
    assert known.working_hours == [{"days": ["mon", "tue"], "open": "09:00", "close": "18:00"}]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"time_zone": "Pune"}, "There is no such time zone"),
        ({"upi_id": "nonsense"}, "name@bank"),
        ({"close.mon": "08:00"}, "close before it opens"),
        ({"close.mon": ""}, "give both times"),
        ({"phone_hours": "9000"}, "Give 1 to 168 hours"),
        ({"name": ""}, "This field is required"),
        ({"quiet_from": "25:99"}, "Enter a valid time"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_saved(asha, changes, words):
    before = Firm.current().time_zone
    answer = signed_in(asha).post("/settings", firm(**changes))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Firm.current().time_zone == before


def test_somebody_new_signs_in_with_the_password_that_is_shown_once(asha):
    desk = signed_in(asha)
    answer = desk.post("/settings/team/add", {"name": "Isha Rao", "email": "Isha@Example.com", "role": "agent"})
    password = re.search(r'id="password">([^<]+)<', answer.content.decode())[1]
    assert Client().login(username="isha@example.com", password=password)
    assert password not in page(desk, "/settings/team")


def test_one_address_is_one_person(asha, rohan):
    data = {"name": "Another", "email": "ROHAN@trekandstay.test", "role": "agent"}
    answer = signed_in(asha).post("/settings/team/add", data)
    assert "on the team already" in answer.content.decode()


def test_the_last_owner_stays(asha, mira):
    desk = signed_in(asha)
    assert (
        "make another owner first"
        in desk.post(f"/settings/team/{asha.pk}", {"do": "save", "role": "agent"}).content.decode()
    )
    assert desk.post(f"/settings/team/{asha.pk}", {"do": "shut"}).status_code == 422
    asha.refresh_from_db()
    assert (asha.role, asha.is_active) == ("owner", True)


def test_a_manager_neither_makes_nor_changes_owners(asha, mira):
    desk = signed_in(mira)
    for data in ({"do": "save", "role": "agent"}, {"do": "shut"}, {"do": "password"}):
        assert "Only an owner" in desk.post(f"/settings/team/{asha.pk}", data).content.decode()
    answer = desk.post(f"/settings/team/{mira.pk}", {"do": "save", "role": "owner"})
    assert "Only an owner makes" in answer.content.decode()


def test_who_is_shut_out_is_out_at_once(asha, rohan):
    at_work = signed_in(rohan)
    signed_in(asha).post(f"/settings/team/{rohan.pk}", {"do": "shut"})
    assert at_work.get("/inbox").status_code == 302
    assert not Client().login(username=rohan.email, password="a-long-test-password")


def test_a_role_and_the_turns_are_changed(asha, rohan):
    signed_in(asha).post(f"/settings/team/{rohan.pk}", {"do": "save", "role": "manager"})
    rohan.refresh_from_db()
    assert (rohan.role, rohan.takes_leads) == ("manager", False)


def test_a_number_is_tried_before_it_is_kept_and_its_token_never_shown(asha, meta):
    desk = signed_in(asha)
    meta.answers["777"] = {"id": "777", "display_phone_number": "+91 1", "verified_name": "Second"}
    data = {"number": "777", "account": "888", "token": "EAAGsecret"}
    assert desk.post("/settings/numbers", data).status_code == 302
    kept = Channel.objects.get(number="777")
    assert (kept.name, "EAAG" in kept.token) == ("Second", False)
    assert "EAAGsecret" not in page(desk, "/settings/numbers")


def test_a_token_that_whatsapp_refuses_is_not_kept(asha, meta):
    meta.answers["777"] = {"error": {"code": 190, "message": "Session has expired"}}
    answer = signed_in(asha).post("/settings/numbers", {"number": "777", "account": "888", "token": "EAAGsecret"})
    assert answer.status_code == 422 and "Session has expired" in answer.content.decode()
    assert "EAAGsecret" not in answer.content.decode()
    assert not Channel.objects.filter(number="777").exists()


def test_the_doctor_begins_at_the_first_look_and_shows_what_is_found(asha, meta, channel, monkeypatch):
    from cairn.channels.doctor import graph, house

    monkeypatch.setattr(examine, "CHECKS", (graph.token, graph.subscribed, house.disk))
    meta.answers[NUMBER] = {"error": {"code": 190, "message": "Session has expired"}}
    desk = signed_in(asha)
    assert "Checking, 0 of" in page(desk, "/settings/doctor")
    examine.run(channel.pk, Channel.objects.get().health["doctor"]["run"])
    shown = page(desk, f"/settings/doctor/{channel.pk}/checks")
    assert "2 of 3 are right; 1 is wrong." in shown and "Next step." in shown


def test_the_doctor_speaks_the_language_of_whoever_looks(asha, meta, channel):
    """Every check is made by a worker that speaks English. Names and addresses stay as they are."""
    meta.answers[NUMBER] = FACTS | {"status": "RESTRICTED"}
    meta.answers[f"{ACCOUNT}/message_templates"] = {"data": [{"status": "APPROVED"}, {"status": "REJECTED"}]}
    examine.remember(channel, list(examine.examine(channel)))
    with translation.override("hi"):
        rows = [shown(row) for row in Channel.objects.get(pk=channel.pk).health["doctor"]["findings"]]
    words = [row[part] for row in rows for part in ("says", "step") if row[part]]
    assert [one for one in words if not re.search("[\u0900-\u097f]", one)] == []
    assert "1 मंज़ूर, 1 नामंज़ूर।" in words and any("GB खाली है" in one for one in words)


def test_what_an_older_version_found_is_shown_as_it_stands(asha, channel):
    row = {"name": "Disk", "state": "good", "says": "9 GB are free.", "step": "", "act": ""}
    channel.health = {"doctor": {"run": "x", "running": False, "findings": [row]}}
    channel.save()
    assert "9 GB are free." in page(signed_in(asha), "/settings/doctor")


def test_checking_again_and_resuming_answer_nothing_to_a_live_page(asha, channel):
    desk = signed_in(asha)
    for address, data in (
        (f"/settings/doctor/{channel.pk}/check", {}),
        (f"/settings/doctor/{channel.pk}/act", {"do": "resume"}),
    ):
        assert desk.post(address, data, headers={"HX-Request": "true"}).status_code == 204
    assert desk.post(f"/settings/doctor/{channel.pk}/act", {"do": "nonsense"}).status_code == 404
    assert desk.post("/settings/doctor/99999/check").status_code == 404


def test_a_check_whose_worker_died_says_so(asha, channel):
    channel.health = {"doctor": {"run": "x", "begun": "2026-01-01T00:00:00+00:00", "running": True, "findings": []}}
    channel.save()
    assert "did not come to an end" in page(signed_in(asha), "/settings/doctor")


def test_two_owners_who_demote_each_other_leave_one(asha):
    other = person("other@trekandstay.test", "Other", "owner")
    signed_in(asha).post(f"/settings/team/{other.pk}", {"do": "save", "role": "agent"})
    signed_in(other).post(f"/settings/team/{asha.pk}", {"do": "save", "role": "agent"})
    assert User.objects.filter(role="owner").count() == 1
