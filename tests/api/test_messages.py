"""Everything that can be said through the API: the simple contract stays, the richer kinds come beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cairn.conversations.models import Contact, Conversation, Message
from cairn.lib import clock
from tests.api.conftest import problem

BUTTONS = {
    "type": "button",
    "body": {"text": "Which trip?"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": "a", "title": "Explorer"}}]},
}
ASK = {"name": "reply_waiting", "language": "en"}


@pytest.fixture
def talk(lead):
    return Conversation.objects.get(pk=lead.conversation_id)


@pytest.fixture
def say(api, talk):
    return lambda body, **headers: api.post(f"/conversations/{talk.pk}/messages", body, **headers)


@pytest.fixture
def closed(talk):
    Conversation.objects.filter(pk=talk.pk).update(last_inbound_at=clock.now() - timedelta(hours=25))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"type": "interactive", "content": BUTTONS}, "Which trip?"),
        ({"type": "location", "content": {"latitude": 18.5, "longitude": 73.9, "name": "Pune"}}, "Pune"),
        ({"type": "image", "text": "The trail", "content": {"id": "26"}}, "The trail"),
        ({"type": "template", "text": "Hello", "content": {"name": "t", "language": {"code": "en"}}}, "Hello"),
    ],
)
def test_the_richer_kinds_are_queued_with_the_words_that_the_thread_shows(say, body, words):
    response = say(body)
    assert response.status_code == 201, response.content
    found = response.json()
    assert (found["type"], found["text"], found["status"]) == (body["type"], words, "queued")
    assert found["media"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "write something first"),
        ({"type": "poll"}, "kind of message"),
        ({"type": "interactive", "content": {}}, "interactive"),
        ({"type": "image", "content": {}}, "Choose one file"),
        ({"type": "interactive", "content": {**BUTTONS, "body": {"text": "x" * 1025}}}, "1,025 characters"),
        ({"type": "image", "content": {"attachment": "nonsense"}}, "choose it again"),
    ],
)
def test_what_whatsapp_would_refuse_is_a_422_with_the_limit(say, body, words):
    assert words in problem(say(body), 422)["detail"]


def test_a_quote_names_a_message_of_this_conversation(say, talk):
    said = talk.messages.get()
    assert say({"text": "Yes", "reply_to": said.pk}).json()["reply_to"] == said.wamid
    problem(say({"text": "Yes", "reply_to": said.pk + 999}), 404)


def test_outside_the_window_a_text_may_be_parked_behind_a_template(say, talk, closed):
    problem(say({"text": "Hello"}), 409)
    found = say({"text": "Hello", "park": ASK}).json()
    assert found["status"] == "parked"
    assert list(talk.messages.filter(direction="out").order_by("pk").values_list("type", flat=True)) == [
        "template",
        "text",
    ]


def test_a_parked_message_may_be_changed_and_taken_back(api, say, talk, closed):
    found = say({"text": "Hello", "park": ASK}).json()
    path = f"/conversations/{talk.pk}/messages/{found['id']}"
    assert api.patch(path, {"text": "Good morning"}).json()["text"] == "Good morning"
    assert api.call("delete", path).status_code == 204
    problem(api.call("delete", path), 404)


def test_what_is_on_its_way_can_not_be_changed(api, say, talk):
    found = say({"text": "Hello"}).json()
    problem(api.patch(f"/conversations/{talk.pk}/messages/{found['id']}", {"text": "x"}), 409)


def test_a_failed_message_is_sent_again_and_an_unknown_one_only_with_force(api, say, talk):
    found = say({"text": "Hello"}).json()
    path = f"/conversations/{talk.pk}/messages/{found['id']}/resend"
    problem(api.post(path, {}), 422)
    Message.objects.filter(pk=found["id"]).update(status="unknown")
    problem(api.post(path, {}), 409)
    again = api.post(path, {"force": True})
    assert (again.status_code, again.json()["text"]) == (201, "Hello")


def test_a_reaction_shows_on_its_message_and_is_none_of_the_thread(api, talk):
    said = talk.messages.get()
    assert api.post(f"/conversations/{talk.pk}/messages/{said.pk}/reaction", {"emoji": "👍"}).status_code == 204
    said.refresh_from_db()
    assert said.reactions["firm"]["emoji"] == "👍"
    assert len(api.get(f"/conversations/{talk.pk}/messages").json()["items"]) == 1
    problem(api.post(f"/conversations/{talk.pk}/messages/{said.pk}/reaction", {"emoji": "yes"}), 422)


def test_somebody_who_asked_for_silence_is_a_409_with_the_reason(say, api, talk):
    Contact.objects.update(opted_out_at=clock.now())
    assert "no more messages" in problem(say({"text": "Hello"}), 409)["detail"]
    assert api.get(f"/conversations/{talk.pk}").json()["window"]["mode"] == "nothing"


def test_our_own_failure_is_told_in_its_own_words(api, talk):
    Message.objects.create(
        conversation=talk, channel=talk.channel, direction="out", author="staff", text="Hi", status="failed",
        at=clock.now(), error_code=-1, error="The file is not there any more.",
    )  # fmt: skip
    error = api.get(f"/conversations/{talk.pk}/messages").json()["items"][-1]["error"]
    assert error["title"] == "The file is not there any more."
