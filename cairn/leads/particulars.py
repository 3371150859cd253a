"""What is known of a customer and their trip, as short pieces of text for templates and snippets."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from cairn.accounts.models import Firm, User
from cairn.catalog.models import Departure, Trip
from cairn.conversations.models import Conversation
from cairn.leads.capture import current
from cairn.leads.models import Lead
from cairn.lib import clock
from cairn.lib.money import rupees


def particulars(conversation: Conversation, user: User | None = None) -> dict[str, str]:
    """First name, name, trip, date, price, ... of this conversation; what is not known is left out."""
    firm, lead = Firm.current(), current(conversation)
    name = conversation.contact.name.strip()
    facts = {
        "name": name,
        "first_name": name.split()[0] if name else "",
        "agent": user.name.split()[0] if user and user.name else "",
        "firm": firm.name,
        "upi_id": firm.upi_id,
        **(about(lead, firm) if lead else {}),
    }
    return {fact: text for fact, text in facts.items() if text}


def about(lead: Lead, firm: Firm) -> dict[str, str]:
    facts = {"party": str(lead.party_size or ""), "date": lead.travel_dates}
    return {**facts, **of_trip(lead.trip, firm)} if lead.trip else facts


def of_trip(trip: Trip, firm: Firm) -> dict[str, str]:
    """The next departure's facts; a lead's own dates are words of the customer, so a real date goes first."""
    today = timezone.localtime(clock.now(), firm.zone).date()
    departure = trip.departures.upcoming(today).exclude(status=Departure.Status.CANCELLED).first()
    price = departure.price if departure and departure.price else trip.price
    facts = {"trip": trip.name, "price": money(price), "advance": money(trip.advance), "pickup": pickup(trip)}
    facts["balance"] = money(price - trip.advance)
    return {**facts, "date": spoken(departure.start), "seats": str(departure.seats_left)} if departure else facts


def pickup(trip: Trip) -> str:
    first = trip.pickups[0] if trip.pickups else ""
    return str(first.get("point") or first.get("city") or "") if isinstance(first, dict) else str(first)


def spoken(day: date) -> str:
    return f"{day.day} {day:%B}"


def money(paise: int) -> str:
    """1500000 paise is ₹15,000, in Indian groups."""
    if not paise:
        return ""
    return rupees(paise)
