"""What is known of a customer, as words for a template."""

from __future__ import annotations

import pytest

from cairn.catalog.models import Trip
from cairn.conversations.models import Contact, Conversation
from cairn.leads.models import Lead
from cairn.leads.particulars import particulars
from cairn.lib import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def priya(channel):
    contact = Contact.objects.create(name="Priya Nair", phone="+919845011223")
    return Conversation.objects.create(channel=channel, contact=contact)


def test_name_firm_and_colleague_are_known_without_a_lead(priya, asha):
    facts = particulars(priya, asha)
    assert (facts["first_name"], facts["agent"], facts["firm"]) == ("Priya", "Asha", "Trek & Stay")
    assert "trip" not in facts


def test_the_leads_trip_gives_price_advance_and_the_next_date(priya):
    trip = Trip.objects.get(name="7-Day Maharashtra Explorer")
    Lead.objects.create(contact=priya.contact, conversation=priya, trip=trip, party_size=2, last_contact_at=clock.now())
    facts = particulars(priya)
    assert (facts["price"], facts["advance"], facts["balance"]) == ("₹15,000", "₹2,000", "₹13,000")
    assert (facts["trip"], facts["party"], facts["date"]) == (trip.name, "2", "12 August")


def test_who_has_no_name_is_not_given_one(priya):
    Contact.objects.update(name="")
    assert "first_name" not in particulars(Conversation.objects.get())
