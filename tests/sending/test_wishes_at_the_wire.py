"""Whoever asked for silence has it, at the last moment before anything leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.assistant.models import Answer
from cairn.channels import delivery
from cairn.conversations.models import Contact, Conversation, Template
from cairn.conversations.outgoing import write
from cairn.conversations.reply import queue
from cairn.lib import clock

pytestmark = pytest.mark.django_db
HELLO = write.template("hello_world", "en_US", text="Hello World")


@pytest.fixture
def silent(conversation):
    """They said stop a moment ago."""
    now = clock.now()
    Contact.objects.filter(pk=conversation.contact_id).update(opted_out_at=now)
    Conversation.objects.filter(pk=conversation.pk).update(last_inbound_at=now)
    return conversation


@pytest.mark.parametrize("author", ["assistant", "staff", "rule"])
def test_nothing_reaches_somebody_who_said_stop(author, silent, deliver, chat):
    message = queue(silent, text="One more thing", author=author)
    assert deliver(message).status == "failed"
    assert "no more messages" in message.error
    assert chat() == []


def test_no_template_either(silent, deliver, chat):
    assert deliver(queue(silent, content=HELLO, author="rule")).status == "failed"
    assert chat() == []


def test_the_confirmation_of_their_wish_goes_through(silent, deliver):
    confirmation = queue(silent, text="You get no more messages from us.", author="rule", key="consent-7")
    assert deliver(confirmation).status == "accepted"


def test_so_does_the_assistants_own_answer_to_it(silent, deliver):
    message = queue(silent, text="Understood, no more messages.", author="assistant")
    Answer.objects.create(conversation=silent, message=message, question="leave me", expect="opt_out", took_ms=1)
    assert deliver(message).status == "accepted"


def test_when_they_write_again_they_are_answered(silent, deliver):
    Conversation.objects.update(last_inbound_at=clock.now() + timedelta(seconds=1))
    assert deliver(queue(silent, text="Of course", author="assistant")).status == "accepted"


def test_a_marketing_stop_stops_marketing_templates_only(closed, deliver):
    Contact.objects.update(marketing_stopped_at=clock.now())
    template = Template.objects.create(
        account=closed.channel.account, name="hello_world", language="en_US", category="utility", status="approved"
    )
    assert deliver(queue(closed, content=HELLO, author="rule")).status == "accepted"
    template.category = "marketing"
    template.save()
    message = queue(closed, content=HELLO, author="rule")
    assert deliver(message).status == "failed"
    assert "stopped marketing" in message.error


def test_a_refusal_at_the_last_moment_lets_what_comes_behind_it_pass(closed):
    queue(closed, text="Too late", author="staff")
    queue(closed, content=HELLO, author="staff")
    assert delivery.deliver(closed.pk) == 1
    assert list(closed.messages.order_by("pk").values_list("status", flat=True)) == ["failed", "accepted"]


def test_a_rule_for_a_number_of_another_account_knows_its_own_templates(closed, deliver):
    Template.objects.create(
        account="another", name="hello_world", language="en_US", category="marketing", status="approved"
    )
    assert deliver(queue(closed, content=HELLO, author="rule")).status == "accepted"
