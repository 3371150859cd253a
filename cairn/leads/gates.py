"""What a lead needs to pass into a stage, and what each stage is expected to look like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_noop

from cairn.journal.models import Event
from cairn.leads.models import Lead, Stage

# What people choose from; a note beside it says the rest.
LOST_REASONS = (
    gettext_noop("Dates do not suit"),
    gettext_noop("Too expensive"),
    gettext_noop("Went elsewhere"),
    gettext_noop("No answer"),
    gettext_noop("Only asked"),
    gettext_noop("Not a customer"),
)
WON_REASONS = (
    gettext_noop("Paid in cash"),
    gettext_noop("Paid by bank transfer"),
    gettext_noop("Booked by phone"),
    gettext_noop("Booked through a partner"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """`chance` that a lead here is won, in per cent; `norm`: how long one stays; `stale`: silence after which it fades.

    The norm holds until the firm's own moves say better. `brings` tells an empty column what brings cards to it.
    """

    chance: int
    norm: timedelta
    stale: timedelta
    brings: str


def days(number: float) -> timedelta:
    return timedelta(days=number)


PLANS: dict[Stage, Plan] = {
    Stage.INQUIRY: Plan(8, days(0.1), days(2), gettext_noop("Everybody who writes for the first time comes here.")),
    Stage.CONTACTED: Plan(
        14, days(1.2), days(4), gettext_noop("A lead comes here when one of you answers, or a task is done.")
    ),
    Stage.INTERESTED: Plan(
        27, days(1.8), days(5), gettext_noop("A lead comes here when the customer asks about a trip or its price.")
    ),
    Stage.QUALIFIED: Plan(
        52, days(0.6), days(3), gettext_noop("A lead comes here with dates, a budget, or the wish to book.")
    ),
    Stage.PROPOSAL: Plan(
        64, days(1.5), days(4), gettext_noop("A lead comes here when a quote or a booking link was sent.")
    ),
    Stage.NEGOTIATION: Plan(
        58, days(2.1), days(5), gettext_noop("A lead comes here when the customer bargains after a quote.")
    ),
    Stage.WON: Plan(100, days(30), days(3650), gettext_noop("A payment or a booking brings a lead here.")),
    Stage.LOST: Plan(
        0, days(30), days(3650), gettext_noop("Leads that came to nothing end here, each with its reason.")
    ),
}
OPEN = tuple(stage for stage in Stage if stage not in (Stage.WON, Stage.LOST))


def proven(lead: Lead) -> bool:
    """Whether a payment or a booking of this lead is known."""
    return Event.objects.filter(lead_id=lead.pk, type__in=["payment_received", "booking_confirmed"]).exists()
