"""The outbox against a WhatsApp that answers, refuses, hangs up and lies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.channels import delivery
from cairn.channels.whatsapp.client import Accepted, Unknown
from cairn.conversations import receipts
from cairn.conversations.events import Problem, Receipt
from cairn.conversations.models import Contact, Conversation, Identity, Message
from cairn.conversations.reply import queue
from cairn.journal.models import Event
from cairn.lib import clock

pytestmark = pytest.mark.django_db
PHONE = "+919812300000"


@pytest.fixture
def customer(graph):
    """Somebody who wrote just now, so that WhatsApp's window is open too."""
    found = graph.post("/sim/customers", json={"name": "Priya", "phone": PHONE, "username": None}).json()["id"]
    graph.post(f"/sim/customers/{found}/messages", json={"type": "text", "text": {"body": "Hi"}})
    return found


@pytest.fixture
def conversation(channel, customer):
    contact = Contact.objects.create(name="Priya", phone=PHONE)
    Identity.objects.create(channel=channel, contact=contact, kind="phone", value=PHONE)
    return Conversation.objects.create(channel=channel, contact=contact, last_inbound_at=clock.now())


@pytest.fixture
def message(conversation):
    return queue(conversation, text="Hello Priya", author="assistant")


def deliver(message: Message) -> Message:
    delivery.deliver(message.conversation_id)
    message.refresh_from_db()
    return message


def fault(graph, **fault) -> None:
    assert graph.post("/sim/faults", json={"times": 1, **fault}).status_code == 201


def chat(graph, customer) -> list[str]:
    items = graph.get(f"/sim/customers/{customer}/messages").json()["items"]
    return [item["text"] for item in items if item["from"] == "business"]


def test_a_queued_reply_is_accepted_with_whatsapps_id(message):
    assert deliver(message).status == "accepted"
    assert message.wamid.startswith("wamid.")
    assert Event.objects.filter(type="message_sent", message_id=message.pk).count() == 1


def test_a_message_is_sent_in_ten_statements(message, django_assert_num_queries):
    """Two transactions: lock, read, take a place; lock, accept, write the Events."""
    with django_assert_num_queries(10):
        delivery.deliver(message.conversation_id)
    message.refresh_from_db()
    assert (message.status, message.error, message.sending_since) == ("accepted", "", None)


def test_delivering_twice_sends_once(message, graph, customer):
    deliver(message)
    deliver(message)
    assert message.attempts == 1


def test_replies_leave_in_their_order(conversation, graph, customer):
    for words in ("one", "two", "three"):
        queue(conversation, text=words, author="assistant")
    assert delivery.deliver(conversation.pk) == 3
    assert chat(graph, customer)[-3:] == ["one", "two", "three"]


def test_a_busy_whatsapp_is_asked_again_later(message, graph):
    fault(graph, kind="error_code", code=130429)
    assert deliver(message).status == "queued"
    assert message.next_attempt_at > clock.now()
    assert delivery.deliver(message.conversation_id) == 0
    Message.objects.update(next_attempt_at=clock.now())
    assert deliver(message).status == "accepted"


def test_what_waits_keeps_later_replies_behind_it(conversation, message, graph):
    fault(graph, kind="error_code", code=130429)
    deliver(message)
    later = queue(conversation, text="later", author="assistant")
    assert deliver(later).status == "queued"


def test_a_refusal_is_final_and_tells_the_team_why(message, graph, conversation):
    fault(graph, kind="error_code", code=131026)
    assert deliver(message).status == "failed"
    conversation.refresh_from_db()
    assert message.error_code == 131026
    assert conversation.needs_person_why == "Not delivered"
    assert Event.objects.filter(type="delivery_failed", message_id=message.pk).count() == 1


@pytest.mark.parametrize(
    "kind",
    [{"kind": "drop_reply"}, {"kind": "html", "accept": True}, {"kind": "status", "status": 503, "accept": True}],
)
def test_what_may_have_arrived_is_unknown_and_never_sent_again(message, graph, kind):
    fault(graph, **kind)
    assert deliver(message).status == "unknown"
    deliver(message)
    assert delivery.waiting() == []
    assert message.attempts == 1


