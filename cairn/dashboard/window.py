"""The customer-service window as a ring and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from cairn.conversations import rates
from cairn.conversations import window as windows
from cairn.conversations.models import Channel, Conversation
from cairn.dashboard import times
from cairn.lib import clock

CLOSING = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Window:
    """`state`: open, closing (under two hours), closed, out (no messages wanted), none (a channel without windows)."""

    state: str
    until: datetime | None = None
    why: str = ""
    held: str = ""
    cost: str = ""
    free_until: datetime | None = None

    @property
    def writable(self) -> bool:
        return self.state not in ("closed", "out")

    @property
    def span(self) -> timedelta:
        return max(timedelta(0), self.until - clock.now()) if self.until else timedelta(0)

    @property
    def hours(self) -> float:
        """How much of the ring is full, of 24."""
        return round(self.span.total_seconds() / 3600, 1)

    @property
    def left(self) -> str:
        return times.left(self.span)


def window(conversation: Conversation) -> Window:
    """What may be written now, as the composer and the list show it."""
    found = windows.window(conversation)
    cost = rates.words(found, conversation.contact.phone)
    more = {"why": _(found.why) if found.why else "", "held": found.held, "cost": cost, "free_until": found.free_until}
    if found.mode is windows.Mode.NOTHING:
        return Window("out", conversation.contact.opted_out_at, **more)  # type: ignore[arg-type]
    if conversation.channel.kind == Channel.Kind.WEBCHAT:
        return Window("none")
    return Window(state(found), found.until, **more)  # type: ignore[arg-type]


def state(found: windows.Window) -> str:
    if not found.free_text:
        return "closed"
    return "closing" if found.until and found.until - clock.now() < CLOSING else "open"
