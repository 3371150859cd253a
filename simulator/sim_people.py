"""What a customer can do besides writing, and what the firm does on its own phone.

POST   /sim/customers/{id}/calls        {"seconds": n|null, "number"?}: calls and hangs up, answered for n seconds or not
POST   /sim/customers/{id}/preferences  {"value": "stop"|"resume", "number"?}: marketing of this number
POST   /sim/customers/{id}/number       {"phone": "+..."}: a new phone number, and so a new user id
POST   /sim/customers/{id}/username     {"username": "..."|null}: adopts a username; the phone is left out 30 days after
                                        the last contact, at once with {"hidden": true}
POST   /sim/customers/{id}/played       {"wamid"}: has listened to a voice note
POST   /sim/customers/{id}/echo         {"type": "text", "text": {...}, "number"?}: the firm writes in its phone app; also
                                        type edit and revoke
POST   /sim/history                     {"customers"?: [id], "declined"?: true}: the phone app's old messages, in chunks
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from simulator import fields
from simulator.box import Box
from simulator.ids import call_id, new_user_id, outbound_wamid
from simulator.numbers import Number
from simulator.people import Customer, Message
from simulator.said import InputError, hear
from simulator.sim_api import customer_of
from simulator.sim_json import customer_json, read_object, read_phone, read_username, read_word

Json = dict[str, Any]


async def call(request: Request, box: Box) -> Json:
    """Two webhooks. The call opens the window, answered or not."""
    customer, body = customer_of(request, box), await read_object(request)
    seconds = body.get("seconds")
    if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 0):
        raise InputError("seconds must be a whole number, or null for a call that nobody answered.")
    number, now, name = number_of(box, body), box.world.now(), call_id()
    person = box.world.as_seen(customer, number.id)
    box.take(
        Message(name, customer.id, "customer", "call", {"seconds": seconds}, "call", now, "delivered", number=number.id)
    )
    value = fields.call(number, person, name, "connect", now)
    box.outbox.of_number(number, "calls", "call, connect", value, customer.id)
    value = fields.call(number, person, name, "terminate", now + (seconds or 0), seconds=seconds)
    box.outbox.of_number(number, "calls", "call, terminate", value, customer.id)
    return {"id": name}


async def prefer(request: Request, box: Box) -> Json:
    customer, body = customer_of(request, box), await read_object(request)
    word, number = body.get("value"), number_of(box, body)
    if word not in ("stop", "resume"):
        raise InputError('value must be "stop" or "resume".')
    others = [one for one in customer.stopped if one != number.id]
    customer.stopped = others + ([number.id] if word == "stop" else [])
    box.note_customer(customer)
    value = fields.preference(number, box.world.as_seen(customer, number.id), word, box.world.now())
    box.outbox.of_number(number, "user_preferences", f"marketing {word}", value, customer.id)
    return customer_json(box, customer)


async def change_number(request: Request, box: Box) -> Json:
    """A system message and `user_id_update`; under the old number nobody is left."""
    customer, body = customer_of(request, box), await read_object(request)
    phone, number = read_phone(body.get("phone")), number_of(box, body)
    if phone is None or phone in box.world.by_phone:
        raise InputError("phone must be a number that nobody has yet.")
    before = (customer.phone, customer.user_id)
    announced = _announce(box, customer, number, phone, new_user_id(phone))
    customer.phone, customer.user_id = phone, announced.content["user_id"]
    box.world.keep_customer(customer)
    box.note_customer(customer)
    value = fields.new_user_id(number, customer, before[1], box.world.now())
    box.outbox.of_number(number, "user_id_update", "user id changed", value, customer.id)
    return customer_json(box, customer)


def _announce(box: Box, customer: Customer, number: Number, phone: str, user_id: str) -> Message:
    """Still from the old number, as Meta tells it."""
    words = f"User {customer.name} changed from {customer.phone or customer.user_id} to {phone}"
    system = {"body": words, "type": "user_changed_number", "wa_id": phone, "user_id": user_id}
    message = hear(box, customer, {"type": "system", "system": system, "number": number.id})
    box.take(message)
    box.post_inbound(message)
    return message


async def adopt_username(request: Request, box: Box) -> Json:
    customer, body = customer_of(request, box), await read_object(request)
    customer.username = read_username(body.get("username"))
    box.world.thread(customer.id).is_hidden = bool(customer.username) and body.get("hidden") is True
    box.note_customer(customer)
    return customer_json(box, customer)


async def play(request: Request, box: Box) -> Json:
    customer, body = customer_of(request, box), await read_object(request)
    message = box.world.by_wamid.get(read_word(body, "wamid"))
    if message is None or message.customer_id != customer.id or message.origin != "business":
        raise InputError("wamid must be a message of the firm to this customer.")
    box.receipts.play(message)
    return {"status": message.status}


async def echo(request: Request, box: Box) -> Json:
    customer, body = customer_of(request, box), await read_object(request)
    number = number_of(box, body)
    message = hear(box, customer, body)
    message.id, message.origin, message.status = outbound_wamid(customer.digits), "business", "delivered"
    message.extra["echo"] = True
    box.take(message)
    value = fields.echo(number, box.world.as_seen(customer, number.id), message)
    box.outbox.of_number(number, "smb_message_echoes", f"echo, {message.type}", value, customer.id)
    return {"wamid": message.id}


async def sync_history(request: Request, box: Box) -> Json:
    """Three phases, as when a number moves from the phone app: the chats of the customers named, or of all."""
    body = await read_object(request)
    number = number_of(box, body)
    if body.get("declined") is True:
        box.outbox.of_number(number, "history", "history, declined", fields.declined(number))
        return {"chunks": 0}
    wanted = body.get("customers") or list(box.world.customers)
    people = [one for one in box.world.customers.values() if one.id in wanted and box.world.chats[one.id]]
    for at, customer in enumerate(people):
        old = [one for one in box.world.chats[customer.id] if one.type != "call" and one.content is not None]
        threads = [fields.thread(number, box.world.as_seen(customer, number.id), old)]
        progress = round(100 * (at + 1) / len(people))
        value = fields.history(number, threads, phase=min(2, at), chunk=at + 1, progress=progress)
        box.outbox.of_number(number, "history", f"history, {progress} %", value)
    return {"chunks": len(people)}


def number_of(box: Box, body: Json) -> Number:
    number = box.numbers.get(str(body.get("number", box.numbers.first.id)))
    if number is None:
        raise InputError("number must be the phone_number_id of one of the firm's numbers.")
    return number
