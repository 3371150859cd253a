"""Receipts in any order, twice or early give the same status; none goes back."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cairn.conversations import receipts
from cairn.conversations.events import Problem, Receipt
from cairn.conversations.models import Contact, Conversation, Message, WaitingReceipt
from cairn.journal.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KINDS = ("sent", "delivered", "read", "failed")


@pytest.fixture
def conversation(channel):
    return Conversation.objects.create(channel=channel, contact=Contact.objects.create(name="Priya"))


@pytest.fixture
def sent(conversation):
    return message(conversation, wamid="wamid.1")


def message(conversation: Conversation, **fields) -> Message:
    fields = {"status": "accepted", "direction": "out", "author": "assistant", "text": "Hello", "at": NOW} | fields
    return Message.objects.create(conversation=conversation, channel=conversation.channel, **fields)


def receipt(status: str, **fields) -> Receipt:
    problem = Problem(131026, "Undeliverable") if status == "failed" else None
    return Receipt(**({"number": "1", "wamid": "wamid.1", "at": NOW, "status": status, "problem": problem} | fields))


def status(row: Message) -> str:
    row.refresh_from_db()
    return row.status


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
def test_any_order_gives_the_same_status(sent, kinds):
    found = set()
    for order in itertools.islice(itertools.permutations(kinds), 6):
        Message.objects.filter(pk=sent.pk).update(status="accepted", error_code=None, error="")
        for kind in order:
            receipts.apply(sent.channel, receipt(kind))
        found.add((status(sent), sent.error_code))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["read", "delivered", "sent"], "read"),
        (["sent", "failed"], "failed"),
        (["failed", "sent"], "failed"),
        (["failed", "delivered"], "delivered"),
        (["read"], "read"),
        (["played"], "read"),
    ],
)
def test_what_the_receipts_amount_to(sent, kinds, expected):
    for kind in kinds * 2:
        receipts.apply(sent.channel, receipt(kind))
    assert status(sent) == expected


def test_a_receipt_before_its_message_waits(conversation):
    receipts.apply(conversation.channel, receipt("delivered"))
    row = message(conversation, wamid="wamid.1")
    receipts.apply_waiting(row)
    assert status(row) == "delivered"
    assert not WaitingReceipt.objects.exists()


def test_our_own_id_in_a_receipt_resolves_an_unknown_outcome(conversation):
    row = message(conversation, status="unknown")
    receipts.apply(conversation.channel, receipt("sent", callback=str(row.callback)))
    assert status(row) == "sent"
    assert row.wamid == "wamid.1"


def test_a_foreign_callback_is_nobodys(conversation):
    receipts.apply(conversation.channel, receipt("sent", callback="not-a-uuid"))
    assert WaitingReceipt.objects.count() == 1


def test_the_same_status_is_told_once(sent):
    for _ in range(3):
        receipts.apply(sent.channel, receipt("delivered"))
    assert Event.objects.filter(type="message_status", message_id=sent.pk).count() == 1
