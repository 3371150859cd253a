"""Who gets in, and what everybody else gets."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db

PAGES = ("/inbox", "/inbox/{pk}", "/inbox/list", "/inbox/{pk}/thread", "/inbox/{pk}/lead", "/tasks", "/tasks/queue")
ACTS = ("/inbox/{pk}/say", "/inbox/{pk}/assistant", "/inbox/{pk}/read")


def test_asha_signs_in_by_e_mail(asha):
    client = Client()
    answer = client.post("/sign-in", {"username": "Asha@trekandstay.test", "password": "a-long-test-password"})
    assert (answer.status_code, answer["Location"]) == (302, "/inbox")
    assert "Asha Kulkarni" in page(client, "/inbox")


def test_a_wrong_password_says_so_without_saying_which(asha):
    answer = Client().post("/sign-in", {"username": "asha@trekandstay.test", "password": "wrong"})
    assert "This e-mail and this password do not belong together." in answer.content.decode()


def test_whoever_does_not_stay_is_forgotten_with_the_browser(asha):
    client = Client()
    client.post("/sign-in", {"username": "asha@trekandstay.test", "password": "a-long-test-password"})
    assert client.session.get_expire_at_browser_close()


def test_somebody_who_left_the_firm_cannot_sign_in(asha):
    asha.is_active = False
    asha.save()
    client = Client()
    client.post("/sign-in", {"username": "asha@trekandstay.test", "password": "a-long-test-password"})
    assert client.get("/inbox").status_code == 302


def test_signing_in_goes_on_to_the_page_that_was_asked_for_but_not_elsewhere(asha):
    fields = {"username": "asha@trekandstay.test", "password": "a-long-test-password"}
    assert Client().post("/sign-in?next=/tasks", fields)["Location"] == "/tasks"
    assert Client().post("/sign-in", {**fields, "next": "https://evil.test/"})["Location"] == "/inbox"


def test_signing_out_takes_a_post(at_desk):
    assert at_desk.get("/sign-out").status_code == 405
    at_desk.post("/sign-out")
    assert at_desk.get("/inbox").status_code == 302


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_sent_to_the_door(priya, address):
    answer = Client().get(address.format(pk=priya.pk))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=/")


@pytest.mark.parametrize("address", PAGES)
def test_a_live_region_of_somebody_signed_out_loads_the_page_anew(priya, address):
    answer = Client().get(address.format(pk=priya.pk), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"], answer.content) == (401, "true", b"")


@pytest.mark.parametrize("address", ACTS)
def test_a_stranger_cannot_act(priya, address):
    Client().post(address.format(pk=priya.pk), {"text": "Hello", "state": "off"})
    priya.refresh_from_db()
    assert (priya.messages.count(), priya.assistant) == (1, "on")


@pytest.mark.parametrize("address", [*PAGES[1:2], *PAGES[3:5], "/inbox/{pk}/older?before=1"])
def test_an_id_that_never_was_is_not_found(at_desk, address):
    assert at_desk.get(address.format(pk=987654321)).status_code == 404
    assert at_desk.get(address.format(pk=99999999999999999999)).status_code == 404


@pytest.mark.parametrize("address", ACTS)
def test_acting_on_an_id_that_never_was_is_not_found(at_desk, address):
    assert at_desk.post(address.format(pk=987654321), {"text": "Hello", "state": "off"}).status_code == 404


def test_vera_may_look_but_not_write(priya, vera):
    client = signed_in(vera)
    assert "Ask the owner if you should write too." in page(client, f"/inbox/{priya.pk}")
    assert client.post(f"/inbox/{priya.pk}/say", {"text": "Hello"}).status_code == 403
    assert client.post(f"/inbox/{priya.pk}/assistant", {"state": "off"}).status_code == 403
    assert priya.messages.count() == 1


def test_a_post_without_a_token_is_refused(priya, asha):
    client = Client(enforce_csrf_checks=True)
    client.force_login(asha)
    assert client.post(f"/inbox/{priya.pk}/say", {"text": "Hello"}).status_code == 403


@pytest.mark.parametrize("address", ["/sign-in", "/inbox", "/inbox/{pk}", "/tasks"])
def test_every_page_has_a_strict_content_policy_and_nothing_inline(at_desk, priya, address):
    answer = (Client() if address == "/sign-in" else at_desk).get(address.format(pk=priya.pk))
    policy, text = answer["Content-Security-Policy"], answer.content.decode()
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in text
    assert "<style" not in text
    assert "<script>" not in text


def test_pages_with_customers_words_are_kept_in_no_cache(at_desk, priya):
    assert at_desk.get(f"/inbox/{priya.pk}")["Cache-Control"] == "no-store"


def test_what_is_not_there_and_what_is_not_allowed_are_told_in_words(at_desk, priya, vera):
    assert "Nothing is here" in at_desk.get("/inbox/987654321").content.decode()
    answer = signed_in(vera).post(f"/inbox/{priya.pk}/say", {"text": "Hello"})
    assert "This is not yours to change" in answer.content.decode()
