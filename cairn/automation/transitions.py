"""The pipeline's rules as one table. Reading it is enough to know what Cairn does by itself, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.translation import gettext_noop

from cairn.leads.models import Priority, Stage
from cairn.leads.models import Task as LeadTask

Type = LeadTask.Type


class Mode(StrEnum):
    DO = "do"
    SUGGEST = "suggest"
    OFF = "off"


class Trigger(StrEnum):
    """What may happen. The first group is read from a customer's message, the second is told by the caller."""

    BOOKING_INTENT = "booking_intent"
    DATES_GIVEN = "dates_given"
    BUDGET_GIVEN = "budget_given"
    INTEREST_SHOWN = "interest_shown"
    PRICING_ASKED = "pricing_asked"
    TRIP_ASKED = "trip_asked"
    ENGAGED = "engaged"
    BARGAINED = "bargained"

    FIRST_REPLY = "first_reply"
    TASK_COMPLETED = "task_completed"
    QUOTE_SENT = "quote_sent"
    PAYMENT_RECEIVED = "payment_received"
    BOOKING_CONFIRMED = "booking_confirmed"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A task that follows. Under half a day `within` counts working time; None: as soon as a call is promised.

    `again`: also where the lead doesn't move a second one may follow when the first is closed.
    """

    type: Type
    title: str
    within: timedelta | None
    priority: Priority = Priority.MEDIUM
    reason: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """On `trigger` a lead in one of `sources` goes to `to`; in one of `stays` only what follows happens."""

    trigger: Trigger
    sources: tuple[Stage, ...]
    to: Stage
    why: str
    stays: tuple[Stage, ...] = ()
    tasks: tuple[FollowUp, ...] = ()
    priority: Priority | None = None
    notify: str = ""
    call: bool = False
    sequence: str = ""
    say: str = ""
    mode: Mode = Mode.DO

    @property
    def rule(self) -> str:
        return self.trigger.value


LADDER = (
    Stage.INQUIRY, Stage.CONTACTED, Stage.INTERESTED, Stage.QUALIFIED, Stage.PROPOSAL, Stage.NEGOTIATION, Stage.WON,
)  # fmt: skip
NEW, CONTACTED, INTERESTED, QUALIFIED, PROPOSAL, NEGOTIATION, WON = LADDER
CLOSED = (Stage.WON, Stage.LOST)
OPEN = LADDER[:-1]
HOT = gettext_noop("Hot lead ready to book - immediate action needed")


def hours(number: int) -> timedelta:
    return timedelta(hours=number)


KEEP_IN_TOUCH = "keep_in_touch"
IN_24 = FollowUp(Type.FOLLOW_UP, "Follow up with {name}", hours(24), reason=KEEP_IN_TOUCH, again=True)
IN_48 = FollowUp(Type.FOLLOW_UP, "Follow up with {name} about {trip}", hours(48), reason=KEEP_IN_TOUCH)
LINK = FollowUp(Type.PRICING, "Send booking link for {trip} to {name}", hours(2), Priority.HIGH, "booking_link")
PRICE = FollowUp(Type.PRICING, "Send pricing information for {trip} to {name}", hours(2), Priority.HIGH, "pricing")
CALL = FollowUp(Type.BOOKING, "Call {name}, ready to book {trip}", None, Priority.URGENT, "ready_to_book", again=True)
OFFER = FollowUp(Type.PROPOSAL, "Send {name} a proposal for {trip}", hours(2), Priority.HIGH, "proposal")
ANSWER = FollowUp(Type.PROPOSAL, "Answer {name}'s wish about the price", hours(2), Priority.HIGH, "bargain", again=True)
CONFIRM = FollowUp(Type.BOOKING, "Prepare {trip} for {name}", hours(24), reason="prepare")

TO_INTERESTED, TO_QUALIFIED = (NEW, CONTACTED), (NEW, CONTACTED, INTERESTED)
AFTER_CONTACT = (CONTACTED, INTERESTED, QUALIFIED, PROPOSAL, NEGOTIATION)
T = Trigger
# Said only where the assistant is switched off: with it on, the customer has just had the better answer.
WELCOME = "Hello {name}, thank you for writing to {firm}. We have read your message and a colleague answers here soon."
FACTS = (
    "{trip} costs {price} per person; {advance} books a seat and {balance} is due before the start. "
    "Tell us a date and how many you are, and a colleague sends the details."
)
STEPS = "Your seat on {trip} is booked with an advance of {advance} to {upi}. A colleague calls you about the rest."
READY, AFTER_QUOTE, PREPARE = "ready-to-book", "after-quote", "before-departure"

# Of several that apply, the one that goes furthest acts; among equals the upper one.
TABLE: tuple[Transition, ...] = (
    # trigger, from, to, because; then: where only the rest follows, tasks, priority of the lead, whom to tell, sequence
    Transition(T.FIRST_REPLY, (NEW,), CONTACTED, "{who} replied", AFTER_CONTACT, (IN_24,)),
    Transition(T.TASK_COMPLETED, (NEW,), CONTACTED, "{who} completed a task", (), (IN_24,)),
    Transition(T.INTEREST_SHOWN, TO_INTERESTED, INTERESTED, "the customer likes {trip}", (INTERESTED,),
               (LINK, IN_48), Priority.HIGH),
    Transition(T.PRICING_ASKED, TO_INTERESTED, INTERESTED, "the customer asked what {trip} costs", (),
               (PRICE, IN_48), Priority.HIGH, say=FACTS),
    Transition(T.TRIP_ASKED, TO_INTERESTED, INTERESTED, "the customer asked about {trip}", (),
               (PRICE, IN_48), Priority.HIGH, say=FACTS),
    Transition(T.ENGAGED, (CONTACTED,), INTERESTED, "the customer asked more after you replied", (), (IN_48,)),
    Transition(T.BOOKING_INTENT, TO_QUALIFIED, QUALIFIED, "the customer wants to book {trip}",
               (QUALIFIED, PROPOSAL, NEGOTIATION), (CALL,), Priority.HIGH, HOT, call=True, sequence=READY, say=STEPS),
    Transition(T.DATES_GIVEN, TO_QUALIFIED, QUALIFIED, "the customer gave a date and the number of people for {trip}",
               (), (OFFER,), Priority.HIGH, "{name} has a date for {trip}"),
    Transition(T.BUDGET_GIVEN, TO_QUALIFIED, QUALIFIED, "the customer named a budget",
               (), (OFFER,), Priority.HIGH, "{name} named a budget"),
    Transition(T.QUOTE_SENT, (NEW, CONTACTED, INTERESTED, QUALIFIED), PROPOSAL, "{who} sent a quote", (), (IN_48,),
               sequence=AFTER_QUOTE),
    Transition(T.BARGAINED, (PROPOSAL,), NEGOTIATION, "the customer bargains after the quote", (NEGOTIATION,),
               (ANSWER,), Priority.HIGH),
    Transition(T.PAYMENT_RECEIVED, OPEN, WON, "the payment arrived", (Stage.LOST,), (CONFIRM,),
               notify="Payment received from {name}", sequence=PREPARE),
    Transition(T.BOOKING_CONFIRMED, OPEN, WON, "the booking is confirmed", (), (CONFIRM,),
               notify="Booking of {name} confirmed", sequence=PREPARE),
    Transition(T.SILENCE, OPEN, Stage.LOST, "there was no answer after the last follow-up", mode=Mode.SUGGEST),
)  # fmt: skip
