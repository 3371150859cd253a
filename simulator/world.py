"""The people, their chats and the clock: all that exists besides Meta and Cairn."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace

from simulator.ids import new_user_id, spellings
from simulator.people import Customer, Message, Thread

HOUR = 3600
WINDOW = 24 * HOUR
ENTRY = 72 * HOUR
MONTH = 30 * WINDOW
KEPT = 2000  # messages a chat remembers: a load test must not eat the memory
TYPING = 25


class World:
    """Customers by id, chats by customer, messages by wamid. `first`: the number meant when none is named."""

    def __init__(self, first: str = "") -> None:
        self.first = first
        self.customers: dict[str, Customer] = {}
        self.chats: dict[str, deque[Message]] = {}
        self.by_wamid: dict[str, Message] = {}
        self.by_phone: dict[str, Customer] = {}
        self.by_user_id: dict[str, Customer] = {}
        self.groups: dict[str, list[str]] = {}
        self._threads: dict[tuple[str, str], Thread] = {}
        self.shift = 0.0

    def now(self) -> float:
        return time.time() + self.shift

    def add_customer(self, name: str, phone: str | None, username: str | None, parent: str | None = None) -> Customer:
        number = len(self.customers) + 1
        return self.keep_customer(Customer(f"c{number}", name, phone, username, new_user_id(phone), parent))

    def keep_customer(self, customer: Customer) -> Customer:
        """Also when the number or the user id changed: nobody is left under the old ones."""
        if customer.id in self.customers:
            self._forget_names(customer.id)
        self.customers[customer.id] = customer
        self.by_user_id[customer.user_id] = customer
        if customer.phone:
            self.by_phone[customer.phone] = customer
        self.chats.setdefault(customer.id, deque())
        return customer

    def _forget_names(self, customer_id: str) -> None:
        for index in (self.by_phone, self.by_user_id):
            for key in [key for key, one in index.items() if one.id == customer_id]:
                del index[key]

    def known(self, phone: str | None, username: str | None) -> Customer | None:
        if phone:
            return self.by_phone.get(phone)
        hidden = (one for one in self.customers.values() if one.phone is None)
        return next((one for one in hidden if username and one.username == username), None)

    def dialled(self, digits: str) -> Customer | None:
        """Who answers to these digits. Brazil, Mexico and Argentina have two spellings: the wa_id may differ."""
        return next((self.by_phone[one] for one in spellings(digits) if one in self.by_phone), None)

    def keep_message(self, message: Message) -> Message:
        chat = self.chats[message.customer_id]
        if len(chat) >= KEPT:
            self.by_wamid.pop(chat.popleft().id, None)
        chat.append(message)
        self.by_wamid[message.id] = message
        if group := message.extra.get("group_id"):
            members = self.groups.setdefault(group, [])
            if message.customer_id not in members:
                members.append(message.customer_id)
        self._note_contact(message)
        return message

    def _note_contact(self, message: Message) -> None:
        customer, thread = self.customers[message.customer_id], self.thread(message.customer_id, message.number)
        if message.origin == "customer":
            customer.last_wrote = max(message.at, customer.last_wrote or 0.0)
            thread.is_hidden = thread.is_hidden or self._was_long_away(customer, thread, message.at)
            thread.wrote = max(message.at, thread.wrote or 0.0)
            thread.ad_at = message.at if "referral" in message.extra else thread.ad_at
        else:
            customer.typing_until = 0.0
            thread.is_hidden = thread.is_hidden and message.by_user_id
            if thread.ad_at and message.at - thread.ad_at <= WINDOW:
                thread.ad_at, thread.entry_until = None, message.at + ENTRY
        thread.contact = max(message.at, thread.contact or 0.0)

    def _was_long_away(self, customer: Customer, thread: Thread, at: float) -> bool:
        return bool(customer.username and thread.contact and at - thread.contact > MONTH)

    def thread(self, customer_id: str, number: str = "") -> Thread:
        return self._threads.setdefault((number or self.first, customer_id), Thread())

    def as_seen(self, customer: Customer, number: str) -> Customer:
        """The customer as Meta tells of them: the phone is left out thirty days after the last contact by a username."""
        return replace(customer, phone=None) if self.thread(customer.id, number).is_hidden else customer

    def window_left(self, customer: Customer, number: str = "") -> float:
        """Seconds in which free text may still be sent; 0 when closed."""
        wrote = self.thread(customer.id, number).wrote
        return 0.0 if wrote is None else max(0.0, wrote + WINDOW - self.now())

    def entry_left(self, customer: Customer, number: str = "") -> float:
        """Seconds of the free entry point after an ad: no message costs anything until then."""
        return max(0.0, self.thread(customer.id, number).entry_until - self.now())

    def is_typing(self, customer: Customer) -> bool:
        return customer.typing_until > self.now()

    def start_typing(self, customer: Customer) -> None:
        customer.typing_until = self.now() + TYPING

    def unread_before(self, message: Message) -> list[Message]:
        """The customer's own messages that Cairn has now read: this one and the earlier ones."""
        own = (one for one in self.chats[message.customer_id] if one.origin == "customer")
        return [one for one in own if one.at <= message.at and one.status != "read" and one.number == message.number]
