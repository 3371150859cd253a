"""The people, their chats and the clock: all that exists besides Meta and Cairn."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from simulator.ids import hidden_digits, new_user_id

Json = dict[str, Any]
WINDOW = 24 * 3600
KEPT = 2000  # messages a chat remembers: a load test must not eat the memory
TYPING = 25


@dataclass
class Customer:
    """A person with WhatsApp. `phone` is bare digits, None when hidden behind a username."""

    id: str
    name: str
    phone: str | None
    username: str | None
    user_id: str
    last_wrote: float | None = None
    typing_until: float = 0.0

    @property
    def digits(self) -> str:
        return self.phone or hidden_digits(self.user_id)


@dataclass
class Message:
    """One bubble. `origin` is customer or business; `at` is epoch seconds of the simulated clock."""

    id: str
    customer_id: str
    origin: str
    type: str
    content: Any
    text: str
    at: float
    status: str
    context: Json | None = None
    callback: str | None = None
    category: str = "service"
    free: bool = True
    by_user_id: bool = False
    error: int | None = None
    extra: Json = field(default_factory=dict)
    shown: bool = False


class World:
    """Customers by id, chats by customer, messages by wamid."""

    def __init__(self) -> None:
        self.customers: dict[str, Customer] = {}
        self.chats: dict[str, deque[Message]] = {}
        self.by_wamid: dict[str, Message] = {}
        self.by_phone: dict[str, Customer] = {}
        self.by_user_id: dict[str, Customer] = {}
        self.shift = 0.0

    def now(self) -> float:
        return time.time() + self.shift

    def add_customer(self, name: str, phone: str | None, username: str | None) -> Customer:
        number = len(self.customers) + 1
        return self.keep_customer(Customer(f"c{number}", name, phone, username, new_user_id(phone)))

    def keep_customer(self, customer: Customer) -> Customer:
        self.customers[customer.id] = customer
        self.by_user_id[customer.user_id] = customer
        if customer.phone:
            self.by_phone[customer.phone] = customer
        self.chats.setdefault(customer.id, deque())
        return customer

    def known(self, phone: str | None, username: str | None) -> Customer | None:
        if phone:
            return self.by_phone.get(phone)
        hidden = (one for one in self.customers.values() if one.phone is None)
        return next((one for one in hidden if username and one.username == username), None)

    def keep_message(self, message: Message) -> Message:
        chat = self.chats[message.customer_id]
        if len(chat) >= KEPT:
            self.by_wamid.pop(chat.popleft().id, None)
        chat.append(message)
        self.by_wamid[message.id] = message
        self._note_writing(message)
        return message

    def _note_writing(self, message: Message) -> None:
        customer = self.customers[message.customer_id]
        if message.origin == "business":
            customer.typing_until = 0.0
        else:
            customer.last_wrote = max(message.at, customer.last_wrote or 0.0)

    def window_left(self, customer: Customer) -> float:
        """Seconds in which free text may still be sent; 0 when closed."""
        if customer.last_wrote is None:
            return 0.0
        return max(0.0, customer.last_wrote + WINDOW - self.now())

    def is_typing(self, customer: Customer) -> bool:
        return customer.typing_until > self.now()

    def start_typing(self, customer: Customer) -> None:
        customer.typing_until = self.now() + TYPING

    def unread_before(self, message: Message) -> list[Message]:
        """The customer's own messages that Cairn has now read: this one and the earlier ones."""
        own = (one for one in self.chats[message.customer_id] if one.origin == "customer")
        return [one for one in own if one.at <= message.at and one.status != "read"]


def as_record(thing: Customer | Message) -> Json:
    return dict(vars(thing))
