"""POST messages: send, or mark as read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator import outgoing, policy, pricing, template_filling
from simulator.call import MESSAGING, Call
from simulator.errors import GraphError, by_code
from simulator.ids import hidden_digits, magic, outbound_wamid
from simulator.numbers import Number
from simulator.outgoing import Outgoing
from simulator.people import Customer, Message

Json = dict[str, Any]


async def messages(call: Call) -> Json:
    number = call.number(MESSAGING)
    if "status" in call.body:
        return mark_read(call)
    return await send(call, number)


async def marketing_messages(call: Call) -> Json:
    """The Marketing Messages API: the same body, marketing templates only."""
    number = call.number(MESSAGING)
    body = {key: value for key, value in call.body.items() if key != "product_policy"}
    if body.get("type") != "template":
        raise GraphError(134100)
    return await send(replace(call, body=body), number, is_marketing_api=True)


async def send(call: Call, number: Number, *, is_marketing_api: bool = False) -> Json:
    order = outgoing.read(call.body)
    if order.is_lost:
        return await lose(call, order)
    call = under_a_spell(call, order)
    customer = find(call, number, order)
    message = compose(call, number, order, customer)
    if is_marketing_api:
        policy.only_marketing(message)
    trouble = policy.refuse(call.box, number, order, customer, message) or call.fail_with
    call.box.limits.take(number, customer.id)
    message.price = pricing.price(call.box, number, customer, message)
    await call.box.journal.accept(ledger_line(order, message))
    call.box.take(message)
    if message.status != "held":
        call.box.receipts.begin(message, fail_with=trouble)
    return accepted(order, customer, message)


def under_a_spell(call: Call, order: Outgoing) -> Call:
    """The magic numbers: +1555000CODE is refused with that code, +1555001CODE fails by webhook."""
    spell = None if order.by_user_id or order.is_group else magic(order.digits)
    if spell is None:
        return call
    code, by = spell
    if by == "answer":
        raise by_code(code)
    if order.digits not in call.box.world.by_phone:
        call.box.add_customer(f"Fails with {code}", order.digits, None)
    return replace(call, fail_with=(code, ""))


def find(call: Call, number: Number, order: Outgoing) -> Customer:
    world = call.box.world
    if order.is_group:
        members = world.groups.get(order.named)
        if not members:
            raise GraphError(131059)
        return world.customers[members[0]]
    if order.digits == number.display:
        raise GraphError(131021)
    policy.only_allowed(number, order)
    customer = world.by_user_id.get(order.named) if order.by_user_id else world.dialled(order.digits)
    if customer is None:
        raise GraphError(131026)
    return customer


def compose(call: Call, number: Number, order: Outgoing, customer: Customer) -> Message:
    text, category, status = order.text, order.category, "accepted"
    extra: Json = {}
    if order.type == "template":
        content = order.content
        template = call.box.templates.sendable(number.account, content["name"], content["language"]["code"])
        shown = template_filling.fill(template, content)
        text, category = template_filling.words(shown), template["category"].lower()
        extra = {"template": template, "rendered": shown}
        status = "held" if template.get("held") else "accepted"
    if order.is_group:
        extra["to_group"] = order.named
    if order.identity:
        extra["identity"] = order.identity
    return Message(
        id=outbound_wamid(customer.digits),
        customer_id=customer.id,
        origin="business",
        type=order.type,
        content=order.content,
        text=text,
        at=call.box.world.now(),
        status=status,
        context=order.context,
        callback=order.callback,
        category=category,
        by_user_id=order.by_user_id,
        extra=extra,
        number=number.id,
    )


def accepted(order: Outgoing, customer: Customer, message: Message) -> Json:
    """The wa_id is WhatsApp's own spelling of the number, which may differ from what was typed."""
    wa_id = order.named if order.is_group else customer.phone
    contact = {"input": order.named} | ({"user_id": order.named} if order.by_user_id else {"wa_id": wa_id})
    said = {"id": message.id}
    if order.type == "template":
        said["message_status"] = "held_for_quality_assessment" if message.status == "held" else "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [said]}


async def lose(call: Call, order: Outgoing) -> Json:
    """A user id in `to`: Meta says 200, cuts the country off, and nothing ever happens."""
    wamid = outbound_wamid(hidden_digits(order.named)[:14])
    line = {"wamid": wamid, "to": order.named, "type": order.type, "body": order.text, "lost": True}
    await call.box.journal.accept(line | {"biz_opaque_callback_data": order.callback, "at": call.box.world.now()})
    contact = {"input": order.named, "wa_id": order.named.partition(".")[2]}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}


def ledger_line(order: Outgoing, message: Message) -> Json:
    return {
        "wamid": message.id,
        "to": None if order.by_user_id else order.digits,
        "recipient": order.named if order.by_user_id else None,
        "customer_id": message.customer_id,
        "phone_number_id": message.number,
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
