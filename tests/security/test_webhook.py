"""Forged and replayed webhooks."""

from __future__ import annotations

import hashlib
import json
import random

import pytest

from cairn.conversations.models import Message
from cairn.inbound import filing
from cairn.journal.models import Entry
from cairn.leads.models import Lead
from cairn.lib import clock
from cairn.webhooks.intake import Intake
from tests.webhooks.test_intake import BODY, OLD, SECRET, Kept, call, signature, signed

NUMBER = "106540352242922"


def test_ten_thousand_forgeries_are_refused_and_none_breaks_anything():
    kept, chance, statuses = Kept(), random.Random(20261125), set()
    intake = Intake(kept, secrets=[SECRET, OLD], verify_token="t")
    for number in range(10_000):
        body, header = forged(chance, number)
        statuses.add(call(intake, body, headers=header)[0])
    assert (statuses, kept.bodies) == ({401}, [])


def forged(chance: random.Random, number: int):
    """Bits turned, pieces cut and doubled, other algorithms, other alphabets, two headers, none."""
    body, right, name = bytearray(BODY), bytearray(signature(BODY)), b"x-hub-signature-256"
    kind = number % 10
    if kind < 3:
        target = body if kind else right
        target[chance.randrange(len(target))] ^= 1 << chance.randrange(8)
    elif kind == 3:
        right = right[: chance.randrange(len(right))]
    elif kind == 4:
        right += bytes([chance.randrange(256)])
    elif kind == 5:
        right = bytearray(
            chance.choice(["sha256=😀", "ключ", "sha1=" + "0" * 40, "sha256=", "é" * 64, "none"]).encode()
        )
    elif kind == 6:
        right = bytearray(b"sha256=" + right[7:].upper())
    elif kind == 7:
        return bytes(body), [(name, bytes(right))] * 2
    elif kind == 8:
        return bytes(body), chance.choice([[], [(b"x-hub-signature", bytes(right))]])
    else:
        right = bytearray(signature(BODY, chance.choice(["", "the-secre", "the-secret ", "THE-SECRET"])))
    return bytes(body), [(name, bytes(right))]


def test_a_signed_body_with_every_alphabet_and_emoji_is_taken():
    kept = Kept()
    body = json.dumps({"x": "नमस्ते 😀 é \u0000 ‮"}, ensure_ascii=False).encode()
    assert call(Intake(kept, secrets=[SECRET], verify_token="t"), body, headers=signed(body))[0] == 200
    assert kept.bodies == [body]


def test_while_one_secret_replaces_the_other_no_webhook_is_refused():
    """The drill: old alone, both, new alone; Meta signs with the old one, then with the new one."""
    kept = Kept()
    for secrets, by in (([OLD], OLD), ([SECRET, OLD], OLD), ([SECRET, OLD], SECRET), ([SECRET], SECRET)):
        assert call(Intake(kept, secrets=secrets, verify_token="t"), headers=signed(BODY, by))[0] == 200
    assert call(Intake(kept, secrets=[SECRET], verify_token="t"), headers=signed(BODY, OLD))[0] == 401


@pytest.fixture
def bodies() -> list[bytes]:
    return [said(f"9198450{n % 20:05d}", f"wamid.replay{n}", NUMBER) for n in range(1000)]


def said(sender: str, wamid: str, number: str) -> bytes:
    message = {"from": sender, "id": wamid, "timestamp": "1795400000", "type": "text", "text": {"body": "Hello"}}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "1555", "phone_number_id": number},
        "contacts": [{"profile": {"name": "Priya"}, "wa_id": sender}],
        "messages": [message],
    }
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}).encode()  # fmt: skip


def arrive(bodies: list[bytes]) -> None:
    rows = [Entry(body=one, sha256=hashlib.sha256(one).digest(), received_at=clock.now()) for one in bodies]
    Entry.objects.bulk_create(rows, ignore_conflicts=True)
    filing.file_new()


@pytest.mark.django_db
def test_a_thousand_bodies_ten_times_in_any_order_change_nothing_the_second_time(channel, bodies):
    arrive(bodies)
    once = (Message.objects.count(), Lead.objects.count(), Entry.objects.count())
    assert once == (1000, 20, 1000)
    chance = random.Random(7)
    for _ in range(9):
        arrive(chance.sample(bodies, len(bodies)))
    arrive([one + b" " for one in chance.sample(bodies, 100)])  # the same news in other bytes
    assert (Message.objects.count(), Lead.objects.count()) == once[:2]


@pytest.mark.django_db
def test_news_of_a_number_that_is_not_ours_become_nothing(channel):
    arrive([said("919845000001", "wamid.foreign", "999999999999999")])
    assert not Message.objects.exists()
    assert not Lead.objects.exists()
