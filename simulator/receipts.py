"""The life of a message on the customer's phone: sent, delivered, read, or failed, each told to Cairn."""

from __future__ import annotations

import asyncio

from simulator import shapes
from simulator.events import Events
from simulator.journal import Journal
from simulator.outbox import Outbox
from simulator.settings import Settings
from simulator.world import Customer, Message, World

ONLY_SENT = ("reaction",)


class Receipts:
    def __init__(self, settings: Settings, world: World, outbox: Outbox, journal: Journal, events: Events) -> None:
        self._settings, self._world, self._outbox = settings, world, outbox
        self._journal, self._events = journal, events

    def begin(self, message: Message, *, fail_with: int | None = None) -> None:
        if fail_with is None:
            self._later(self._settings.sent_after, message, "sent")
        else:
            loop = asyncio.get_running_loop()
            loop.call_later(self._settings.sent_after, self._fail, message, fail_with)

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

    def mark(self, message: Message, word: str, error: int | None = None) -> None:
        message.status, message.error = word, error
        self._journal.note("status", {"id": message.id, "status": word} | ({"error": error} if error else {}))
        self._events.tell("message", customer=message.customer_id, id=message.id, status=word)

    def _later(self, seconds: float, message: Message, word: str) -> None:
        asyncio.get_running_loop().call_later(seconds, self._step, message, word)

    def _step(self, message: Message, word: str) -> None:
        customer = self._world.customers[message.customer_id]
        self.mark(message, word)
        value = shapes.status(self._settings, customer, message, word, self._world.now())
        self._outbox.receipt(customer.id, word, value)
        if word == "sent" and message.type not in ONLY_SENT:
            self._later(self._settings.delivered_after, message, "delivered")
        if word == "delivered" and message.shown:
            self._step(message, "read")

    def _fail(self, message: Message, code: int) -> None:
        customer = self._world.customers[message.customer_id]
        self.mark(message, "failed", code)
        value = shapes.failed(self._settings, customer, message, code, self._world.now())
        self._outbox.receipt(customer.id, "failed", value)
