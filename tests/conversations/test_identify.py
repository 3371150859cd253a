"""Who wrote? No stranger is merged, nobody loses their history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cairn.conversations.events import Person
from cairn.conversations.identify import change_identity, identify, recognise
from cairn.conversations.models import Contact, Conversation, Identity

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PRIYA = Person(phone="+919845011223", user_id="IN.1234567890", name="Priya")


def test_the_same_person_is_one_contact(channel):
    first = identify(channel, PRIYA, NOW)
    again = identify(channel, PRIYA, NOW)
    assert (first.created, again.created) == (True, False)
    assert first.contact == again.contact


def test_somebody_without_a_phone_is_known_by_the_user_id(channel):
    first = identify(channel, PRIYA, NOW).contact
    assert identify(channel, Person(user_id="IN.1234567890", username="priya"), NOW).contact == first
    assert Contact.objects.get().username == "priya"
    assert Contact.objects.get().phone == "+919845011223"


def test_an_old_contact_gets_its_user_id_when_whatsapp_names_it(channel):
    first = identify(channel, Person(phone="+919845011223"), NOW).contact
    assert identify(channel, PRIYA, NOW).contact == first


def test_a_phone_that_was_handed_on_belongs_to_a_stranger(channel):
    priya = identify(channel, PRIYA, NOW).contact
    stranger = identify(channel, Person(phone="+919845011223", user_id="IN.999"), NOW + timedelta(days=400)).contact
    assert stranger != priya
    assert identify(channel, Person(phone="+919845011223"), NOW + timedelta(days=401)).contact == stranger
    assert identify(channel, Person(user_id="IN.1234567890"), NOW + timedelta(days=401)).contact == priya


def test_a_thousand_strangers_without_a_phone_stay_strangers(channel):
    people = {identify(channel, Person(user_id=f"IN.{n}"), NOW).contact.pk for n in range(100)}
    assert len(people) == 100


def test_two_halves_become_one_when_whatsapp_says_so(channel):
    by_phone = identify(channel, Person(phone="+919845011223"), NOW).contact
    by_id = identify(channel, Person(user_id="IN.1234567890"), NOW).contact
    found = identify(channel, PRIYA, NOW)
    assert found.contact == by_id
    assert found.same_person == [by_phone]


def test_a_new_number_keeps_the_history_and_retires_the_old_one(channel):
    priya = identify(channel, PRIYA, NOW).contact
    after = Person(phone="+919900000000", user_id="IN.777")
    change_identity(channel, Person(phone="+919845011223"), after, NOW + timedelta(hours=1))
    assert identify(channel, after, NOW + timedelta(hours=2)).contact == priya
    assert Identity.objects.get(value="+919845011223").retired_at == NOW + timedelta(hours=1)


def test_a_late_message_from_the_old_number_still_finds_its_owner(channel):
    priya = identify(channel, PRIYA, NOW).contact
    change_identity(channel, Person(phone="+919845011223"), Person(phone="+919900000000"), NOW + timedelta(hours=1))
    assert identify(channel, Person(phone="+919845011223"), NOW + timedelta(minutes=5)).contact == priya


def test_a_shared_parent_id_never_stands_in_the_way(channel):
    old, new = (Person(user_id=f"IN.{n}", parent_user_id="IN.ENT.9") for n in (1, 2))
    first = identify(channel, old, NOW).contact
    second = identify(channel, new, NOW).contact
    Identity.objects.filter(contact=second).update(contact=first)
    assert identify(channel, new, NOW).contact == first


def test_somebody_known_is_recognised_until_the_message_says_something_new(channel):
    contact = identify(channel, PRIYA, NOW).contact
    conversation = Conversation.objects.create(channel=channel, contact=contact)
    assert recognise(channel, PRIYA) == conversation
    assert recognise(channel, replace(PRIYA, name="Priya Nair")) is None
    assert recognise(channel, replace(PRIYA, user_id="IN.999")) is None
    assert recognise(channel, Person(user_id="IN.5", name="Priya")) is None
