"""A backup older than the journal: what came after it is made again from the webhooks as they came (`cairn replay`)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from cairn.console import replaying
from cairn.conversations.models import Message
from cairn.inbound import filing
from cairn.journal.models import Entry
from cairn.leads.models import Lead
from cairn.lib import clock
from tests.inbound.bodies import arrive, bodies, own_numbers, rows

pytestmark = pytest.mark.django_db
# Everything about people goes with the contacts; the webhooks as they came stay.
FORGET = "TRUNCATE conversations_contact, conversations_waitingreceipt, journal_leadchange CASCADE"


@pytest.fixture(autouse=True)
def numbers():
    own_numbers()


def story() -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """The rows, and of each lead what came of the customer's messages."""
    words = ("source", "source_detail", "first_message", "newest_message", "last_contact_at", "stage")
    leads = Lead.objects.filter(merged_into=None).values_list("contact__phone", "contact__username", *words)
    return rows(), sorted(leads, key=str)


def forget_people() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(FORGET)
    assert not Lead.objects.exists() and not Message.objects.exists()


def replay_all() -> str:
    told = replaying.replay([], clock.now() - timedelta(days=1))
    filing.file_new()
    return told


def test_contacts_messages_and_leads_are_the_same_made_again_from_the_webhooks():
    arrive(*bodies())
    before = story()
    forget_people()
    assert replay_all() == f"{len(set(bodies()))} entries are filed again."
    assert story() == before


def test_what_the_backup_held_stays_and_only_the_rest_is_added():
    arrive(*bodies())
    whole = story()
    forget_people()
    entries = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    replaying.replay(entries[: len(entries) // 2], None)
    filing.file_new()
    held = set(Message.objects.filter(direction="in").values_list("pk", flat=True))
    replay_all()
    replay_all()
    assert story() == whole
    assert held and held <= set(Message.objects.values_list("pk", flat=True))
