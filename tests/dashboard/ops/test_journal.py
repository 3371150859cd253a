"""The journal page: what came in is found, seen by those who may, and processed again without doing anything twice."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn.accounts.models import Firm
from cairn.conversations.models import Message
from cairn.inbound import filing
from cairn.journal import find
from cairn.journal.models import Entry, Event, Quarantined
from cairn.lib import clock
from tests.dashboard.conftest import page, signed_in

pytestmark = pytest.mark.django_db
JOURNAL = "/settings/journal"
WAMID = "wamid.HBgMOTE5ODQ1MDExMjIzFQIAEhgU"


def body(channel, wamid=WAMID, words="Hello"):
    message = {"from": "919845011223", "id": wamid, "timestamp": str(int(clock.now().timestamp())), "type": "text"}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "91", "phone_number_id": channel.number},
        "contacts": [{"profile": {"name": "Priya"}, "wa_id": "919845011223"}],
        "messages": [{**message, "text": {"body": words}}],
    }
    whole = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    return json.dumps(whole, separators=(",", ":")).encode()


def came_in(raw: bytes, *, state="new", ago=timedelta(0)) -> Entry:
    at = clock.now() - ago
    return Entry.objects.create(body=raw, sha256=hashlib.sha256(raw).digest(), received_at=at, state=state)


@pytest.fixture
def filed(channel):
    found = came_in(body(channel))
    filing.file_new()
    return found


@pytest.fixture
def broken(channel):
    found = came_in(b'{"object":', ago=timedelta(hours=1))
    filing.file_new()
    found.refresh_from_db()
    assert found.state == "quarantined"
    return found


def ids(html):
    return [line.split('"')[0] for line in html.split('id="entry-')[1:]]


@pytest.mark.parametrize("address", [JOURNAL, f"{JOURNAL}/1", f"{JOURNAL}/1/body"])
def test_strangers_agents_and_viewers_see_nothing_of_it(address, rohan, vera, channel):
    assert Client().get(address).url.startswith("/sign-in")
    assert {signed_in(who).get(address).status_code for who in (rohan, vera)} == {403}


def test_agents_may_not_process_anything_again(rohan, filed):
    assert signed_in(rohan).post(f"{JOURNAL}/{filed.pk}/act", {"do": "again"}).status_code == 403


def test_an_empty_journal_says_what_will_stand_here(at_desk, channel):
    assert "Nothing has come in yet" in page(at_desk, JOURNAL)


def test_an_entry_is_found_by_the_id_of_its_message(at_desk, filed, channel):
    came_in(body(channel, "wamid.another"))
    assert ids(page(at_desk, f"{JOURNAL}?q={WAMID}")) == [str(filed.pk)]
    assert ids(page(at_desk, f"{JOURNAL}?q={filed.pk}")) == [str(filed.pk)]


def test_an_entry_is_found_by_state_and_kind_and_time(at_desk, filed, broken):
    assert ids(page(at_desk, f"{JOURNAL}?state=quarantined")) == [str(broken.pk)]
    assert ids(page(at_desk, f"{JOURNAL}?kind=messages")) == [str(filed.pk)]
    half = (clock.now() - timedelta(minutes=30)).astimezone(Firm.current().zone).strftime("%Y-%m-%dT%H:%M")
    assert ids(page(at_desk, f"{JOURNAL}?until={half}")) == [str(broken.pk)]


def test_what_nobody_can_look_for_gets_a_sentence(at_desk, channel):
    answer = at_desk.get(f"{JOURNAL}?q=Hello there")
    assert answer.status_code == 422
    assert "at least four letters" in answer.content.decode()
    assert at_desk.get(f"{JOURNAL}?until=yesterday").status_code == 422


def test_an_entry_shows_its_bytes_and_what_came_of_it(at_desk, filed):
    html = page(at_desk, f"{JOURNAL}/{filed.pk}")
    assert hashlib.sha256(bytes(filed.body)).hexdigest() in html
    assert "&quot;wa_id&quot;: &quot;919845011223&quot;" in html
    message = Message.objects.get(wamid=WAMID)
    assert f'href="/inbox/{message.conversation_id}"' in html
    assert "lead_created" in html


def test_every_look_at_a_body_is_written_down(at_desk, asha, filed):
    page(at_desk, f"{JOURNAL}/{filed.pk}")
    at_desk.get(f"{JOURNAL}/{filed.pk}/body")
    seen = Event.objects.filter(type="entry_seen", user_id=asha.pk)
    assert [event.data["entry"] for event in seen] == [filed.pk, filed.pk]


def test_the_saved_bytes_are_those_that_came(at_desk, filed):
    answer = at_desk.get(f"{JOURNAL}/{filed.pk}/body")
    assert answer.content == bytes(filed.body)
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_could_not_be_filed_is_listed_with_its_reason(at_desk, broken):
    html = page(at_desk, f"{JOURNAL}?state=quarantined")
    assert Quarantined.objects.get(entry=broken).reason in html
    assert "1 entry could not be filed." in " ".join(page(at_desk, JOURNAL).split())


def test_an_error_of_ours_is_told_in_words(at_desk, broken):
    Quarantined.objects.filter(entry=broken).update(reason="DataError: invalid byte sequence")
    assert "Filing it failed (DataError). It may work after an update." in page(at_desk, f"{JOURNAL}/{broken.pk}")


def test_processing_twice_files_once(at_desk, filed):
    for _ in range(2):
        assert at_desk.post(f"{JOURNAL}/{filed.pk}/act", {"do": "again"}).status_code == 302
        filing.file_new()
    filed.refresh_from_db()
    assert filed.state == "filed"
    assert Message.objects.filter(wamid=WAMID).count() == 1
    assert Event.objects.filter(type="entry_replayed").count() == 2


def test_trying_again_what_stays_broken_keeps_it_in_sight(at_desk, broken):
    at_desk.post(f"{JOURNAL}/{broken.pk}/act", {"do": "again"})
    assert not Quarantined.objects.filter(entry=broken).exists()
    filing.file_new()
    broken.refresh_from_db()
    assert broken.state == "quarantined"
    assert Quarantined.objects.filter(entry=broken).count() == 1


def test_what_was_set_aside_is_no_longer_wrong_and_can_still_be_tried(at_desk, broken):
    for _ in range(2):
        at_desk.post(f"{JOURNAL}/{broken.pk}/act", {"do": "aside"})
    broken.refresh_from_db()
    assert broken.state == "aside"
    assert Event.objects.filter(type="entry_set_aside").count() == 1
    assert "could not be filed." not in page(at_desk, JOURNAL)
    assert "Try again" in page(at_desk, f"{JOURNAL}/{broken.pk}")


def test_an_unknown_act_and_an_unknown_entry_are_not_found(at_desk, filed):
    assert at_desk.post(f"{JOURNAL}/{filed.pk}/act", {"do": "delete"}).status_code == 404
    assert at_desk.get(f"{JOURNAL}/999999").status_code == 404


def test_pages_go_on_where_the_last_one_ended_and_cost_the_same(at_desk, channel, monkeypatch):
    monkeypatch.setattr(find, "PAGE", 3)
    made = [came_in(b'{"n":%d}' % n, state="filed").pk for n in range(7)]
    with CaptureQueriesContext(connection) as first:
        one = ids(page(at_desk, JOURNAL))
    with CaptureQueriesContext(connection) as second:
        two = ids(page(at_desk, f"{JOURNAL}?before={one[-1]}"))
    assert [*map(int, one), *map(int, two)] == made[:0:-1]
    assert len(first) == len(second) <= 10


def test_a_search_looks_through_a_bounded_number_and_says_so(at_desk, channel, monkeypatch):
    monkeypatch.setattr(find, "LOOK", 3)
    old = came_in(b'{"id":"wanted-id"}', state="filed")
    for n in range(4):
        came_in(b'{"n":%d}' % n, state="filed")
    html = page(at_desk, f"{JOURNAL}?q=wanted-id")
    assert ids(html) == []
    assert "Looked through 3; look further back" in " ".join(html.split())
    before = html.split("before=")[1].split('"')[0]
    assert ids(page(at_desk, f"{JOURNAL}?q=wanted-id&before={before}")) == [str(old.pk)]
