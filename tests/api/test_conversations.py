from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.conversations.models import Conversation, Message
from cairn.lib import clock
from tests.api.conftest import hear, problem, walk

CONVERSATION = {"id", "lead_id", "contact", "status", "assistant", "unread", "window", "last_message"}
MESSAGE = {
    "id",
    "wamid",
    "direction",
    "author",
    "type",
    "text",
    "media",
    "status",
    "error",
    "reply_to",
    "sources",
    "at",
}


@pytest.fixture
def talk(lead):
    return Conversation.objects.get(pk=lead.conversation_id)


def test_a_conversation_has_the_fields_of_the_contract(api, talk, lead):
    found = api.get("/conversations").json()
    assert set(found) == {"items", "next"}
    one = found["items"][0]
    assert set(one) == CONVERSATION
    assert set(one["window"]) == {"free_text_until", "open", "mode", "why", "held", "cost"}
    assert one["window"]["open"] is True
    assert one["lead_id"] == lead.pk
    assert one["last_message"]["text"] == "Is the 7 day trip open?"


def test_the_open_lead_of_a_conversation_is_the_one_named(api, customer):
    from cairn.leads import stages
    from cairn.leads.models import Lead

    lead = customer()
    stages.move(lead, to="won", actor="api", reason="paid in cash")
    again = Lead.objects.create(contact=lead.contact, conversation=lead.conversation, last_contact_at=clock.now())
    assert api.get("/conversations").json()["items"][0]["lead_id"] == again.pk


def test_conversations_are_found_by_status_and_words(api, customer):
    first, second = customer(name="Meera"), customer("+919876543211", name="Farhan")
    Conversation.objects.filter(pk=second.conversation_id).update(status="archived")
    ids = lambda **query: [found["id"] for found in api.get("/conversations", **query).json()["items"]]  # noqa: E731
    assert ids(status="archived") == [second.conversation_id]
    assert ids(q="meera") == [first.conversation_id]
    problem(api.get("/conversations", status="lost"), 422)


def test_walking_the_pages_shows_every_conversation_once_also_ties_and_silent_ones(api, customer):
    made = [customer(f"+9198765432{n:02}", ago=n // 3).conversation_id for n in range(8)]
    Conversation.objects.filter(pk__in=made[:3]).update(last_message_at=None)
    Conversation.objects.filter(pk__in=made[3:6]).update(last_message_at=clock.now())
    seen = [found["id"] for page in walk(api, "/conversations", limit=2) for found in page]
    assert sorted(seen) == sorted(made)


def test_a_page_costs_four_queries_however_long(api, customer, django_assert_num_queries):
    path = api.again("/conversations")
    for n in range(6):
        customer(f"+9198765432{n:02}")
        if n in (0, 5):
            with django_assert_num_queries(4):
                api.get(path)


def test_a_message_has_the_fields_of_the_contract(api, talk):
    found = api.get(f"/conversations/{talk.pk}/messages").json()["items"]
    assert set(found[0]) == MESSAGE
    assert found[0]["status"] == "received"


def test_the_thread_is_in_order_and_its_first_page_is_the_newest(api, talk):
    made = [talk.messages.get().pk, *(hear(talk, f"word {n}").pk for n in range(4))]
    pages = walk(api, f"/conversations/{talk.pk}/messages", limit=2)
    assert [[found["id"] for found in page] for page in pages] == [made[3:], made[1:3], made[:1]]


def test_a_thread_costs_three_queries(api, talk, django_assert_num_queries):
    hear(talk, "and?")
    path = api.again(f"/conversations/{talk.pk}/messages")
    with django_assert_num_queries(3):
        api.get(path)


def test_a_text_is_queued_as_the_team_and_the_assistant_steps_back(api, talk):
    response = api.post(f"/conversations/{talk.pk}/messages", {"text": " Namaste "})
    assert response.status_code == 201, response.content
    found = response.json()
    assert set(found) == MESSAGE
    assert (found["text"], found["author"], found["status"], found["direction"]) == (
        "Namaste",
        "staff",
        "queued",
        "out",
    )
    assert api.get(f"/conversations/{talk.pk}").json()["assistant"] == "paused"


def test_the_same_key_gives_the_same_message(api, talk):
    say = lambda: api.post(f"/conversations/{talk.pk}/messages", {"text": "Hello"}, **{"Idempotency-Key": "k1"})  # noqa: E731
    first, second = say(), say()
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert talk.messages.filter(direction="out").count() == 1


def test_the_same_key_for_another_text_is_refused(api, talk):
    api.post(f"/conversations/{talk.pk}/messages", {"text": "Hello"}, **{"Idempotency-Key": "k1"})
    problem(api.post(f"/conversations/{talk.pk}/messages", {"text": "Bye"}, **{"Idempotency-Key": "k1"}), 422)


def test_without_a_key_two_texts_are_two_messages(api, talk):
    for _ in range(2):
        assert api.post(f"/conversations/{talk.pk}/messages", {"text": "Hello"}).status_code == 201
    assert talk.messages.filter(direction="out").count() == 2


def test_a_closed_window_is_a_409_with_a_sentence(api, talk):
    Conversation.objects.filter(pk=talk.pk).update(last_inbound_at=clock.now() - timedelta(hours=25))
    found = problem(api.post(f"/conversations/{talk.pk}/messages", {"text": "Hello"}), 409)
    assert "24 hours" in found["detail"]


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "x" * 4097, "\ud800", 7, None])
def test_what_cannot_be_sent_is_a_422(api, talk, text):
    problem(api.post(f"/conversations/{talk.pk}/messages", {"text": text}), 422)


def test_a_failed_message_says_what_to_do(api, talk):
    Message.objects.create(
        conversation=talk, channel=talk.channel, direction="out", author="staff", text="Hi", status="failed",
        at=clock.now(), error_code=131026, error="Undeliverable",
    )  # fmt: skip
    found = api.get(f"/conversations/{talk.pk}/messages").json()["items"][-1]["error"]
    assert set(found) == {"code", "title", "what_to_do"}
    assert found["code"] == 131026
    assert found["what_to_do"]


@pytest.mark.parametrize("state", ["off", "paused", "on"])
def test_the_assistant_is_switched(api, talk, state):
    assert api.post(f"/conversations/{talk.pk}/assistant", {"state": state}).json()["assistant"] == state


def test_a_pause_that_has_run_out_counts_as_on(api, talk):
    Conversation.objects.filter(pk=talk.pk).update(assistant="paused", paused_until=clock.now() - timedelta(minutes=1))
    assert api.get(f"/conversations/{talk.pk}").json()["assistant"] == "on"


def test_an_unknown_state_or_conversation_is_refused(api, talk):
    problem(api.post(f"/conversations/{talk.pk}/assistant", {"state": "asleep"}), 422)
    problem(api.post("/conversations/987654/messages", {"text": "Hello"}), 404)
    problem(api.get(f"/conversations/{2**70}/messages"), 404)
