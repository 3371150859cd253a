"""A customer answers at the very moment when a follow-up is due, and workers that get in each other's way."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from cairn.accounts.models import Firm
from cairn.automation.models import Enrolment, Sequence
from cairn.automation.sequences import due, edit, enrol
from cairn.automation.sequences.edit import StepIdea
from cairn.channels import delivery
from cairn.conversations.models import Conversation, Identity, Message
from cairn.inbound.events import handle
from cairn.journal.record import together
from cairn.leads.models import Lead
from cairn.lib import clock
from tests.automation.test_undo import a_lead

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 200


@pytest.fixture
def sequence(demo, channel) -> Sequence:
    Firm.objects.update(quiet_from="00:00", quiet_until="00:00")
    made = Sequence.objects.create(slug="race", name="Race")
    return edit.write(made, [StepIdea(text="One"), StepIdea(text="Two")])


def waiting_lead(channel, number: int) -> Lead:
    lead = a_lead(channel)
    Conversation.objects.filter(pk=lead.conversation_id).update(last_inbound_at=clock.now())
    phone = f"+9198{number:08d}"
    Identity.objects.create(channel=channel, contact=lead.contact, kind="phone", value=phone)
    return lead


def writes(channel, number: int, wamid: str) -> None:
    """As the filer does it: one transaction, its Events together."""
    from cairn.conversations.events import InboundMessage, Person

    sender = Person(phone=f"+9198{number:08d}")
    event = InboundMessage(channel.number, wamid, clock.now(), sender, "text", "Yes")
    with transaction.atomic(), together():
        handle(event, channel)


def at_once(*steps: Callable[[], object]) -> None:
    gate, wrong = threading.Barrier(len(steps)), []

    def run(step: Callable[[], object]) -> None:
        try:
            gate.wait()
            step()
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_customer_who_answers_at_the_same_moment_is_never_reminded_too(channel, sequence):
    leads = [waiting_lead(channel, number) for number in range(ROUNDS)]
    rows = [enrol.start(lead, sequence, replace=False) for lead in leads]
    Enrolment.objects.update(due_at=None)
    gate = threading.Barrier(2)

    def remind() -> None:
        for row in rows:
            Enrolment.objects.filter(pk=row.pk).update(due_at=clock.now())
            gate.wait(60)
            due.drain_some()
            delivery.claim(row.conversation_id)

    def answer() -> None:
        for number, _ in enumerate(rows):
            gate.wait(60)
            time.sleep(random.uniform(0, 0.06))
            writes(channel, number, f"wamid.R{number}")

    at_once(remind, answer)
    due.drain()
    left = Message.objects.filter(author="rule")
    # Either somebody had begun to send it before the answer was filed, or it is gone.
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"stopped"}
    assert set(left.values_list("status", flat=True)) <= {"sending"}
    assert left.filter(text="Two").count() == 0
    print(f"{ROUNDS} rounds: {left.count()} sent before the answer, {ROUNDS - left.count()} stopped by it")


def test_workers_that_drain_at_once_send_each_step_once(channel, sequence):
    leads = [waiting_lead(channel, number) for number in range(60)]
    for lead in leads:
        enrol.start(lead, sequence, replace=False)
    at_once(*[due.drain] * 4)
    due.drain()
    for lead in leads:
        said = Message.objects.filter(conversation=lead.conversation_id, author="rule").order_by("pk")
        assert list(said.values_list("text", flat=True)) == ["One", "Two"]
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"finished"}


def test_two_who_start_a_sequence_at_once_start_one(channel, sequence):
    lead = waiting_lead(channel, 1)

    def begin() -> None:
        with contextlib.suppress(enrol.NotStarted):
            enrol.start(lead, sequence, replace=False)

    at_once(begin, begin, begin)
    assert Enrolment.objects.filter(lead=lead).count() == 1


def test_a_worker_killed_half_way_leaves_the_step_due(channel, sequence):
    lead = waiting_lead(channel, 1)
    enrol.start(lead, sequence, replace=False)

    def dies() -> None:
        with transaction.atomic():
            due.drain_some()
            connection.connection.close()  # the process is gone before the commit

    with pytest.raises(Exception):  # noqa: B017  which error a dead connection gives is psycopg's
        dies()
    connection.close()
    assert not Message.objects.filter(author="rule").exists()
    due.drain()
    assert Message.objects.filter(author="rule").count() == 2
    assert Enrolment.objects.get().due_at is None and Enrolment.objects.get().started_at > clock.now() - timedelta(
        hours=1
    )
