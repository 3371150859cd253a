"""The customer-service window as a ring and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cairn.conversations.models import Channel, Conversation
from cairn.dashboard import times
from cairn.lib import clock

CLOSING = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Window:
    """`state`: open, closing (under two hours), closed, out (no messages wanted), none (a channel without windows)."""

    state: str
    until: datetime | None = None

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
    """What may be written now. Who asked for no messages and then wrote again gets an answer."""
    until, out = conversation.free_text_until, conversation.contact.opted_out_at
    if out and not (conversation.last_inbound_at and conversation.last_inbound_at > out):
        return Window("out", out)
    if conversation.channel.kind == Channel.Kind.WEBCHAT:
        return Window("none")
    if until is None or until <= clock.now():
        return Window("closed", until)
    return Window("closing" if until - clock.now() < CLOSING else "open", until)
