"""The statements of every message read by the right index before the database has taken its first statistics."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from cairn.channels import numbers
from cairn.conversations.identify import KNOWN
from cairn.conversations.models import Contact, Conversation, Identity
from cairn.leads.capture import TOUCH
from cairn.leads.models import Lead
from cairn.lib import clock
from tests.inbound.bodies import own_numbers

pytestmark = pytest.mark.django_db
PEOPLE = 300


@pytest.fixture(autouse=True)
def people():
    own_numbers()
    channel = numbers.first()
    contacts = Contact.objects.bulk_create(Contact(name=f"Customer {n}") for n in range(PEOPLE))
    Identity.objects.bulk_create(
        Identity(channel=channel, contact=contact, kind=kind, value=f"{kind}-{contact.pk}")
        for contact in contacts
        for kind in (Identity.Kind.PHONE, Identity.Kind.USER_ID)
    )
    talks = Conversation.objects.bulk_create(Conversation(channel=channel, contact=one) for one in contacts)
    Lead.objects.bulk_create(Lead(contact=t.contact, conversation=t, last_contact_at=clock.now()) for t in talks)


def plan(statement: str) -> str:
    """As a prepared statement is planned that knows nothing of its values."""
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", statement)))
    numbered = re.sub(r"%\((\w+)\)s", lambda found: f"${names.index(found[1]) + 1}", statement)
    with connection.cursor() as cursor:
        # A table that happens to be small would be read whole, which says nothing.
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"PREPARE looked_at AS {numbered}")
        cursor.execute(f"EXPLAIN EXECUTE looked_at({', '.join(['NULL'] * len(names))})")
        lines = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("DEALLOCATE looked_at")
    return lines


def test_somebody_known_is_found_by_kind_and_value():
    found = plan(KNOWN)
    assert len(re.findall(r"Index Cond: \(\(channel_id = \$\d\) AND .*kind.* AND .*value", found)) == 2, found


def test_the_lead_is_found_by_its_conversation():
    assert re.search(r"Index Cond: \(conversation_id = \$\d\)", plan(TOUCH)), plan(TOUCH)
