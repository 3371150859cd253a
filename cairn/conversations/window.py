"""What may be said to a customer now, and what it costs: the one place that decides it.

Meta: a message or a call from the customer, answered or not, opens 24 hours of free text; outside only templates go
through. A conversation that began at an advertisement costs nothing for 72 hours, which changes the price and not the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from cairn.lib import clock

if TYPE_CHECKING:
    from cairn.conversations.models import Conversation

WINDOW = timedelta(hours=24)
AD_WINDOW = timedelta(hours=72)
SKEW = timedelta(minutes=5)  # a time further ahead than this is wrong and opens nothing
CLOSED = gettext_noop("The customer last wrote more than 24 hours ago, so WhatsApp takes only a template.")
NEVER_WROTE = gettext_noop("This customer has not written yet, so WhatsApp takes only a template.")
OUT = gettext_noop("This customer asked for no more messages. Wait until they write again.")
OUT_CLOSED = gettext_noop(
    "This customer asked for no more messages, and their window is closed. Wait until they write again."
)
NO_MARKETING = gettext_noop("This customer stopped marketing messages. Only they can turn them on again.")


class Mode(StrEnum):
    """What WhatsApp takes."""

    FREE_TEXT = "free_text"
    TEMPLATE = "template"
    NOTHING = "nothing"


class Cost(StrEnum):
    """The class in which the next message is charged (Meta: per-message pricing since 1 October 2026)."""

    FREE = "free"
    SERVICE = "service"
    UTILITY = "utility"
    MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the decision stands on. `windows` false: a channel without them, such as the web chat."""

    last_inbound_at: datetime | None = None
    ad_until: datetime | None = None
    opted_out_at: datetime | None = None
    marketing_stopped_at: datetime | None = None
    paused: str = ""
    windows: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """`until`: end of free text. `free_until`: end of the advertisement's free time. `why`: why no free text goes, in
    a sentence. `held`: why nothing leaves this number at the moment, though it may be written."""

    mode: Mode
    until: datetime | None = None
    free_until: datetime | None = None
    why: str = ""
    held: str = ""
    marketing: bool = True

    @property
    def free_text(self) -> bool:
        return self.mode is Mode.FREE_TEXT

    @property
    def template(self) -> bool:
        """Whether a utility template may go; `marketing` says it of the others."""
        return self.mode is not Mode.NOTHING

    def cost(self, category: str = "") -> Cost:
        """What the next message counts as: a template of this category, or without one what the window asks for."""
        if self.free_until:
            return Cost.FREE
        if category:
            return Cost.MARKETING if category == "marketing" else Cost.UTILITY
        return Cost.SERVICE if self.free_text else Cost.UTILITY

    def refusal(self, type: str, category: str = "") -> str:
        """Why a message of this type can't go now, in a sentence; empty when it can."""
        if self.mode is Mode.NOTHING or (type != "template" and not self.free_text):
            return self.why
        return NO_MARKETING if type == "template" and category == "marketing" and not self.marketing else ""


def window(conversation: Conversation) -> Window:
    """The decision for this conversation now; its contact and channel are read if they are not loaded yet."""
    return decide(facts(conversation), clock.now())


def facts(conversation: Conversation) -> Facts:
    contact, channel = conversation.contact, conversation.channel
    return Facts(
        last_inbound_at=conversation.last_inbound_at,
        ad_until=conversation.ad_until,
        opted_out_at=contact.opted_out_at,
        marketing_stopped_at=contact.marketing_stopped_at,
        paused=channel.paused_why or "It is paused." if channel.paused_at else "",
        windows=channel.kind != channel.Kind.WEBCHAT,
    )


def decide(known: Facts, now: datetime) -> Window:
    """Pure: the same facts and the same moment give the same decision."""
    until = opened(known.last_inbound_at, now)
    is_open = not known.windows or (until is not None and now < until)
    common = {
        "until": until if known.windows else None,
        "free_until": known.ad_until if known.ad_until and now < known.ad_until <= now + AD_WINDOW else None,
        "held": known.paused,
        "marketing": known.opted_out_at is None and known.marketing_stopped_at is None,
    }
    mode, why = mode_of(known, now, is_open=is_open)
    return Window(mode, why=why, **common)  # type: ignore[arg-type]


def mode_of(known: Facts, now: datetime, *, is_open: bool) -> tuple[Mode, str]:
    if silent(known, now):
        return Mode.NOTHING, OUT
    if is_open:
        return Mode.FREE_TEXT, ""
    if known.opted_out_at:
        return Mode.NOTHING, OUT_CLOSED
    return Mode.TEMPLATE, CLOSED if known.last_inbound_at else NEVER_WROTE


def silent(known: Facts, now: datetime) -> bool:
    """Asked for no more messages, and has not written since."""
    if known.opted_out_at is None:
        return False
    wrote = heard(known.last_inbound_at, now)
    return wrote is None or wrote <= known.opted_out_at


def opened(last_inbound_at: datetime | None, now: datetime) -> datetime | None:
    """Until when free text goes after the customer's newest message or call; None when there is none to count from."""
    wrote = heard(last_inbound_at, now)
    return wrote + WINDOW if wrote else None


def heard(at: datetime | None, now: datetime) -> datetime | None:
    """The time to count from: never one of the future. A clock a little ahead of ours counts as now."""
    if at is None or at > now + SKEW:
        return None
    return min(at, now)
