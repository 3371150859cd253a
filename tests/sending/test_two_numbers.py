"""A firm with two numbers: each answers with its own token, and trouble of one is no trouble of the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import httpx
import pytest

from cairn.channels import numbers
from cairn.conversations.models import Channel, Contact, Conversation, Identity
from cairn.conversations.reply import queue
from cairn.lib import clock
from tests.desk import free_port, wait_for

pytestmark = pytest.mark.django_db
PHONE, SECOND, TOKEN = "+919812377777", "206540352242999", "EAAsecond-number"


@pytest.fixture(scope="module")
def box():
    """A WhatsApp with two numbers of the firm."""
    more = [{"id": SECOND, "display": "15550783999", "name": "Goa desk", "token": TOKEN}]
    port = free_port()
    own = {
        "SIMULATOR_PORT": str(port),
        "SIMULATOR_WEBHOOK_URL": "http://127.0.0.1:9/",
        "SIMULATOR_NUMBERS": json.dumps(more),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator"], env={**os.environ, **own}, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: httpx.get(f"{url}/sim/customers").status_code == 200, what="simulator")
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def talks(box, channel, settings):
    """Priya wrote to both numbers."""
    settings.WHATSAPP_GRAPH_URL = box
    second = numbers.add(SECOND, channel.account or "102290129340398", TOKEN, name="Goa desk")
    person = httpx.post(f"{box}/sim/customers", json={"name": "Priya", "phone": PHONE, "username": None}).json()
    contact = Contact.objects.create(name="Priya", phone=PHONE)
    made = []
    for line in (channel, second):
        body = {"type": "text", "text": {"body": "Hi"}, "number": line.number}
        assert httpx.post(f"{box}/sim/customers/{person['id']}/messages", json=body).status_code < 300
        Identity.objects.create(channel=line, contact=contact, kind="phone", value=PHONE)
        made.append(Conversation.objects.create(channel=line, contact=contact, last_inbound_at=clock.now()))
    yield person["id"], *made
    httpx.delete(f"{box}/sim/faults")
    numbers.forget()


def got(box, customer, number) -> list[str]:
    items = httpx.get(f"{box}/sim/customers/{customer}/messages", params={"number": number}).json()["items"]
    return [item["text"] for item in items if item["from"] == "business"]


def test_each_conversation_is_answered_from_the_number_that_was_written_to(talks, box, deliver):
    customer, first, second = talks
    for talk, words in ((first, "From Pune"), (second, "From Goa")):
        assert deliver(queue(talk, text=words, author="staff")).status == "accepted"
    assert got(box, customer, SECOND)[-1] == "From Goa"
    assert got(box, customer, first.channel.number)[-1] == "From Pune"


def test_a_wrong_token_pauses_its_own_number_only(talks, deliver):
    _, first, second = talks
    numbers.set_token(second.channel, "EAAwrong")
    assert deliver(queue(second, text="Hello", author="staff")).status == "queued"
    assert deliver(queue(first, text="Hello", author="staff")).status == "accepted"
    assert list(Channel.objects.filter(paused_at__isnull=False)) == [second.channel]


def test_the_right_token_lets_the_number_go_on(talks, deliver):
    from cairn.channels import pauses

    second = talks[2]
    numbers.set_token(second.channel, "EAAwrong")
    message = deliver(queue(second, text="Hello", author="staff"))
    Channel.objects.update(free_at=clock.now())
    assert not pauses.probe(second.channel_id)
    numbers.set_token(second.channel, TOKEN)
    assert pauses.due() == [second.channel_id]
    assert pauses.probe(second.channel_id)
    assert deliver(message).status == "accepted"
