"""Webhook values in the shapes of November 2026. Source: the recorded samples in tests/payloads/webhooks."""

from __future__ import annotations

from typing import Any

from simulator.errors import in_webhook
from simulator.settings import Settings
from simulator.world import Customer, Message

Json = dict[str, Any]


def envelope(settings: Settings, changes: list[Json], *, time: int | None = None) -> Json:
    entry: Json = {"id": settings.business_account_id}
    if time is not None:
        entry["time"] = time
    return {"object": "whatsapp_business_account", "entry": [entry | {"changes": changes}]}


def inbound(settings: Settings, customer: Customer, message: Message) -> Json:
    value = _value(settings)
    if message.type != "system":
        value["contacts"] = [{"profile": _profile(customer)} | _ids(customer)]
    return value | {"messages": [_message(settings, customer, message)]}


def _message(settings: Settings, customer: Customer, message: Message) -> Json:
    said: Json = {}
    if message.context:
        said["context"] = {"from": settings.display_number} | message.context
    said |= message.extra
    if customer.phone:
        said["from"] = customer.phone
    said |= {"from_user_id": customer.user_id, "id": message.id, "timestamp": str(int(message.at))}
    if message.content is not None:
        said[message.type] = message.content
    return said | {"type": message.type}


def status(settings: Settings, customer: Customer, message: Message, word: str, at: float) -> Json:
    """sent, delivered, read. The user's name comes along once the phone has answered."""
    contact = _ids(customer)
    if customer.username and word in ("delivered", "read"):
        contact = {"profile": {"username": customer.username}} | contact
    said = _status(message, word, at)
    if customer.phone:
        said["recipient_id"] = customer.phone
    said["recipient_user_id"] = customer.user_id
    said |= _echo(message) | {"pricing": pricing(message)}
    return _value(settings) | {"contacts": [contact], "statuses": [said]}


def failed(settings: Settings, customer: Customer, message: Message, code: int, at: float) -> Json:
    """No contacts; the user id only when the send named it. Code that reads contacts[0] trips here."""
    said = _status(message, "failed", at)
    if message.by_user_id:
        said["recipient_user_id"] = customer.user_id
    else:
        said["recipient_id"] = customer.phone
    said |= _echo(message) | {"errors": [in_webhook(code)]}
    return _value(settings) | {"statuses": [said]}


def pricing(message: Message) -> Json:
    kind = "free_customer_service" if message.free else "regular"
    return {"billable": not message.free, "pricing_model": "PMP", "category": message.category, "type": kind}


def template_status(template: Json) -> Json:
    return {
        "event": template["status"],
        "message_template_id": int(template["id"]),
        "message_template_name": template["name"],
        "message_template_language": template["language"],
        "reason": template.get("rejected_reason", "NONE"),
        "message_template_category": template["category"],
    }


def _value(settings: Settings) -> Json:
    metadata = {"display_phone_number": settings.display_number, "phone_number_id": settings.phone_number_id}
    return {"messaging_product": "whatsapp", "metadata": metadata}


def _profile(customer: Customer) -> Json:
    return {"name": customer.name} | ({"username": customer.username} if customer.username else {})


def _ids(customer: Customer) -> Json:
    return ({"wa_id": customer.phone} if customer.phone else {}) | {"user_id": customer.user_id}


def _status(message: Message, word: str, at: float) -> Json:
    return {"id": message.id, "status": word, "timestamp": str(int(at))}


def _echo(message: Message) -> Json:
    return {"biz_opaque_callback_data": message.callback} if message.callback is not None else {}
