"""What filing makes of news that come early, late, twice, or from another side."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import F

from bench.client import text_webhook
from cairn import sweeping
from cairn.conversations.models import Contact, Conversation, Message
from cairn.inbound import filing
from cairn.journal.models import Entry, Event, Quarantined
from cairn.lib import clock
from tests.inbound.bodies import FOLDER, arrive, own_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _numbers():
    own_numbers()


def sample(name: str) -> dict:
    return json.loads((Path(FOLDER) / f"{name}.json").read_text())


def body(value: dict) -> bytes:
    return json.dumps(value).encode()


def test_an_answer_from_the_phone_app_pauses_the_assistant_and_calls_nobody():
    echo = sample("field_smb_message_echoes_text")
    value = echo["entry"][0]["changes"][0]["value"]
    said = json.loads(
        text_webhook(1, person=1).replace(b"91980000000" + b"1", value["message_echoes"][0]["to"].encode())
    )
    message = json.loads(json.dumps(said).replace('"from_user_id"', '"x"').replace('"user_id"', '"y"'))
    arrive(body(message), body(echo))
    conversation = Conversation.objects.get()
    assert conversation.assistant == "paused"
    assert conversation.waiting_since is None
    assert conversation.messages.get(direction="out").author == "phone"


def test_a_placeholder_is_replaced_and_the_real_message_waits_for_an_answer():
    early = sample("message_unsupported_131060")
    real = copy.deepcopy(early)
    message = real["entry"][0]["changes"][0]["value"]["messages"][0]
    for key in ("errors", "unsupported"):
        message.pop(key, None)
    message |= {"type": "text", "text": {"body": "Is Goa open?"}}
    arrive(body(early))
    Message.objects.update(handled_at=clock.now())
    Conversation.objects.update(waiting_since=None)
    arrive(body(real))
    stored = Message.objects.get()
    assert (stored.type, stored.text, stored.handled_at) == ("text", "Is Goa open?", None)
    assert Conversation.objects.get().waiting_since


def test_stopping_and_resuming_in_whatsapps_settings_is_honoured():
    arrive((Path(FOLDER) / "field_user_preferences_stop_bsuid_only.json").read_bytes())
    assert Contact.objects.get().marketing_stopped_at
    assert Contact.objects.get().opted_out_at is None
    assert Event.objects.filter(type="opted_out").count() == 1


def test_filing_again_doubles_nothing():
    names = ("field_template_status_rejected", "field_user_preferences_stop_bsuid_only", "message_text")
    arrive(*((Path(FOLDER) / f"{name}.json").read_bytes() for name in names))
    before = Event.objects.count()
    Entry.objects.update(state="new")
    filing.file_new()
    assert Event.objects.count() == before


def test_an_entry_that_never_comes_to_an_end_is_set_aside():
    arrive(text_webhook(1, person=1))
    Entry.objects.update(state="new", attempts=filing.TRIES + 1)
    filing.file_new()
    assert Entry.objects.get().state == "quarantined"
    assert Quarantined.objects.get().reason == "Filing it never came to an end."


def test_an_entry_that_kills_the_worker_each_time_is_set_aside_and_the_next_is_filed(monkeypatch):
    arrive(text_webhook(1, person=1))
    arrive(text_webhook(2, person=2))
    Entry.objects.update(state="new", attempts=0, received_at=clock.now() - timedelta(minutes=1))
    deadly = Entry.objects.order_by("pk")[0].pk
    real = filing.file_all

    def dies(entries):
        if entries[0].pk == deadly and entries[0].attempts <= filing.TRIES:
            raise SystemExit
        return real(entries)

    monkeypatch.setattr(filing, "file_all", dies)
    for _ in range(filing.TRIES):
        with pytest.raises(SystemExit):
            filing.file_batch()
        Entry.objects.update(begun_at=F("begun_at") - filing.AT_IT)  # a worker takes its time to start again
    filing.file_new()
    assert list(Entry.objects.order_by("pk").values_list("state", flat=True)) == ["quarantined", "filed"]


def test_an_entry_that_only_waited_long_is_filed(monkeypatch):
    """A filer that stood still held the lock; the sweeper found the entry lying there again and again."""
    arrive(text_webhook(1, person=1))
    Entry.objects.update(state="new", received_at=clock.now() - timedelta(minutes=5))
    for _ in range(filing.TRIES + 5):
        sweeping.wake_filing()
    filing.file_new()
    assert Entry.objects.get().state == "filed" and Message.objects.filter(direction="in").count() == 1


def test_a_large_entry_is_filed_alone():
    entries = [Entry(body=b"x" * 150_000, received_at=clock.now()) for _ in range(3)]
    assert len(filing.bounded(entries)) == 1
    assert len(filing.bounded([Entry(body=b"x", received_at=clock.now()) for _ in range(3)])) == 3


def test_a_message_from_last_week_opens_no_window():
    old = json.loads(text_webhook(1, person=1))
    at = clock.now() - timedelta(days=6)
    old["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = str(int(at.timestamp()))
    arrive(body(old))
    assert not Conversation.objects.get().window_open


def test_two_customers_of_one_body_have_their_own_conversations():
    arrive((Path(FOLDER) / "batch_two_users_one_change.json").read_bytes())
    phones = set(Conversation.objects.values_list("contact__phone", flat=True))
    assert len(phones) == Conversation.objects.count() > 1


def test_who_stands_still_while_filing_gives_way():
    with transaction.atomic(), connection.cursor() as cursor:
        filing.file_batch()
        cursor.execute("SELECT current_setting('idle_in_transaction_session_timeout')")
        assert cursor.fetchone() == ("10s",)
