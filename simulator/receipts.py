"""The life of a message on the customer's phone: sent, delivered, read, or failed, each told to Cairn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator import shapes
from simulator.people import Customer, Message

if TYPE_CHECKING:
    from simulator.box import Box

ONLY_SENT = ("reaction",)


class Receipts:
    def __init__(self, box: Box) -> None:
        self._box, self._settings, self._world = box, box.settings, box.world

    def begin(self, message: Message, *, fail_with: tuple[int, str] | None = None) -> None:
        if fail_with is None:
            self._later(self._settings.sent_after, message, "sent")
        else:
            self._box.later(self._settings.sent_after, self._fail, message, *fail_with)

    def resume(self, message: Message) -> None:
        """After a restart: a message that had not reached the phone goes on from where it was."""
        if message.status == "accepted":
            self.begin(message)
        elif message.status == "sent" and message.type not in ONLY_SENT:
            self._later(self._settings.delivered_after, message, "delivered")

    def show(self, customer: Customer) -> None:
        """The customer looks at the chat: whatever has arrived is now read."""
        for message in self._world.chats[customer.id]:
            if message.origin == "business" and not message.shown:
                message.shown = True
                if message.status == "delivered":
                    self._step(message, "read")

    def play(self, message: Message) -> None:
        """The customer has listened to a voice note."""
        if message.status in ("delivered", "read"):
            self._step(message, "played")

    def mark(self, message: Message, word: str, error: int | None = None) -> None:
        message.status, message.error = word, error
        self._box.journal.note("status", {"id": message.id, "status": word} | ({"error": error} if error else {}))
        self._box.events.tell("message", customer=message.customer_id, id=message.id, status=word)

    def _later(self, seconds: float, message: Message, word: str) -> None:
        self._box.later(seconds, self._step, message, word)

    def _step(self, message: Message, word: str) -> None:
        if word == "delivered" and message.shown and self._box.rules.skip_delivered:
            word = "read"
        self.mark(message, word)
        self._tell(message, word)
        if word == "sent" and message.type not in ONLY_SENT:
            self._later(self._settings.delivered_after, message, "delivered")
        if word == "delivered" and message.shown:
            self._step(message, "read")

    def _tell(self, message: Message, word: str) -> None:
        number, now = self._box.number_of(message), self._world.now()
        customer = self._world.as_seen(self._world.customers[message.customer_id], number.id)
        if "to_group" in message.extra:
            members = [self._world.customers[one] for one in self._world.groups.get(message.extra["to_group"], [])]
            value = shapes.to_group(number, members, message, word, now)
        else:
            value = shapes.status(number, customer, message, word, now, self._box.rules.pricing)
        self._box.outbox.receipt(number, customer.id, word, value)

    def _fail(self, message: Message, code: int, details: str = "") -> None:
        number, customer = self._box.number_of(message), self._world.customers[message.customer_id]
        self.mark(message, "failed", code)
        value = shapes.failed(number, customer, message, code, self._world.now(), details)
        self._box.outbox.receipt(number, customer.id, "failed", value)