def test_a_receipt_with_our_id_ends_the_doubt(message, graph, channel):
    fault(graph, kind="drop_reply")
    deliver(message)
    receipts.apply(channel, Receipt("1", "wamid.X", clock.now(), "delivered", callback=str(message.callback)))
    message.refresh_from_db()
    assert (message.status, message.wamid) == ("delivered", "wamid.X")


def test_without_a_network_it_waits(message, settings):
    settings.WHATSAPP_GRAPH_URL = "http://127.0.0.1:9"
    delivery.client.cache_clear()
    assert deliver(message).status == "queued"
    assert message.error == "WhatsApp can't be reached"


def test_a_closed_window_is_noticed_before_anything_is_sent(message, conversation):
    Conversation.objects.update(last_inbound_at=clock.now() - timedelta(hours=25))
    assert deliver(message).status == "failed"
    assert (message.error_code, message.attempts) == (131047, 0)


def test_a_sender_that_died_leaves_an_unknown(message):
    Message.objects.update(status="sending", sending_since=clock.now() - timedelta(minutes=2), attempts=1)
    assert delivery.stuck() == 1
    message.refresh_from_db()
    assert message.status == "unknown"


def test_a_late_answer_of_whatsapp_still_counts(message):
    """The sweeper gave up, then the answer came: it is accepted after all."""
    Message.objects.update(status="unknown", attempts=1)
    delivery.settle(message, Accepted("wamid.late"))
    message.refresh_from_db()
    assert (message.status, message.wamid) == ("accepted", "wamid.late")


def test_an_old_attempt_cannot_undo_a_newer_one(message):
    Message.objects.update(status="sending", attempts=2)
    message.attempts = 1
    delivery.settle(message, Unknown("zombie"))
    message.refresh_from_db()
    assert message.status == "sending"


def test_somebody_without_a_phone_gets_it_by_user_id(channel, graph):
    person = graph.post("/sim/customers", json={"name": "W", "phone": None, "username": "wander"}).json()
    graph.post(f"/sim/customers/{person['id']}/messages", json={"type": "text", "text": {"body": "Hi"}})
    contact = Contact.objects.create(username="wander")
    Identity.objects.create(channel=channel, contact=contact, kind="user_id", value=person["user_id"])
    conversation = Conversation.objects.create(channel=channel, contact=contact, last_inbound_at=clock.now())
    assert deliver(queue(conversation, text="Hello", author="assistant")).status == "accepted"
    assert chat(graph, person["id"]) == ["Hello"]


def test_a_doubt_calls_a_person_after_two_minutes_and_only_once(message, conversation):
    Message.objects.update(status="unknown", sending_since=clock.now() - timedelta(seconds=121))
    assert (delivery.doubtful(), delivery.doubtful()) == (1, 0)
    conversation.refresh_from_db()
    assert conversation.needs_person_why == "Maybe not delivered"


def test_a_receipt_ends_the_call_too(message, conversation, channel):
    test_a_doubt_calls_a_person_after_two_minutes_and_only_once(message, conversation)
    receipts.apply(channel, Receipt("1", "wamid.Y", clock.now(), "sent", callback=str(message.callback)))
    conversation.refresh_from_db()
    message.refresh_from_db()
    assert (conversation.needs_person_since, message.error) == (None, "")
    assert Event.objects.filter(type="message_sent", message_id=message.pk).count() == 1


def test_a_failure_that_came_before_the_answer_is_told(message, conversation, channel):
    receipts.apply(channel, Receipt("1", "wamid.Z", clock.now(), "failed", problem=Problem(131026, "Undeliverable")))
    Message.objects.update(status="sending", attempts=0)
    delivery.settle(message, Accepted("wamid.Z"))
    conversation.refresh_from_db()
    assert conversation.needs_person_why == "Not delivered"


def test_a_receipt_that_crossed_the_answer_is_matched_by_the_sweeper(message, channel):
    receipts.apply(channel, Receipt("1", "wamid.C", clock.now(), "delivered"))
    Message.objects.update(status="accepted", wamid="wamid.C")
    assert receipts.match_waiting() == 1
    message.refresh_from_db()
    assert message.status == "delivered"
