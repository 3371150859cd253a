"""All parts of the simulator, put together."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request

from simulator import media as media_module
from simulator import shapes, templates
from simulator.events import Events
from simulator.faults import Faults
from simulator.journal import Journal
from simulator.limits import Limits
from simulator.media import Media, Shelf
from simulator.outbox import Outbox
from simulator.receipts import Receipts
from simulator.seen import Seen
from simulator.settings import Settings
from simulator.templates import Templates
from simulator.webhooks import Poster
from simulator.world import Customer, Message, World

Json = dict[str, Any]
REVIEW = 0.5  # seconds until a new template is approved
CAST = (
    ("Priya Nair", "919000041201", None),
    ("Rahul Mehta", "919000041202", None),
    ("Asha Sharma (आशा शर्मा)", "919000041203", None),
    ("Wanderer", None, "wanderer"),
)


class Box:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.world, self.faults, self.events = World(), Faults(), Events()
        self.seen = Seen(lambda: self.events.tell("seen"))
        self.journal = Journal(settings.data)
        self.limits = Limits(settings.throughput, self.world.now)
        self.shelf = Shelf(settings, self.world.now)
        self.templates = Templates()
        self.poster = Poster(settings.webhook_url, settings.app_secret, self.faults, self.seen, self.world.now)
        self.outbox = Outbox(settings, self.poster, self.faults)
        self.receipts = Receipts(settings, self.world, self.outbox, self.journal, self.events)
        self.callback: str | None = None

    def start(self) -> None:
        for template in templates.demo():
            self.templates.keep(template)
        for record in self.journal.replay(self.world):
            self._restore(record)
        if not self.world.customers:
            for person in CAST:
                self.add_customer(*person)
        self._resume()

    async def stop(self) -> None:
        await self.poster.close()

    def add_customer(self, name: str, phone: str | None, username: str | None) -> Customer:
        customer = self.world.add_customer(name, phone, username)
        self.journal.note_thing(customer)
        self.events.tell("customer", customer=customer.id)
        return customer

    def post_inbound(self, message: Message) -> None:
        customer = self.world.customers[message.customer_id]
        value = shapes.inbound(self.settings, customer, message)
        self.outbox.message(customer.id, message.type, value, lambda: self._taken(message))

    def keep_media(self, mime_type: str, data: bytes, *, days: int) -> Media:
        media = self.shelf.add(mime_type, data, days=days)
        self.journal.note("media", media_module.as_record(media))
        return media

    def keep_template(self, template: Json) -> None:
        self.journal.note("template", {"template": template})
        self._await_review(template)

    def set_callback(self, url: str) -> None:
        self.callback = self.poster.url = url
        self.journal.note("callback", {"url": url})

    def _taken(self, message: Message) -> None:
        """Cairn said 200. It may have marked the message read even before that answer."""
        if message.status == "sending":
            self.receipts.mark(message, "delivered")

    def _await_review(self, template: Json) -> None:
        if template["status"] == "PENDING":
            asyncio.get_running_loop().call_later(REVIEW, self._review, template["id"])

    def _review(self, template_id: str) -> None:
        reviewed = self.templates.review(template_id)
        if reviewed:
            self.keep_template(reviewed)
            value = shapes.template_status(reviewed)
            name = "message_template_status_update"
            self.outbox.field(name, f"template {reviewed['status']}", value, self.world.now())

    def _restore(self, record: Json) -> None:
        match record["kind"]:
            case "media":
                self.shelf.restore(record)
            case "template":
                self._await_review(self.templates.keep(record["template"]))
            case "untemplate":
                self.templates.delete(record["name"])
            case "callback":
                self.callback = self.poster.url = record["url"]

    def _resume(self) -> None:
        """What was on its way when the process ended goes on its way again."""
        for message in list(self.world.by_wamid.values()):
            if message.origin == "business":
                self.receipts.resume(message)
            elif message.status == "sending":
                self.post_inbound(message)


def box_of(request: Request) -> Box:
    box = request.app.state.box
    assert isinstance(box, Box)
    return box
