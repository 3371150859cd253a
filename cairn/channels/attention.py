"""Show the customer that somebody is there: blue ticks, and a typing bubble while the assistant works.

Best effort. Nothing waits for it, nothing is kept of it, and what fails is not tried again. Meta: "Typing indicators".
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from cairn.channels.clients import client
from cairn.conversations import ownership
from cairn.conversations.models import Channel, Conversation, Message
from cairn.lib import lending, logs, secrets

log = logs.logger("attention")
REMEMBERED = 2000  # conversations


class Shown:
    """Which message was marked last in each conversation, so that no mark goes out twice from this process."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, tuple[int, bool]] = OrderedDict()
        self._lock = Lock()

    def first_time(self, conversation: int, message: int, *, typing: bool) -> bool:
        with self._lock:
            known, was_typing = self._last.get(conversation, (0, False))
            if message < known or (message == known and (was_typing or not typing)):
                return False
            self._last[conversation] = (message, typing)
            self._last.move_to_end(conversation)
            if len(self._last) > REMEMBERED:
                self._last.popitem(last=False)
            return True

    def clear(self) -> None:
        with self._lock:
            self._last.clear()


shown = Shown()


def typing(conversation_id: int) -> bool:
    """The assistant begins to work on it: read, and the bubble until the reply comes (25 seconds at most)."""
    found = Conversation.objects.select_related("channel").get(pk=conversation_id)
    return ownership.assistant_answers(found) and mark(found, typing=True)


def read(conversation_id: int) -> bool:
    """Somebody of the team has opened it."""
    return mark(Conversation.objects.select_related("channel").get(pk=conversation_id), typing=False)


def mark(conversation: Conversation, *, typing: bool) -> bool:
    """Mark the newest message of the customer, and with it all before. Whether WhatsApp took it."""
    channel = conversation.channel
    if channel.kind != Channel.Kind.WHATSAPP or channel.paused_at:
        return False
    heard = conversation.messages.filter(direction=Message.Direction.IN, wamid__isnull=False).order_by("-pk")
    newest = heard.values_list("pk", "wamid").first()
    if newest is None or not shown.first_time(conversation.pk, newest[0], typing=typing):
        return False
    lending.give_back()
    try:
        return client(channel).mark_read(channel.number, newest[1] or "", typing=typing)
    except (secrets.Broken, ValueError) as error:
        log.warning("not marked as read", conversation=conversation.pk, error=type(error).__name__)
        return False
