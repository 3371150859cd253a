"""A customer of the simulated WhatsApp who wrote just now, and their conversation at our side."""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import count

import pytest
from PIL import Image

from cairn.channels import delivery
from cairn.channels.attention import shown
from cairn.conversations.attachments import storage
from cairn.conversations.models import Attachment, Contact, Conversation, Identity, Message
from cairn.lib import clock

NUMBERS = count(9_812_400_000)


@pytest.fixture
def phone():
    return f"+91{next(NUMBERS)}"


@pytest.fixture
def customer(graph, phone):
    shown.clear()
    found = graph.post("/sim/customers", json={"name": "Priya", "phone": phone, "username": None}).json()["id"]
    graph.post(f"/sim/customers/{found}/messages", json={"type": "text", "text": {"body": "Hi"}})
    return found


@pytest.fixture
def conversation(channel, customer, phone):
    contact = Contact.objects.create(name="Priya", phone=phone)
    Identity.objects.create(channel=channel, contact=contact, kind="phone", value=phone)
    return Conversation.objects.create(channel=channel, contact=contact, last_inbound_at=clock.now())


@pytest.fixture
def closed(conversation):
    """The same conversation a day later, as far as we know."""
    Conversation.objects.filter(pk=conversation.pk).update(last_inbound_at=clock.now() - timedelta(hours=25))
    conversation.refresh_from_db()
    return conversation


@pytest.fixture
def fault(graph):
    def add(**fault):
        assert graph.post("/sim/faults", json={"times": 1, **fault}).status_code == 201

    return add


@pytest.fixture
def chat(graph, customer):
    """What the customer got from us, oldest first."""
    return lambda: [
        item for item in graph.get(f"/sim/customers/{customer}/messages").json()["items"] if item["from"] == "business"
    ]


@pytest.fixture
def deliver():
    def run(message: Message) -> Message:
        delivery.deliver(message.conversation_id)
        message.refresh_from_db()
        return message

    return run


@pytest.fixture
def due():
    """All waits are over."""
    return lambda: Message.objects.filter(status="queued").update(next_attempt_at=None)


@pytest.fixture
def photo(channel, asha, settings, tmp_path):
    """A file that the team uploaded."""
    settings.MEDIA_DIR = tmp_path
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "JPEG")
    made = Attachment.objects.create(
        channel=channel, user=asha, kind="image", mime="image/jpeg", filename="trail.jpg", state="stored",
        size=len(picture.getvalue()), stored_at=clock.now(),
    )  # fmt: skip
    storage.path(made.key).parent.mkdir(parents=True, exist_ok=True)
    storage.path(made.key).write_bytes(picture.getvalue())
    return made
