"""Second factors: what opens the second door, once, and who is asked for one."""

from __future__ import annotations

import time as clocks

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from cairn.accounts import throttle
from cairn.accounts.factors import codes
from cairn.accounts.models import AuditLine, Firm
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db
RIGHT = {"username": "asha@trekandstay.test", "password": "a-long-test-password"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def time(monkeypatch):
    """Authenticators count half minutes of this clock."""

    class Time:
        now = 1_800_000_000

    made = Time()
    monkeypatch.setattr(totp.time, "time", lambda: made.now)
    return made


@pytest.fixture
def guarded(asha, time):
    """Asha with an authenticator; its present code was just used."""
    asha.recovery = codes.begin(asha, SECRET, code(time))
    time.now += 30
    return asha


def code(time, later: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(SECRET, (time.now + later) // 30))


def before_the_second_door() -> Client:
    client = Client()
    assert client.post("/sign-in", RIGHT)["Location"] == "/sign-in/second"
    return client


def test_the_password_alone_does_not_open_the_door(guarded):
    client = before_the_second_door()
    assert client.get("/inbox").status_code == 302
    assert "Second step" in page(client, "/sign-in/second")


def test_a_code_opens_it_once(guarded, time):
    client = before_the_second_door()
    assert client.post("/sign-in/second", {"code": code(time)})["Location"] == "/inbox"
    assert client.get("/inbox").status_code == 200
    again = before_the_second_door()
    answer = again.post("/sign-in/second", {"code": code(time)})
    assert answer.status_code == 422 and "was used already" in answer.content.decode()
    assert again.get("/inbox").status_code == 302


def test_an_older_code_is_refused_once_a_newer_one_was_used(guarded, time):
    assert codes.opens(guarded, code(time, 30)) == "code"
    assert codes.opens(guarded, code(time)) == ""


def test_a_code_of_another_time_does_not_open_it(guarded, time):
    for later in (-300, 300):
        assert codes.opens(guarded, code(time, later)) == ""
    assert codes.opens(guarded, "") == codes.opens(guarded, "abcdef") == ""


def test_a_recovery_code_opens_it_once(guarded):
    assert len(set(guarded.recovery)) == 10
    client = before_the_second_door()
    assert client.post("/sign-in/second", {"code": guarded.recovery[3]})["Location"] == "/inbox"
    assert before_the_second_door().post("/sign-in/second", {"code": guarded.recovery[3]}).status_code == 422
    assert codes.left(guarded) == 9


def test_codes_can_be_guessed_five_times(guarded, time):
    client = before_the_second_door()
    for _ in range(throttle.FREE["second"]):
        assert client.post("/sign-in/second", {"code": "000000"}).status_code == 422
    assert client.post("/sign-in/second", {"code": code(time)}).status_code == 422
    assert client.get("/inbox").status_code == 302


def test_a_new_password_ends_the_way_to_the_second_door(guarded, time):
    client = before_the_second_door()
    guarded.set_password("another-long-password")
    guarded.save()
    assert client.post("/sign-in/second", {"code": code(time)})["Location"] == "/sign-in"


def test_a_link_for_a_new_password_does_not_go_round_the_second_door(guarded):
    from cairn.accounts import passwords

    client, address = Client(), passwords.link(guarded).partition("/password/")[2]
    answer = client.post(f"/password/{address}", {"password": "another-long-password"})
    assert answer["Location"] == "/sign-in/second"
    assert client.get("/inbox").status_code == 302


def test_the_secret_lies_sealed_in_the_database(guarded):
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert not any(one in kept for one in guarded.recovery)


def test_an_authenticator_is_set_up_on_the_profile(asha, time):
    client = signed_in(asha)
    client.post("/settings/me/second", {"do": "start"})
    shown = page(client, "/settings/me/second")
    secret = shown.partition('<code id="key">')[2].partition("<")[0]
    assert "data:image/svg+xml;base64," in shown
    assert client.post("/settings/me/second", {"do": "begin", "code": "000000"}).status_code == 422
    assert not codes.has(asha)
    right = totp.format_hotp_value(totp.hotp_value(secret, time.now // 30))
    answer = client.post("/settings/me/second", {"do": "begin", "code": right}).content.decode()
    assert answer.count("<li><code>") == 10
    assert codes.has(asha)
    assert "<li><code>" not in page(client, "/settings/me/second")
    assert secret not in page(client, "/settings/me/second")
    assert {"authenticator added"} <= set(AuditLine.objects.values_list("act", flat=True))


def test_removing_the_last_one_takes_the_recovery_codes_along(guarded):
    client = signed_in(guarded)
    client.post("/settings/me/second", {"do": "remove", "factor": Authenticator.objects.get(type="totp").pk})
    assert not Authenticator.objects.filter(user=guarded).exists()


def test_nobody_removes_the_factor_of_somebody_else(guarded, rohan):
    mine = Authenticator.objects.get(type="totp").pk
    assert signed_in(rohan).post("/settings/me/second", {"do": "remove", "factor": mine}).status_code == 404
    assert codes.has(guarded)


def test_where_the_firm_asks_for_it_nobody_works_without(guarded, rohan, time):
    owner, agent = signed_in(guarded), signed_in(rohan)
    Firm.objects.get_or_create(name="Trek & Stay")
    assert agent.post("/settings/team/second", {"wanted": "on"}).status_code == 403
    assert owner.post("/settings/team/second", {"wanted": "on"}).status_code == 302
    assert owner.get("/inbox").status_code == 200
    assert agent.get("/inbox")["Location"] == "/settings/me/second"
    assert agent.post("/inbox/act", {}, headers={"HX-Request": "true"})["HX-Redirect"] == "/settings/me/second"
    agent.post("/settings/me/second", {"do": "start"})
    secret = page(agent, "/settings/me/second").partition('<code id="key">')[2].partition("<")[0]
    right = totp.format_hotp_value(totp.hotp_value(secret, time.now // 30))
    assert agent.post("/settings/me/second", {"do": "begin", "code": right}).status_code == 200
    assert agent.get("/inbox").status_code == 200
    last = Authenticator.objects.get(user=rohan, type="totp").pk
    assert agent.post("/settings/me/second", {"do": "remove", "factor": last}).status_code == 422


def test_an_owner_without_one_asks_nobody_for_it(asha):
    Firm.objects.get_or_create(name="Trek & Stay")
    assert signed_in(asha).post("/settings/team/second", {"wanted": "on"}).status_code == 422
    assert not Firm.current().second_factor


def test_an_owner_takes_the_factors_of_whoever_lost_the_phone(guarded, rohan, time):
    codes.begin(rohan, SECRET, code(time))
    lost = signed_in(rohan)
    signed_in(guarded).post(f"/settings/team/{rohan.pk}", {"do": "factors"})
    assert not codes.has(rohan)
    assert lost.get("/inbox").status_code == 302


@pytest.mark.parametrize("answer", ["", "{}", "[]", "nonsense", '{"response": {"userHandle": "MQ"}}', '{"id": 1}'])
def test_a_passkey_that_nobody_made_opens_nothing(asha, answer):
    client = Client()
    assert client.post("/sign-in/challenge").json()["challenge"]
    assert client.post("/sign-in/passkey", {"passkey": answer}).status_code == 422
    assert client.get("/inbox").status_code == 302
    assert clocks.time() > 0
