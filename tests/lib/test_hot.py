"""Prepared statements give the same rows as Django, and put the same ones down."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from cairn.accounts.models import Firm
from cairn.conversations.models import Channel, Contact, Conversation, Message
from cairn.leads import hold
from cairn.leads.models import Lead
from cairn.lib import clock, hot

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(channel):
    contact = Contact.objects.create(name="Priya")
    return Conversation.objects.create(channel=channel, contact=contact)


@pytest.fixture
def lead(conversation):
    return Lead.objects.create(
        contact=conversation.contact, conversation=conversation, last_contact_at=clock.now(), tags=["hill", "snow"],
        extra={"size": 3}, score_parts=[{"why": "asked", "points": 5}],
    )  # fmt: skip


def said(conversation: Conversation, **more: object) -> Message:
    return Message(
        conversation=conversation, channel_id=conversation.channel_id, direction=Message.Direction.OUT, author="rule",
        text='100 % "sure" — हाँ', content={"a": [1, None, "x"]}, status=Message.Status.QUEUED, at=clock.now(), **more,
    )  # fmt: skip


def values(row) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def read(model, pk: int):
    columns = hot.Columns(model, "t")
    row = hot.fetch_one(f"SELECT {columns.sql} FROM {model._meta.db_table} AS t WHERE id = %(pk)s", {"pk": pk})
    return columns.made(row)


def test_a_row_is_the_same_instance_as_through_django(lead, conversation, demo):
    said(conversation).save()
    for model in (Lead, Conversation, Message, Contact, Channel, Firm):
        row = model.objects.latest("pk")
        assert values(read(model, row.pk)) == values(row)
        assert not read(model, row.pk)._state.adding


def test_an_inserted_row_is_what_save_would_have_written(conversation):
    row = hot.insert(said(conversation, idempotency_key="one"))
    assert values(Message.objects.get(pk=row.pk)) == values(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        hot.insert(said(conversation, idempotency_key="one"))


def test_a_held_lead_is_written_once_with_all_that_became_of_it(lead, conversation, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(2):
        held = hold.hold(conversation)
        held.stage, held.party_size, held.score_parts, held.travel_dates = "interested", 4, [{"why": "told"}], "12-05"
        hold.keep(held)
    assert values(Lead.objects.get(pk=lead.pk)) == values(held)


def test_whoever_counts_statements_sees_these_too(conversation):
    seen = []
    with connection.execute_wrapper(lambda run, sql, *rest: (seen.append(sql), run(sql, *rest))[1]):
        read(Contact, conversation.contact_id)
    assert len(seen) == 1
