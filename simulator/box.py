"""All parts of the simulator, put together."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request

from simulator import media as media_module
from simulator import memory, shapes
from simulator.events import Events
from simulator.faults import Faults
from simulator.handshake import shake_hands
from simulator.journal import Journal
from simulator.limits import Limits
from simulator.media import Media, Shelf
from simulator.numbers import Account, Number, Numbers
from simulator.outbox import Outbox
from simulator.people import Customer, Message
from simulator.receipts import Receipts
from simulator.review import Review
from simulator.rules import Rules
from simulator.seen import Seen
from simulator.settings import Settings
from simulator.starter import starters
from simulator.templates import Templates
from simulator.webhooks import Poster
from simulator.world import World

Json = dict[str, Any]
CAST = (
    ("Priya Nair", "919000041201", None),
    ("Rahul Mehta", "919000041202", None),
    ("Asha Sharma (आशा शर्मा)", "919000041203", None),
    ("Wanderer", None, "wanderer"),
)


class Box:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rules = Rules(throughput=settings.throughput)
        self.world, self.faults, self.events = World(settings.phone_number_id), Faults(), Events()
        self.numbers = Numbers(settings)
        self.seen = Seen(lambda: self.events.tell("seen"))
        self.journal = Journal(settings.data, settings.journal)
        self.limits = Limits(lambda: self.rules, self.world.now)
        self.shelf = Shelf(settings, self.world.now)
        self.templates = Templates()
        self.poster = Poster(
            settings.webhook_url, settings.app_secret, self.faults, self.seen, self.world.now, lambda: self.rules
        )
        self.outbox = Outbox(self.numbers, self.poster, self.faults)
        self.receipts = Receipts(self)
        self.review = Review(self)
        self.uploads: dict[str, Any] = {}
        self.free_used: dict[tuple[str, str], int] = {}

    def start(self) -> None:
        for template in starters(self.settings.business_account_id):
            self.templates.keep(template)
        for record in self.journal.replay(self.world):
            memory.restore(self, record)
        if not self.world.customers:
            for person in CAST:
                self.add_customer(*person)
        self._resume()

    async def stop(self) -> None:
        await self.poster.close()

    def add_customer(self, name: str, phone: str | None, username: str | None, parent: str | None = None) -> Customer:
        customer = self.world.add_customer(name, phone, username, parent)
        self.note_customer(customer)
        return customer

    def note_customer(self, customer: Customer) -> None:
        self.journal.note_thing(customer)
        self.events.tell("customer", customer=customer.id)

    def take(self, message: Message) -> None:
        """A message is part of the chat from now on."""
        if message.origin == "business":
            message.at = self.world.now()
        self.world.keep_message(message)
        self.journal.note_thing(message)
        self.events.tell("message", customer=message.customer_id, id=message.id, status=message.status)

    def number_of(self, message: Message) -> Number:
        return self.numbers.get(message.number) or self.numbers.first

    def post_inbound(self, message: Message) -> None:
        number, customer = self.number_of(message), self.world.customers[message.customer_id]
        if customer.id in number.blocked:
            return self.receipts.mark(message, "delivered")
        value = shapes.inbound(number, self.world.as_seen(customer, number.id), message)
        self.outbox.message(number, customer.id, message.type, value, lambda: self._taken(message))

    def keep_media(self, mime_type: str, data: bytes, *, days: int) -> Media:
        media = self.shelf.add(mime_type, data, days=days)
        self.journal.note("media", media_module.as_record(media))
        return media

    def keep_template(self, template: Json) -> None:
        self.journal.note("template", {"template": template})
        self.review.wait_for(template)

    def delete_templates(self, account: str, name: str, template_id: str | None = None) -> bool:
        gone = self.templates.delete(account, name, self.world.now(), template_id)
        self.journal.note("untemplate", {"account": account, "name": name, "id": template_id, "at": self.world.now()})
        return bool(gone)

    def unpause(self, template: Json) -> None:
        self.review.tell(self.templates.unpause(template), "UNPAUSED")

    def tick(self) -> None:
        """What happens by itself when time has passed: pauses end."""
        for template in self.templates.overdue(self.world.now()):
            self.unpause(template)

    async def set_callback(self, thing: Number | Account, url: str, verify_token: str) -> None:
        """A webhook address for this number or account alone; none when the url is empty. Raises 2200."""
        if url:
            await shake_hands(url, verify_token)
        thing.callback = url or None
        self.note_number(thing) if isinstance(thing, Number) else self.note_account(thing)

    def note_number(self, number: Number) -> None:
        self.journal.note("number", {"number": vars(number)})

    def note_account(self, account: Account) -> None:
        self.journal.note("account", {"account": vars(account)})

    def _taken(self, message: Message) -> None:
        """Cairn said 200. It may have marked the message read even before that answer."""
        if message.status == "sending":
            self.receipts.mark(message, "delivered")

    def _resume(self) -> None:
        """What was on its way when the process ended goes on its way again."""
        for message in list(self.world.by_wamid.values()):
            if message.origin == "business":
                self.receipts.resume(message)
            elif message.status == "sending":
                self.post_inbound(message)

    def later(self, seconds: float, work: Any, *arguments: Any) -> None:
        asyncio.get_running_loop().call_later(seconds, work, *arguments)


def box_of(request: Request) -> Box:
    box = request.app.state.box
    assert isinstance(box, Box)
    return box
