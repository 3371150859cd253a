"""Leads of the demo firm: Priya, and as many others as a test asks for."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from cairn.conversations.models import Contact, Conversation
from cairn.leads.models import Lead, Task
from cairn.lib import clock

numbers = itertools.count(10_000)


@pytest.fixture
def priya(channel):
    return lead_of(channel, "Priya Nair")


@pytest.fixture
def task(priya):
    return task_of(priya)


def lead_of(channel, name="Somebody", *, phone="", hours=1, **fields) -> Lead:
    at = clock.now() - timedelta(hours=hours)
    contact = Contact.objects.create(name=name, phone=phone or f"+9198450{next(numbers)}")
    conversation = Conversation.objects.create(channel=channel, contact=contact, last_message_at=at, last_inbound_at=at)
    fields = {"last_contact_at": at, "first_message": "Hello", "newest_message": "Hello"} | fields
    return Lead.objects.create(contact=contact, conversation=conversation, **fields)


def task_of(lead, *, hours=1, type="follow_up", reason="", **fields) -> Task:
    due = clock.now() + timedelta(hours=hours)
    fields = {"title": "Call", "due_at": due, "reason": reason or f"r{next(numbers)}"} | fields
    return Task.objects.create(lead=lead, type=type, **fields)
