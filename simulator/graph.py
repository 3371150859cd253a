"""POST messages: send, or mark as read."""

from __future__ import annotations

from typing import Any

from simulator import outgoing
from simulator.door import Call
from simulator.errors import GraphError, MissingObjectError
from simulator.ids import hidden_digits, outbound_wamid
from simulator.outgoing import Outgoing
from simulator.world import Customer, Message

Json = dict[str, Any]


async def messages(call: Call) -> Json:
    number = call.request.path_params["node"]
    if number != call.box.settings.phone_number_id:
        raise MissingObjectError(number)
    if "status" in call.body:
        return mark_read(call)
    return await send(call)


async def send(call: Call) -> Json:
    order = outgoing.read(call.body)
    if order.is_lost:
        return await lose(call, order)
    customer = find(call, order)
    message = compose(call, order, customer)
    refuse(call, order, customer)
    await call.box.journal.accept(ledger_line(call, order, message))
    message.at = call.box.world.now()
    call.box.world.keep_message(message)
    call.box.journal.note_thing(message)
    call.box.events.tell("message", customer=customer.id, id=message.id, status=message.status)
    call.box.receipts.begin(message, fail_with=call.fail_with)
    return accepted(order, message)


def find(call: Call, order: Outgoing) -> Customer:
    world = call.box.world
    if order.digits == call.box.settings.display_number:
        raise GraphError(131021)
    customer = world.by_user_id.get(order.named) if order.by_user_id else world.by_phone.get(order.digits)
    if customer is None:
        raise GraphError(131026)
    return customer


def refuse(call: Call, order: Outgoing, customer: Customer) -> None:
    box = call.box
    if order.type != "template" and not box.world.window_left(customer):
        raise GraphError(131047)
    media_id = order.content.get("id") if isinstance(order.content, dict) else None
    if order.type in outgoing.MEDIA and media_id and not box.shelf.has(media_id):
        raise GraphError(131053, f"Media with id {media_id} was not found.")
    if box.poster.is_full:
        raise GraphError(131016)
    box.limits.take(customer.id)


def compose(call: Call, order: Outgoing, customer: Customer) -> Message:
    text, category, extra = order.text, "service", {}
    if order.type == "template":
        template, text = call.box.templates.render(order.content)
        category, extra = template["category"].lower(), {"template": template}
    return Message(
        id=outbound_wamid(customer.digits),
        customer_id=customer.id,
        origin="business",
        type=order.type,
        content=order.content,
        text=text,
        at=call.box.world.now(),
        status="accepted",
        context=order.context,
        callback=order.callback,
        category=category,
        free=category in ("service", "utility") and call.box.world.window_left(customer) > 0,
        by_user_id=order.by_user_id,
        extra=extra,
    )


def accepted(order: Outgoing, message: Message) -> Json:
    name = "user_id" if order.by_user_id else "wa_id"
    contact = {"input": order.named, name: order.named if order.by_user_id else order.digits}
    said = {"id": message.id} | ({"message_status": "accepted"} if order.type == "template" else {})
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [said]}


async def lose(call: Call, order: Outgoing) -> Json:
    """A user id in `to`: Meta says 200, cuts the country off, and nothing ever happens."""
    wamid = outbound_wamid(hidden_digits(order.named)[:14])
    line = {"wamid": wamid, "to": order.named, "type": order.type, "body": order.text, "lost": True}
    await call.box.journal.accept(line | {"biz_opaque_callback_data": order.callback, "at": call.box.world.now()})
    contact = {"input": order.named, "wa_id": order.named.partition(".")[2]}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}


def ledger_line(call: Call, order: Outgoing, message: Message) -> Json:
    return {
        "wamid": message.id,
        "to": None if order.by_user_id else order.digits,
        "recipient": order.named if order.by_user_id else None,
        "customer_id": message.customer_id,
        "type": message.type,
        "body": message.text,
        "biz_opaque_callback_data": message.callback,
        "at": message.at,
    }


def mark_read(call: Call) -> Json:
    box, wamid = call.box, call.body.get("message_id")
    message = box.world.by_wamid.get(wamid) if isinstance(wamid, str) else None
    if call.body["status"] != "read":
        raise GraphError(100, message="(#100) Param status must be one of {READ}.")
    if message is None or message.origin != "customer":
        raise GraphError(131009, f"Message with id {wamid} was not found.")
    for own in box.world.unread_before(message):
        box.receipts.mark(own, "read")
    if "typing_indicator" in call.body:
        customer = box.world.customers[message.customer_id]
        box.world.start_typing(customer)
        box.events.tell("typing", customer=customer.id)
    return {"success": True}
