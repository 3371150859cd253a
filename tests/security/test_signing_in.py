"""The door: how often it may be tried, what it tells, and how long it stays open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from cairn.accounts import passwords, sessions, sweeping, team, throttle
from cairn.accounts.models import AuditLine, Session, Throttle, User
from cairn.dashboard.door import SignInForm
from cairn.journal import staff
from cairn.lib import clock
from tests.dashboard.conftest import page, talks

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-test-password"
WRONG = {"username": "asha@trekandstay.test", "password": "wrong"}
RIGHT = {"username": "asha@trekandstay.test", "password": PASSWORD}


class Counting(MD5PasswordHasher):
    """Counts how many tries reach it."""

    looked_at = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).looked_at += 1
        return super().encode(password, salt)


@pytest.fixture
def counter(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    Counting.looked_at = 0
    return Counting


@pytest.fixture
def time(monkeypatch):
    """A clock that stands until it is moved on."""

    class Time:
        now = clock.now()

        def passes(self, **much: float) -> None:
            self.now += timedelta(**much)

    made = Time()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.mark.parametrize(("account", "tries"), [("asha@trekandstay.test", 10_000), ("nobody@trekandstay.test", 500)])
def test_of_ten_thousand_tries_in_an_hour_fewer_than_twenty_are_looked_at(asha, counter, time, rf, account, tries):
    reached = 0
    for number in range(tries):
        time.passes(seconds=3600 / tries)
        request = rf.post("/sign-in", REMOTE_ADDR=f"10.{number % 200}.{number % 250}.7")
        try:
            throttle.claim("account", account)
        except throttle.Locked:
            continue
        reached += 1
        Throttle.objects.filter(key=throttle.name("account", account)).update(  # the form counts this try itself
            tries=reached - 1, free_at=time.now
        )
        assert not SignInForm(request, {"username": account, "password": f"guess-{number}"}).is_valid()
    assert 5 <= counter.looked_at < 20
    assert reached == counter.looked_at


def test_an_address_that_tries_many_accounts_has_to_wait_too(counter, time):
    for number in range(200):
        Client().post("/sign-in", {"username": f"person{number}@x.test", "password": "guess"})
    assert counter.looked_at == throttle.FREE["address"]


def test_a_locked_account_is_not_opened_by_the_right_password_until_the_time_is_over(asha, time):
    for _ in range(throttle.FREE["account"]):
        Client().post("/sign-in", WRONG)
    answer = Client().post("/sign-in", RIGHT)
    assert "Too many tries. The next one counts in" in answer.content.decode()
    time.passes(minutes=2)
    assert Client().post("/sign-in", RIGHT).status_code == 302
    assert not Throttle.objects.filter(key=throttle.name("account", WRONG["username"])).exists()


def test_whoever_gets_in_is_no_step_nearer_to_a_lock(asha):
    for _ in range(3 * throttle.FREE["address"]):
        assert Client().post("/sign-in", RIGHT).status_code == 302


def test_an_unknown_account_gets_the_same_answer_for_the_same_work(asha, counter):
    asha.set_password(PASSWORD)
    asha.save()
    answers, work = [], []
    for email in ("asha@trekandstay.test", "nobody@trekandstay.test"):
        before = counter.looked_at
        answers += [Client().post("/sign-in", {"username": email, "password": "wrong"})]
        work.append(counter.looked_at - before)
    assert work[0] == work[1] == 1
    shown = [answer.content.decode().partition('role="alert"')[2].partition("</p>")[0] for answer in answers]
    assert shown[0] == shown[1] != ""
    assert answers[0].status_code == answers[1].status_code


def test_passwords_are_hashed_by_a_memory_hard_function():
    from cairn import settings as given

    assert given.PASSWORD_HASHERS[0].endswith("ScryptPasswordHasher")


def test_a_session_that_is_not_used_ends(asha, time):
    client = Client()
    client.post("/sign-in", RIGHT | {"stay": "on"})
    time.passes(days=6)
    page(client, "/inbox")
    time.passes(days=6)
    page(client, "/inbox")
    time.passes(days=8)
    assert client.get("/inbox").status_code == 302


def test_a_session_ends_after_a_month_whatever_is_done_with_it(asha, time):
    client = Client()
    client.post("/sign-in", RIGHT | {"stay": "on"})
    for _ in range(5):
        time.passes(days=5)
        page(client, "/inbox")
    time.passes(days=6)
    assert client.get("/inbox").status_code == 302


def test_whoever_does_not_stay_is_out_after_two_quiet_hours(asha, time):
    client = Client()
    client.post("/sign-in", RIGHT)
    time.passes(hours=1.5)
    page(client, "/inbox")
    time.passes(hours=2.5)
    assert client.get("/inbox").status_code == 302


def test_the_own_devices_stand_on_the_profile_and_can_be_signed_out(asha):
    here, phone = (
        Client(headers={"User-Agent": "Mozilla/5.0 (Windows) Chrome/126"}),
        Client(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/126"}),
    )
    for client in (here, phone):
        client.post("/sign-in", RIGHT | {"stay": "on"})
    shown = page(here, "/settings/me")
    assert "Chrome on Windows" in shown and "Chrome on Android" in shown and "(this one)" in shown
    key = shown.partition('name="device" value="')[2].partition('"')[0]
    assert here.post("/settings/me/devices", {"do": "one", "device": key}).status_code == 302
    assert phone.get("/inbox").status_code == 302
    assert here.get("/inbox").status_code == 200
    assert here.post("/settings/me/devices", {"do": "one", "device": key}).status_code == 404


def test_nobody_ends_the_session_of_somebody_else(asha, rohan):
    client, other = Client(), Client()
    client.force_login(asha)
    other.force_login(rohan)
    row = Session.objects.get(user_id=rohan.pk)
    from cairn.dashboard.settings.devices import key

    assert client.post("/settings/me/devices", {"do": "one", "device": key(row)}).status_code == 404
    client.post("/settings/me/devices", {"do": "all"})
    assert other.get("/inbox").status_code == 200


@pytest.mark.parametrize("how", ["changed", "by link", "by a manager", "shut out", "everywhere"])
def test_other_sessions_end_with(asha, rohan, how):
    elsewhere, here = Client(), Client()
    elsewhere.force_login(rohan)
    here.force_login(rohan)
    if how == "changed":
        here.post("/settings/me", {"do": "password", "old": PASSWORD, "new": "another-long-password"})
        assert here.get("/inbox").status_code == 200
    elif how == "by link":
        name, token = passwords.link(rohan).split("/")[-2:]
        staff.reset(name, token, "another-long-password")
    elif how == "by a manager":
        team.new_password(rohan, by=asha)
    elif how == "shut out":
        team.set_active(rohan, by=asha, active=False)
    else:
        here.post("/settings/me/devices", {"do": "all"})
    assert elsewhere.get("/inbox").status_code == 302
    assert Session.objects.filter(user_id=rohan.pk).count() == (1 if how in ("changed", "everywhere") else 0)


@pytest.mark.parametrize("address", ["/settings/team", "/settings/numbers", "/leads/export", "/settings/me/second"])
def test_what_would_hurt_in_the_wrong_hands_is_asked_for_again(asha, time, address):
    client = Client()
    client.force_login(asha)
    assert client.get(address).status_code == 200
    time.passes(minutes=40)
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/confirm?next={address.replace('/', '%2F')}")
    assert client.post("/confirm", {"next": address, "password": "wrong"}).status_code == 422
    assert client.get(address).status_code == 302
    assert client.post("/confirm", {"next": address, "password": PASSWORD})["Location"] == address
    assert client.get(address).status_code == 200


def test_what_is_held_about_a_person_is_asked_for_again(asha, channel, time):
    address = f"/people/{talks(channel, 'Priya Nair').contact_id}/privacy"
    client = Client()
    client.force_login(asha)
    assert client.get(address).status_code == 200
    time.passes(minutes=65)
    for answer in (client.get(address), client.post(f"{address}/copies"), client.post(f"{address}/erase")):
        assert answer["Location"].startswith("/confirm?next=")


def test_what_was_filled_in_is_not_lost_to_the_question(asha, time):
    client = Client()
    client.force_login(asha)
    time.passes(minutes=50)
    assert client.post("/settings/team/invite", {"name": "Ines", "role": "agent"})["Location"].startswith(
        "/settings/team"
    )
    time.passes(minutes=20)
    assert client.post("/settings/team/invite", {"name": "Ines", "role": "agent"})["Location"].startswith("/confirm")


def test_confirming_can_be_guessed_no_oftener_than_signing_in(asha, time):
    client = Client()
    client.force_login(asha)
    for _ in range(5):
        client.post("/confirm", {"password": "wrong"})
    assert client.post("/confirm", {"password": PASSWORD}).status_code == 422


def test_ended_sessions_and_old_tries_are_forgotten(asha, time):
    Client().post("/sign-in", RIGHT)
    Client().post("/sign-in", WRONG)
    sweeping.hour.forget()
    time.passes(days=40)
    assert sweeping.forget() >= 2
    assert (Session.objects.filter(user_id=asha.pk).count(), Throttle.objects.count()) == (0, 0)
    assert AuditLine.objects.filter(user_id=asha.pk, act="signed in").count() == 1


def test_what_the_database_knows_of_a_try_names_nobody(asha):
    Client().post("/sign-in", WRONG)
    kept = " ".join(Throttle.objects.values_list("key", flat=True))
    assert "asha" not in kept and "127.0.0.1" not in kept


def test_a_hundred_tries_at_once_are_counted_one_by_one(asha):
    assert sessions.AFRESH and User.objects.filter(pk=asha.pk).exists()
    let = 0
    for _ in range(100):
        try:
            throttle.claim("account", "asha@trekandstay.test")
            let += 1
        except throttle.Locked:
            pass
    assert let == throttle.FREE["account"]
