"""Invitations, passwords and profiles: everything that lets somebody in works without a shell and without mail."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn import jobs  # noqa: F401  the letters are its work
from cairn.accounts import invite, letters, passwords
from cairn.accounts.models import Firm, Invitation, User
from cairn.accounts.team import NotAllowed
from cairn.journal import staff
from cairn.journal.models import Event
from cairn.lib import clock, later
from tests.conftest import person
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db
NEW = {"name": "Isha Rao", "email": "isha@example.com", "password": "a-good-long-one", "language": "hi"}
CONSOLE = "django.core.mail.backends.console.EmailBackend"


@pytest.fixture
def no_mail(settings):
    settings.EMAIL_BACKEND = CONSOLE


@pytest.fixture
def mira(db):
    return person("mira@trekandstay.test", "Mira Shah", "manager")


@pytest.fixture
def invitation(asha, no_mail):
    return staff.invite(by=asha, role="agent", email="", name="Isha")


def path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def told(what: str) -> list[Event]:
    return list(Event.objects.filter(type="team_changed", data__what=what))


def test_an_invitation_works_without_a_mail_server(asha, no_mail):
    desk = signed_in(asha)
    desk.post("/settings/team/invite", {"name": "Isha", "email": "", "role": "manager"})
    link = re.search(r'value="(http[^"]+/join/[^"]+)"', page(desk, "/settings/team"))[1]
    newcomer = Client()
    assert "Asha Kulkarni invites you" in page(newcomer, path(link))
    assert newcomer.post(path(link), NEW).url == "/inbox"
    assert newcomer.get("/settings/me").status_code == 200
    isha = User.objects.get(email="isha@example.com")
    assert (isha.role, isha.language, isha.is_active) == ("manager", "hi", True)
    assert [event.user_id for event in told("joined")] == [isha.pk]


def test_a_link_makes_one_account(invitation):
    address = path(invite.link(invitation))
    Client().post(address, NEW)
    again = Client().post(address, NEW | {"email": "other@example.com"})
    assert (again.status_code, "used already" in again.content.decode()) == (410, True)
    assert not User.objects.filter(email="other@example.com").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_make_one_account(asha):
    token = invite.link(invite.invite(by=asha, role="agent")).rsplit("/", 1)[1]

    def press(n: int) -> bool:
        try:
            staff.join(token, **(NEW | {"email": f"isha{n}@example.com"}))
            return True
        except NotAllowed:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(press, range(2))) == [False, True]


@pytest.mark.parametrize("how", ["late", "taken back", "sent again", "changed"])
def test_a_link_that_is_over_says_so(how, invitation, asha):
    link = path(invite.link(invitation))
    if how == "late":
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    elif how == "taken back":
        staff.revoke(invitation, by=asha)
    elif how == "sent again":
        staff.invite_again(invitation, by=asha)
    else:
        link = link[:-2] + ("aa" if link[-2:] != "aa" else "bb")
    answer = Client().get(link)
    assert (answer.status_code, "no longer works" in answer.content.decode()) == (410, True)
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"password": "short"}, "too short"), ({"name": " "}, "Give your name"), ({"email": "nobody"}, "not an e-mail"), ({"email": "ASHA@trekandstay.test"}, "on the team already")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_link_still_holds(wrong, words, invitation):
    address = path(invite.link(invitation))
    answer = Client().post(address, NEW | wrong)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Client().get(address).status_code == 200


def test_an_address_that_was_invited_stays_that_address(asha, no_mail):
    made = staff.invite(by=asha, role="agent", email="isha@example.com", name="")
    Client().post(path(invite.link(made)), NEW | {"email": "thief@example.com"})
    assert User.objects.filter(email="isha@example.com").exists()


def test_a_manager_invites_no_owner_and_sees_no_owners_link(asha, mira, no_mail):
    made = staff.invite(by=asha, role="owner", email="", name="Second")
    desk = signed_in(mira)
    assert "Only an owner makes" in desk.post("/settings/team/invite", {"role": "owner"}).content.decode()
    assert invite.link(made) not in page(desk, "/settings/team")
    assert desk.post(f"/settings/team/invitations/{made.pk}", {"do": "again"}).status_code == 422


def test_agents_and_strangers_invite_nobody(rohan, invitation):
    for address in ("/settings/team/invite", f"/settings/team/invitations/{invitation.pk}"):
        assert signed_in(rohan).post(address, {"do": "again"}).status_code == 403
        assert Client().post(address).url.startswith("/sign-in")


def test_an_invitation_is_taken_back_and_gone(asha, invitation):
    desk = signed_in(asha)
    desk.post(f"/settings/team/invitations/{invitation.pk}", {"do": "revoke"})
    assert f'id="invitation-{invitation.pk}"' not in page(desk, "/settings/team")
    assert desk.post(f"/settings/team/invitations/{invitation.pk}", {"do": "revoke"}).status_code == 422
    assert len(told("invitation taken back")) == 1


def test_open_invitations_are_bounded(asha, no_mail, monkeypatch):
    monkeypatch.setattr(invite, "MOST", 1)
    staff.invite(by=asha, role="agent", email="", name="")
    with pytest.raises(NotAllowed, match="Take some back first"):
        staff.invite(by=asha, role="agent", email="", name="")


def test_with_a_mail_server_the_worker_mails_the_link_once(asha, mailoutbox):
    made = staff.invite(by=asha, role="agent", email="isha@example.com", name="Isha")
    assert later.pending("send_letter") == 1
    assert [letters.send("invitation", made.pk) for _ in range(2)] == [True, False]
    assert invite.link(made) in mailoutbox[0].body
    made.refresh_from_db()
    assert made.mailed_at


def test_a_letter_that_was_not_taken_is_said_on_the_team_page(asha, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    made = staff.invite(by=asha, role="agent", email="isha@example.com", name="Isha")
    assert not letters.send("invitation", made.pk)
    assert "pass the link on yourself" in page(signed_in(asha), "/settings/team")


def test_an_owner_makes_a_link_for_a_new_password(asha, rohan):
    at_work = signed_in(rohan)
    html = signed_in(asha).post(f"/settings/team/{rohan.pk}", {"do": "link"}).content.decode()
    address = path(re.search(r'id="password-link" value="([^"]+)"', html)[1])
    assert "For Rohan Naik" in page(Client(), address)
    assert Client().post(address, {"password": "another-long-one"}).url == "/inbox"
    assert Client().login(username=rohan.email, password="another-long-one")
    assert at_work.get("/inbox").status_code == 302
    assert Client().get(address).status_code == 410


def test_a_manager_makes_no_link_for_an_owner(asha, mira):
    answer = signed_in(mira).post(f"/settings/team/{asha.pk}", {"do": "link"})
    assert (answer.status_code, "/password/" in answer.content.decode()) == (422, False)


def test_a_link_of_somebody_shut_out_is_over(asha, rohan):
    address = path(passwords.link(rohan))
    staff.set_active(rohan, by=asha, active=False)
    assert Client().get(address).status_code == 410
    assert Client().get("/password/zzzz/nonsense").status_code == 410


def test_a_password_too_short_keeps_the_link(rohan):
    address = path(passwords.link(rohan))
    assert Client().post(address, {"password": "short"}).status_code == 422
    assert Client().get(address).status_code == 200


def test_who_forgot_gets_the_same_answer_whoever_it_is(rohan, mailoutbox):
    answers = {
        re.sub(r'name="csrf\S+ value="[^"]+"', "", Client().post("/forgot", {"email": email}).content.decode())
        for email in (rohan.email, "nobody@example.com")
    }
    assert len(answers) == 1
    Client().post("/forgot", {"email": rohan.email})
    assert later.pending("send_letter") == 1
    letters.send("password", rohan.pk)
    assert "/password/" in mailoutbox[0].body


def test_without_mail_who_forgot_is_told_whom_to_ask(no_mail, rohan):
    assert "Ask an owner of the firm" in page(Client(), "/forgot")
    Client().post("/forgot", {"email": rohan.email})
    assert later.pending("send_letter") == 0


def test_everybody_changes_name_and_language(vera):
    desk = signed_in(vera)
    desk.post("/settings/me", {"do": "save", "name": " Vera  I. ", "language": "hi"})
    vera.refresh_from_db()
    assert (vera.name, vera.language) == ("Vera I.", "hi")
    assert Firm.current().time_zone in page(desk, "/settings/me")
    assert desk.post("/settings/me", {"do": "save", "name": "Vera", "language": "xx"}).status_code == 422
    assert desk.post("/settings/me", {"do": "save", "name": "", "language": "en"}).status_code == 422


def test_a_new_password_needs_the_old_one_and_keeps_this_browser(rohan):
    desk, phone = signed_in(rohan), signed_in(rohan)
    assert desk.post("/settings/me", {"do": "password", "old": "wrong", "new": "another-long-one"}).status_code == 422
    desk.post("/settings/me", {"do": "password", "old": "a-long-test-password", "new": "another-long-one"})
    assert desk.get("/settings/me").status_code == 200
    assert phone.get("/settings/me").status_code == 302


def test_strangers_have_no_profile():
    assert Client().get("/settings/me").url.startswith("/sign-in")


def test_changes_of_the_team_name_who_made_them(asha, rohan):
    desk = signed_in(asha)
    desk.post(f"/settings/team/{rohan.pk}", {"do": "save", "role": "manager", "takes_leads": "on"})
    desk.post(f"/settings/team/{rohan.pk}", {"do": "save", "role": "manager", "takes_leads": "on"})
    desk.post(f"/settings/team/{rohan.pk}", {"do": "shut"})
    assert [event.data["role"] for event in told("role")] == [["agent", "manager"]]
    assert [event.user_id for event in told("shut out")] == [asha.pk]
    assert "Rohan Naik shut out" in " ".join(page(desk, "/settings/team").split())


def test_changes_of_the_firm_name_who_made_them_and_what_it_was(asha, demo):
    firm = Firm.current()
    before = firm.upi_id
    firm.upi_id = "other@paytm"
    staff.firm_changed(firm, by=asha, before=Firm.current(), fields=("upi_id", "name"))
    event = Event.objects.get(type="firm_changed")
    assert event.data["changed"] == {"upi_id": [before, "other@paytm"]}


def test_nothing_changed_is_no_event(asha, demo):
    staff.firm_changed(Firm.current(), by=asha, before=Firm.current(), fields=("upi_id", "quiet_from"))
    assert not Event.objects.filter(type="firm_changed").exists()


def test_the_team_page_costs_the_same_with_many(asha, no_mail):
    desk, counts = signed_in(asha), []
    for n in range(4):
        staff.invite(by=asha, role="agent", email=f"p{n}@example.com", name="")
        person(f"x{n}@trekandstay.test", f"X {n}", "agent")
        with CaptureQueriesContext(connection) as queries:
            page(desk, "/settings/team")
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1
    assert counts[1] <= 12
