"""A caller with the token, and one customer who wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cairn.conversations.models import Contact, Conversation, Identity, Message
from cairn.leads import capture
from cairn.lib import clock

TOKEN = "test-token"


class Caller:
    """Speaks to /api/v1 with JSON and the token."""

    def __init__(self) -> None:
        self.client = Client(headers={"authorization": f"Bearer {TOKEN}"}, raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, **headers: str):
        extra = {"content_type": "application/json"} if body is not None else {}
        return getattr(self.client, method)(f"/api/v1{path}", body, headers=headers or None, **extra)

    def get(self, path: str, **query: Any):
        return self.client.get(f"/api/v1{path}", query)

    def again(self, path: str) -> str:
        """An address that was read in this quarter of an hour already, so that the access log costs nothing."""
        self.get(path)
        return path

    def post(self, path: str, body: Any = None, **headers: str):
        return self.call("post", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any):
        return self.call("patch", path, body)

    def put(self, path: str, body: Any):
        return self.call("put", path, body)


@pytest.fixture
def api(db, settings) -> Caller:
    settings.CAIRN_API_TOKEN = TOKEN
    return Caller()


@pytest.fixture
def customer(channel):
    """Makes one more customer who wrote `words`, with conversation, message, lead and first task."""

    def make(phone: str = "+919876543210", words: str = "Is the 7 day trip open?", name: str = "Meera", ago: float = 1):
        at = clock.now() - timedelta(minutes=ago)
        contact = Contact.objects.create(name=name, phone=phone)
        Identity.objects.create(channel=channel, contact=contact, kind="phone", value=phone)
        Identity.objects.create(channel=channel, contact=contact, kind="user_id", value=f"IN.{phone[1:]}")
        conversation = Conversation.objects.create(
            channel=channel, contact=contact, last_inbound_at=at, last_message_at=at, last_words=words, unread=1
        )
        message = hear(conversation, words, at)
        return capture.create(conversation, message, source="whatsapp", detail={})

    return make


def hear(conversation: Conversation, words: str, at=None) -> Message:
    at = at or clock.now()
    return Message.objects.create(
        conversation=conversation,
        channel_id=conversation.channel_id,
        wamid=f"wamid.{conversation.pk}.{at.timestamp()}.{Message.objects.count()}",
        direction="in",
        author="customer",
        text=words,
        status="received",
        at=at,
    )


@pytest.fixture
def lead(customer):
    return customer()


def problem(response, status: int) -> dict[str, Any]:
    """The body of a refusal, whose form is checked on the way."""
    assert response.status_code == status, response.content[:500]
    assert response["content-type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    assert body["detail"]
    assert "Traceback" not in response.content.decode()
    return body


def walk(api: Caller, path: str, **query: Any) -> list[list[Any]]:
    """All pages of a list."""
    pages, cursor = [], None
    while True:
        found = api.get(path, **query, **({"cursor": cursor} if cursor else {})).json()
        pages.append(found["items"])
        cursor = found["next"]
        if cursor is None:
            return pages
