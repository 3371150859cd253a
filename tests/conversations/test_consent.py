"""The ledger of who wants messages: the newest line decides, whatever arrives when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from cairn.conversations.consent import may_write, record_consent
from cairn.conversations.models import Consent, Contact, Conversation
from cairn.journal.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def priya(db):
    return Contact.objects.create(name="Priya", phone="+919845011223")


def line(contact, kind, minute=0, **more):
    at = NOW + timedelta(minutes=minute)
    return record_consent(contact, kind=kind, source="message", at=at, key=f"{kind}-{minute}", **more)


def test_a_stop_blocks_everything_and_is_told_once(priya):
    assert line(priya, "stop")
    assert priya.opted_out_at == NOW
    assert "no more messages" in may_write(priya, marketing=False)
    assert Event.objects.get(type="opted_out").data["kind"] == "stop"


def test_the_same_line_twice_is_one_line(priya):
    assert [line(priya, "stop"), line(priya, "stop")] == [True, False]
    assert (Consent.objects.count(), Event.objects.count()) == (1, 1)


def test_who_writes_again_gets_an_answer_but_no_template(priya, channel):
    line(priya, "stop")
    Conversation.objects.create(channel=channel, contact=priya, last_inbound_at=NOW + timedelta(minutes=5))
    assert may_write(priya, marketing=False) is None
    assert "say that they want them again" in may_write(priya, marketing=True)


def test_a_start_opens_everything_again(priya):
    line(priya, "stop")
    assert line(priya, "start", 1)
    assert may_write(priya, marketing=True) is None
    assert Event.objects.filter(type="opted_in").count() == 1


def test_a_late_line_never_overrides_a_newer_one(priya):
    line(priya, "start", 10)
    assert not line(priya, "stop", 5)
    assert priya.opted_out_at is None


def test_within_one_second_a_stop_wins(priya):
    line(priya, "stop")
    assert not line(priya, "start")
    assert priya.opted_out_at


def test_the_switch_in_whatsapp_stops_marketing_only(priya):
    line(priya, "stop_marketing")
    assert may_write(priya, marketing=False) is None
    assert "Only they" in may_write(priya, marketing=True)


def test_any_order_of_the_same_lines_ends_the_same():
    lines = [("stop", 1), ("start", 2), ("stop_marketing", 2), ("stop", 3), ("start_marketing", 4)]
    ends = set()
    for number, order in enumerate(permutations(lines)):
        contact = Contact.objects.create(name=str(number))
        for kind, minute in order:
            at = NOW + timedelta(minutes=minute)
            record_consent(contact, kind=kind, source="message", at=at, key=f"{number}-{kind}-{minute}")
        contact.refresh_from_db()
        ends.add((contact.opted_out_at, contact.marketing_stopped_at))
    assert ends == {(NOW + timedelta(minutes=3), None)}
