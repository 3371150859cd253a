"""The recorded webhooks give the same rows alone, twice, shuffled, split and merged."""

import random

import pytest

from cairn.conversations.models import Contact, Conversation, Message
from cairn.journal.models import Entry, Quarantined
from cairn.leads.models import Lead
from tests.inbound.bodies import FILES, arrive, bodies, merged, own_numbers, rows, split

pytestmark = pytest.mark.django_db
# What can't be filed, and why: a foreign number, nobody named, no value at all.
DESERVED = {"message_text_dashboard_test_button.json", "odd_no_identifiers.json", "odd_value_null.json"}


@pytest.fixture(autouse=True)
def _numbers():
    own_numbers()


@pytest.fixture
def once():
    """The rows after each payload came once, in order."""
    from django.db import transaction

    with transaction.atomic():
        arrive(*bodies())
        found = rows()
        transaction.set_rollback(True)
    assert len(found["people"]) > 30
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_payload_is_filed_alone_and_twice(path):
    arrive(path.read_bytes())
    before = rows()
    arrive(path.read_bytes() + b"\n", path.read_bytes() + b" ")
    assert rows() == before
    assert Quarantined.objects.exists() == (path.name in DESERVED)
    assert not Entry.objects.filter(state="new").exists()


@pytest.mark.parametrize("seed", range(2))
def test_shuffled_payloads_give_the_same_rows(once, seed):
    order = bodies() * 2
    random.Random(seed).shuffle(order)
    arrive(*order)
    assert rows() == once


def test_split_payloads_give_the_same_rows(once):
    parts = [part for body in bodies() for part in split(body)]
    random.Random(7).shuffle(parts)
    arrive(*parts)
    assert rows() == once


def test_one_body_with_everything_gives_the_same_rows(once):
    arrive(merged(bodies()))
    assert rows() == once
    assert Quarantined.objects.count() == len(DESERVED)


def test_every_message_of_a_person_has_a_lead():
    arrive(*bodies())
    people = Conversation.objects.exclude(contact__name="WhatsApp group").filter(messages__direction="in")
    assert people.exclude(leads__in=Lead.objects.filter(merged_into=None)).count() == 0


def test_a_phone_is_never_made_out_of_a_user_id():
    arrive(*bodies())
    assert all(contact.phone[1:].isdigit() for contact in Contact.objects.exclude(phone=""))
    assert not Contact.objects.filter(phone__startswith="+US").exists()


def test_a_poisoned_part_leaves_its_neighbours_alone():
    path = next(path for path in FILES if path.stem == "batch_poison_event_in_middle")
    arrive(path.read_bytes())
    assert Message.objects.filter(direction="in").count() >= 2
