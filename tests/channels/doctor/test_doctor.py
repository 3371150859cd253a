"""Each thing that can be wrong with a WhatsApp set-up is a line that says what to do next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.channels.doctor import door, examine, graph, house, mend, silence
from cairn.channels.doctor.patient import Patient
from cairn.conversations.models import Channel
from cairn.journal.models import Entry, Event
from cairn.journal.record import record
from cairn.lib import clock
from tests.channels.doctor.conftest import ACCOUNT, FACTS, GOOD_TOKEN, NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(channel):
    return Patient(channel)


def refusal(code: int, message: str = "Session has expired") -> dict:
    return {"error": {"code": code, "message": message, "type": "OAuthException"}}


def number(meta, **changes):
    meta.answers[NUMBER] = {**FACTS, **changes}


def scopes(**changes):
    return {"data": {**GOOD_TOKEN["data"], **changes}}


def test_everything_that_meta_says_is_good(meta, patient):
    number(meta, webhook_configuration={"application": patient.address})
    checks = (graph.token, graph.number, graph.quality, graph.subscribed, graph.override, graph.templates)
    assert [check(patient).state for check in checks] == ["good"] * 6


@pytest.mark.parametrize("code", [190, 10, 200])
def test_a_dead_or_powerless_token_is_bad_with_the_way_to_a_new_one(meta, patient, code):
    meta.answers[NUMBER] = refusal(code)
    found = graph.token(patient)
    assert found.state == "bad" and "System users" in found.step
    assert graph.number(patient).state == "unknown"


@pytest.mark.parametrize(
    ("told", "state", "words"),
    [
        (scopes(scopes=["whatsapp_business_messaging"]), "bad", "lacks whatsapp_business_management"),
        (scopes(is_valid=False), "bad", "invalid"),
        (scopes(expires_at=1900000000), "warn", "expires"),
        (refusal(100), "good", "does not tell"),
    ],
)
def test_what_a_token_may_do(meta, patient, told, state, words):
    meta.answers["debug_token"] = told
    found = graph.token(patient)
    assert (found.state, words in found.says) == (state, True)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"status": "RESTRICTED"}, "bad"),
        ({"status": "PENDING"}, "bad"),
        ({"platform_type": "ON_PREMISE"}, "bad"),
        ({"name_status": "DECLINED"}, "warn"),
        ({"code_verification_status": "NOT_VERIFIED"}, "warn"),
    ],
)
def test_a_number_that_is_not_ready_says_why(meta, patient, facts, state):
    number(meta, **facts)
    found = graph.number(patient)
    assert found.state == state and found.step


@pytest.mark.parametrize(
    ("rating", "state"), [("GREEN", "good"), ("YELLOW", "warn"), ("RED", "bad"), ("UNKNOWN", "good")]
)
def test_the_quality_of_the_number(meta, patient, rating, state):
    number(meta, quality_rating=rating)
    found = graph.quality(patient)
    assert found.state == state and "2,000 new customers" in found.says


def test_an_app_that_is_not_subscribed_can_be_subscribed_here(meta, patient, asha):
    meta.answers[f"{ACCOUNT}/subscribed_apps"] = {"data": []}
    assert (graph.subscribed(patient).state, graph.subscribed(patient).act) == ("bad", "subscribe")
    mend.subscribe(patient.channel, user=asha)
    assert meta.posted == [(f"{ACCOUNT}/subscribed_apps", {})]


def test_news_that_go_elsewhere_can_be_pointed_here(meta, patient, asha):
    number(meta, webhook_configuration={"application": "https://other.example/hook"})
    assert (graph.override(patient).state, graph.override(patient).act) == ("bad", "point")
    mend.point(patient.channel, user=asha)
    assert meta.posted[0][1]["override_callback_uri"] == patient.address


def test_the_numbers_own_address_wins_over_the_apps(meta, patient):
    addresses = {"application": "https://other.example/hook", "phone_number": patient.address}
    number(meta, webhook_configuration=addresses)
    assert graph.override(patient).state == "good"


def test_templates_are_counted_by_state(meta, patient):
    rows = [
        {"name": "a", "status": "APPROVED"},
        {"name": "b", "status": "APPROVED"},
        {"name": "c", "status": "REJECTED"},
    ]
    meta.answers[f"{ACCOUNT}/message_templates"] = {"data": rows}
    found = graph.templates(patient)
    assert (found.state, found.says) == ("warn", "2 approved, 1 rejected.")


def test_a_meta_that_cant_be_reached_is_unknown_not_wrong(patient, settings):
    settings.WHATSAPP_GRAPH_URL = "http://127.0.0.1:9"
    checks = (graph.token, graph.number, graph.quality, graph.subscribed, graph.override)
    assert {check(patient).state for check in checks} == {"unknown"}


def test_a_closed_door_is_bad_for_everything_that_knocks(patient, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    for check in (door.handshake, door.signed, door.forged):
        assert check(patient).state == "bad"


def test_a_door_that_takes_everything_is_bad(meta, patient, settings):
    settings.PUBLIC_URL = settings.WHATSAPP_GRAPH_URL
    assert "must be 401" in door.forged(patient).says
    assert "not with the challenge" in door.handshake(patient).says


def test_a_real_number_needs_https(patient, settings):
    settings.WHATSAPP_GRAPH_URL, settings.PUBLIC_URL = "https://graph.facebook.com", "http://desk.example"
    assert door.https(patient).state == "bad"


def test_a_clock_that_is_wrong_is_said(meta, patient):
    assert house.clocks(patient).state == "good"
    meta.date = "Tue, 01 Jan 2030 00:00:00 GMT"
    assert house.clocks(patient).state == "bad"


def test_a_paused_number_is_resumed_by_a_person_once(channel, asha):
    Channel.objects.update(paused_at=clock.now(), paused_code=190, paused_why="The token has expired.")
    channel.refresh_from_db()
    found = house.paused(Patient(channel))
    assert (found.state, found.act) == ("bad", "resume")
    mend.resume(channel, user=asha)
    mend.resume(channel, user=asha)
    assert Channel.objects.get().paused_at is None
    assert Event.objects.filter(type="notification", data__why="Sending was resumed").count() == 1


def arrived(minutes: int, body: bytes = b"{}") -> None:
    at = clock.now() - timedelta(minutes=minutes)
    Entry.objects.create(body=body, sha256=f"{minutes}{body!r}".encode(), received_at=at, state="filed")


def sent(minutes: int) -> None:
    record("message_sent", actor="assistant", at=clock.now() - timedelta(minutes=minutes))


def test_silence_although_messages_are_accepted_alarms_once_and_clears(channel):
    arrived(60)
    sent(12)
    assert house.last_webhook(Patient(channel)).state == "bad"
    assert [silence.watch(), silence.watch()] == [1, 1]
    arrived(0)
    assert [silence.watch(), silence.watch()] == [0, 0]
    whys = list(Event.objects.filter(type="notification").order_by("pk").values_list("data__why", flat=True))
    assert whys == [silence.BEGINS, silence.ENDS]


def test_a_number_that_nobody_writes_to_is_not_suspicious(channel):
    arrived(600)
    assert silence.watch() == 0
    sent(2)
    assert silence.watch() == 0


def test_the_doctors_own_knock_is_no_sign_of_life(channel):
    arrived(60)
    arrived(1, door.knock())
    sent(12)
    assert silence.silent_since()


def test_a_knock_is_stored_and_filed_as_nothing(channel):
    from tests.inbound.bodies import arrive

    arrive(door.knock())
    assert Entry.objects.get().state == "filed"
    assert not Event.objects.exists()


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(channel, monkeypatch):
    def broken(patient):
        raise RuntimeError

    monkeypatch.setattr(examine, "CHECKS", (broken, house.disk))
    assert next(finding.state for finding in examine.examine(channel)) == "unknown"
    assert len(list(examine.examine(channel))) == 2


def test_an_older_run_stops_writing_when_a_newer_begins(channel, monkeypatch):
    monkeypatch.setattr(examine, "CHECKS", (house.disk, house.spool))
    first = examine.ask(channel)
    second = examine.ask(channel)
    examine.run(channel.pk, first)
    assert Channel.objects.get().health["doctor"]["findings"] == []
    examine.run(channel.pk, second)
    told = Channel.objects.get().health["doctor"]
    assert (told["running"], len(told["findings"])) == (False, 2)


def test_no_finding_names_the_token(meta, patient, settings):
    settings.WHATSAPP_ACCESS_TOKEN = "EAAG-very-secret"
    meta.answers[NUMBER] = refusal(190, "Malformed access token")
    assert "EAAG" not in str([finding.row() for finding in examine.examine(patient.channel)])
