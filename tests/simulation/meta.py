"""WhatsApp as the script wants it: what customers do becomes webhooks, what is sent meets the weather of the day."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cairn.channels.whatsapp.client import Outcome, Unknown, Unreachable
from cairn.channels.whatsapp.outcomes import Answer, outcome

NUMBER, ACCOUNT = "106540352242922", "102290129340398"
TAKEN = ("ok", "timeout, taken", "500, taken")  # Meta has the message
DOUBTFUL = ("timeout, taken", "timeout, lost", "500, taken", "500, lost")  # and we can't know
# Refusals by code: HTTP status and Graph's error.
CODES = {
    "too fast": (400, 130429),
    "pair": (400, 131056),
    "window": (400, 131047),
    "undeliverable": (400, 131026),
    "enough marketing": (400, 131049),
    "calls": (400, 80007),
    "unavailable": (503, 131016),
    "unknown error": (500, 131000),
    "token": (401, 190),
    "parameter": (400, 100),
    "upgrade": (400, 131057),
}
WEATHER = (*TAKEN, "timeout, lost", "500, lost", "no connection", *CODES)


@dataclass
class Person:
    """A human being with a phone, and a user id if WhatsApp gave them one."""

    name: str
    phone: str
    user_id: str
    said: list[str] = field(default_factory=list)  # ids of what was acknowledged, in order
    told: set[str] = field(default_factory=set)  # the names of theirs that webhooks have held together
    stopped: bool = False
    started: bool = False

    def sender(self, form: str) -> dict[str, Any]:
        """`both`, `phone` or `user`: what the webhook names."""
        return {
            "from": self.phone if form != "user" else "",
            **({"from_user_id": self.user_id} if form != "phone" else {}),
        }

    def contact(self, form: str) -> dict[str, Any]:
        known = {"profile": {"name": self.name}, "wa_id": self.phone if form != "user" else ""}
        return known | ({"user_id": self.user_id} if form != "phone" else {})


@dataclass
class Arrived:
    """A send that Meta took."""

    callback: str
    wamid: str
    to: str


class Graph:
    """Stands in for the Graph client of a number. Every attempt is written down before its outcome is known."""

    def __init__(self, pause: Any, arrives: Any) -> None:
        self.pause, self.arrives = pause, arrives
        self.weather: list[str] = []
        self.attempts: dict[str, list[str]] = {}
        self.taken: list[Arrived] = []

    def __call__(self, channel: object = None) -> Graph:
        return self

    def send(self, number: str, body: dict[str, Any]) -> Outcome:
        self.pause("the wire")
        day = self.weather.pop(0) if self.weather else "ok"
        callback = str(body["biz_opaque_callback_data"])
        self.arrives(callback, day, self.attempts.setdefault(callback, []))
        self.attempts[callback].append(day)
        wamid = f"wamid.OUT{len(self.taken)}"
        if day in TAKEN:
            self.taken.append(Arrived(callback, wamid, str(body.get("to") or body.get("recipient"))))
        self.pause("the answer")
        return self.answer(day, wamid)

    def answer(self, day: str, wamid: str) -> Outcome:
        if day == "ok":
            return outcome(Answer(200, {"messages": [{"id": wamid}]}, None))
        if day == "no connection":
            return Unreachable("refused")
        if day.startswith("timeout"):
            return Unknown("ReadTimeout")
        if day in CODES:
            status, code = CODES[day]
            return outcome(Answer(status, {"error": {"code": code, "message": f"(#{code}) {day}"}}, None))
        return outcome(Answer(500, None, None))

    def get(self, path: str, **fields: str) -> dict[str, Any]:
        """The probe of a number that stands still."""
        return {"status": "CONNECTED"}


def stamp(at: datetime) -> str:
    return str(int(at.timestamp()))


def envelope(*values: dict[str, Any]) -> bytes:
    meta = {"display_phone_number": "15550783881", "phone_number_id": NUMBER}
    changes = [
        {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": meta, **one}} for one in values
    ]
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": ACCOUNT, "changes": changes}]}, separators=(",", ":")
    ).encode()


def message(person: Person, wamid: str, at: datetime, form: str, content: dict[str, Any]) -> dict[str, Any]:
    """One value with one message."""
    said = {**person.sender(form), "id": wamid, "timestamp": stamp(at), **content}
    return {"contacts": [person.contact(form)], "messages": [said]}


def moved(person: Person, wamid: str, at: datetime, phone: str) -> dict[str, Any]:
    """WhatsApp says that this person has another number now."""
    system = {
        "body": f"{person.name} changed",
        "type": "user_changed_number",
        "wa_id": phone,
        "user_id": person.user_id,
    }
    said = {**person.sender("both"), "id": wamid, "timestamp": stamp(at), "type": "system", "system": system}
    return {"messages": [said]}


def receipt(sent: Arrived, kind: str, at: datetime, *, signed: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"id": sent.wamid, "status": kind, "timestamp": stamp(at), "recipient_id": sent.to}
    if signed:
        told["biz_opaque_callback_data"] = sent.callback
    if kind == "failed":
        told["errors"] = [{"code": 131026, "title": "Message undeliverable", "message": "Message undeliverable"}]
    return {"statuses": [told]}
