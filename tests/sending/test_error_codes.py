"""Every code of the reference, given by WhatsApp to a real delivery: what becomes of message, number and customer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.channels import delivery
from cairn.channels.whatsapp.client import Refused
from cairn.channels.whatsapp.error_table import CODES
from cairn.channels.whatsapp.errors import Action, classify, in_words
from cairn.conversations.events import Problem, Receipt
from cairn.conversations.models import Channel, Consent, Contact, Conversation, Message
from cairn.conversations.outgoing import write
from cairn.conversations.reply import queue
from cairn.inbound.events import handle
from cairn.journal.models import Event
from cairn.lib import clock

pytestmark = pytest.mark.django_db
# HTTP 5xx with these leaves it open whether the message was taken (the simulator answers as Meta's page lists them).
OPEN = {2, 131000, 131016, 131057, 133004}
AGAIN = [code for code, known in CODES.items() if known.action is Action.RETRY and code not in OPEN]
SHUT = [*(code for code, known in CODES.items() if known.pauses), 200, 299]
WAITS = {131049: 24 * 60, 132015: 180, 132069: 60, 134101: 10}
ENDS = [
    *sorted(
        {code for code, known in CODES.items() if not known.pauses and known.action is not Action.RETRY} - set(WAITS)
    ),
    131201,
    138000,
    139000,
    139100,
    147001,
    2593107,
    424242,
]


@pytest.fixture
def message(conversation):
    return queue(conversation, text="Hello Priya", author="staff")


def bubble(message: Message) -> str:
    return in_words(message.error_code, message.error)


def test_every_code_of_the_table_is_driven_here():
    assert set(CODES) <= {*OPEN, *AGAIN, *SHUT, *WAITS, *ENDS}


@pytest.mark.parametrize("code", AGAIN)
def test_what_was_refused_for_a_while_is_tried_again(code, message, fault, deliver, due):
    fault(kind="error_code", code=code)
    assert deliver(message).status == "queued"
    assert message.next_attempt_at > message.at
    assert message.error == classify(code).means
    assert message.conversation.needs_person_since is None
    free(message)
    due()
    assert deliver(message).status == "accepted"
    assert (message.error, message.attempts) == ("", 2)


def free(message: Message) -> None:
    Channel.objects.update(free_at=None)
    Conversation.objects.filter(pk=message.conversation_id).update(free_at=None)


@pytest.mark.parametrize("code", sorted(OPEN))
def test_what_may_have_been_taken_is_unknown_and_never_sent_again(code, message, fault, deliver, due):
    fault(kind="error_code", code=code)
    assert deliver(message).status == "unknown"
    due()
    assert (deliver(message).status, message.attempts) == ("unknown", 1)
    assert "may have arrived" in message.error


@pytest.mark.parametrize("code", sorted(OPEN))
def test_refused_with_4xx_the_same_codes_prove_that_nothing_was_taken(code, message):
    message.conversation.messages.update(status="sending", attempts=1)
    message.refresh_from_db()
    delivery.settle(message, Refused(Problem(code)))
    message.refresh_from_db()
    assert (message.status, bool(message.next_attempt_at)) == ("queued", True)


@pytest.mark.parametrize("code", SHUT)
def test_what_shuts_the_number_stops_its_queue_and_calls_people_once(code, message, fault, deliver, channel):
    fault(kind="error_code", code=code)
    later = queue(message.conversation, text="And more", author="staff")
    assert deliver(message).status == "queued"
    channel.refresh_from_db()
    assert (channel.paused_code, bool(channel.paused_at)) == (code, True)
    assert classify(code).advice[:60] in channel.paused_why
    assert (deliver(later).status, later.attempts) == ("queued", 0)
    assert Event.objects.filter(type="notification", key__startswith="paused-").count() == 1


@pytest.mark.parametrize(("code", "minutes"), WAITS.items())
def test_what_helps_only_later_waits_and_lets_others_pass(code, minutes, closed, fault, deliver, due):
    template = queue(closed, content=write.template("hello_world", "en_US", text="Hello"), author="rule")
    fault(kind="error_code", code=code)
    assert deliver(template).status == "queued"
    wait = template.next_attempt_at - clock.now()
    assert timedelta(minutes=minutes) - timedelta(minutes=1) < wait <= timedelta(minutes=minutes)
    assert bubble(template).startswith(classify(code).means)
    Conversation.objects.filter(pk=closed.pk).update(last_inbound_at=clock.now())
    answer = queue(closed, text="They wrote: this need not wait", author="staff")
    assert deliver(answer).status == "accepted"


def test_an_answer_does_not_wait_a_day_for_131049(message, fault, deliver):
    fault(kind="error_code", code=131049)
    assert deliver(message).status == "failed"


def test_a_template_is_given_up_after_some_days_of_131049(closed, fault, deliver):
    template = queue(closed, content=write.template("hello_world", "en_US"), author="rule")
    Message.objects.filter(pk=template.pk).update(at=clock.now() - timedelta(days=3, hours=12))
    fault(kind="error_code", code=131049)
    assert deliver(template).status == "failed"


@pytest.mark.parametrize("code", ENDS)
def test_what_will_not_go_fails_at_once_with_words_and_a_person(code, message, fault, deliver, channel):
    fault(kind="error_code", code=code)
    assert (deliver(message).status, message.error_code, message.attempts) == ("failed", code, 1)
    message.conversation.refresh_from_db()
    channel.refresh_from_db()
    assert message.conversation.needs_person_why == "Not delivered"
    assert channel.paused_at is None
    assert bubble(message) == f"{classify(code).means} {classify(code).advice}"
    assert Event.objects.filter(type="delivery_failed", message_id=message.pk).count() == 1


@pytest.mark.parametrize("code", sorted({*CODES} - {131060}))
def test_the_same_code_in_a_receipt_means_the_same_for_number_and_customer(
    code, message, deliver, channel, django_capture_on_commit_callbacks
):
    deliver(message)
    later = clock.now()
    problem = Problem(code, classify(code).title, "Details of Meta")
    with django_capture_on_commit_callbacks(execute=True):
        handle(Receipt(channel.number, message.wamid, later, "failed", problem=problem), channel)
    message.refresh_from_db()
    channel.refresh_from_db()
    assert (message.status, message.error_code) == ("failed", code)
    assert (channel.paused_code == code) == classify(code).pauses
    assert Consent.objects.exists() == (code == 131050)


def test_131050_is_written_into_the_ledger_with_whatsapp_as_the_proof(message, fault, deliver):
    fault(kind="error_code", code=131050)
    deliver(message)
    contact = Contact.objects.get(pk=message.conversation.contact_id)
    assert (contact.opted_out_at, bool(contact.marketing_stopped_at)) == (None, True)
    assert Consent.objects.get().source == "refusal"


def test_130429_halves_the_pace_once_and_it_grows_back(message, fault, deliver, channel):
    from cairn.channels import rates

    fault(kind="error_code", code=130429)
    deliver(message)
    rates.slow_down(channel)
    channel.refresh_from_db()
    assert channel.pace == 40
    while rates.recover():
        pass
    channel.refresh_from_db()
    assert channel.pace == rates.PACE


def test_131057_keeps_the_whole_number_waiting_for_a_minute(message, fault, deliver, channel):
    fault(kind="error_code", code=131057)
    deliver(message)
    channel.refresh_from_db()
    assert channel.free_at >= message.at + timedelta(seconds=60)


def test_131056_makes_only_this_customer_wait_four_to_the_power_of_tries(message, fault, deliver, channel):
    fault(kind="error_code", code=131056)
    deliver(message)
    assert message.next_attempt_at >= message.at + timedelta(seconds=4)
    channel.refresh_from_db()
    assert channel.free_at < clock.now() + timedelta(seconds=1)


def test_a_receipt_that_gives_no_reason_is_no_dead_token(message, deliver, channel):
    deliver(message)
    handle(Receipt(channel.number, message.wamid, clock.now(), "failed", problem=Problem(0, "Unknown")), channel)
    message.refresh_from_db()
    channel.refresh_from_db()
    assert (message.error_code, channel.paused_at) == (None, None)
    assert bubble(message) == "Not delivered. WhatsApp did not say why."
