"""One conversation with Priya, and a browser for each of the cast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from cairn.conversations.models import Contact, Conversation, Message
from cairn.leads.models import Lead
from cairn.lib import clock


@pytest.fixture
def at_desk(asha):
    return signed_in(asha)


@pytest.fixture
def priya(channel):
    return talks(channel, "Priya Nair", phone="+919845011223")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def talks(channel, name, *, phone="", words="Hello", minutes=5, **fields):
    """Somebody with a conversation, a lead and one message."""
    at = clock.now() - timedelta(minutes=minutes)
    contact = Contact.objects.create(name=name, phone=phone)
    fields = {"last_inbound_at": at, "last_message_at": at, "last_words": words, "last_author": "customer"} | fields
    conversation = Conversation.objects.create(channel=channel, contact=contact, **fields)
    Lead.objects.create(contact=contact, conversation=conversation, last_contact_at=at, first_message=words)
    says(conversation, words, at=at)
    return conversation


def says(conversation, text, *, author="customer", status=None, at=None, **fields):
    inbound = author == "customer"
    return Message.objects.create(
        conversation=conversation,
        channel=conversation.channel,
        direction="in" if inbound else "out",
        author=author,
        text=text,
        status=status or ("received" if inbound else "sent"),
        at=at or clock.now(),
        **fields,
    )


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def thread(client, conversation, **query):
    return page(
        client, f"/inbox/{conversation.pk}/thread?" + "&".join(f"{key}={value}" for key, value in query.items())
    )
