"""The number's own nodes: what it is, registration, profile, username, block list."""

from __future__ import annotations

import re
from typing import Any

from simulator.call import Call
from simulator.errors import GraphError
from simulator.numbers import APP, Number
from simulator.people import Customer

Json = dict[str, Any]
WHEN_NOT_ASKED = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating")
PROFILE = ("about", "address", "description", "email", "profile_picture_url", "websites", "vertical")
REGISTRATIONS = 10  # in three days; after that 133016
LOCKED = 72 * 3600


def facts(call: Call, number: Number) -> Json:
    return {
        "id": number.id,
        "display_phone_number": number.pretty,
        "verified_name": number.name,
        "quality_rating": number.quality,
        "status": number.status if number.registered else "DISCONNECTED",
        "name_status": number.name_status,
        "code_verification_status": number.code_status,
        "platform_type": "CLOUD_API" if number.registered else "NOT_APPLICABLE",
        "throughput": {"level": number.level},
        "account_mode": number.mode,
        "whatsapp_business_manager_messaging_limit": number.tier,
        "webhook_configuration": webhooks(call, number),
        "health_status": health(call, number),
        "is_on_biz_app": number.coexistence,
        "username": number.username,
    }


def webhooks(call: Call, number: Number) -> Json:
    account = call.box.numbers.accounts[number.account]
    found = {"application": call.box.settings.webhook_url, "whatsapp_business_account": account.callback}
    return {key: url for key, url in (found | {"phone_number": number.callback}).items() if url}


def health(call: Call, number: Number) -> Json:
    able = number.can_send if number.registered else "BLOCKED"
    trouble = {
        "errors": [
            {
                "error_code": 141000,
                "error_description": "The number cannot send.",
                "possible_solution": "See WhatsApp Manager.",
            }
        ]
    }
    entities: list[Json] = [{"entity_type": "PHONE_NUMBER", "id": number.id, "can_send_message": able}]
    if able != "AVAILABLE":
        entities[0] |= trouble
    others = (("WABA", number.account), ("BUSINESS", "506914307656634"), ("APP", APP))
    entities += [{"entity_type": kind, "id": node, "can_send_message": "AVAILABLE"} for kind, node in others]
    return {"can_send_message": able, "entities": entities}


def pick(found: Json, call: Call, unasked: tuple[str, ...] | set[str]) -> Json:
    """Only the fields asked for, and always the id."""
    asked = call.request.query_params.get("fields")
    wanted = {one.partition("{")[0].strip() for one in asked.split(",")} if asked else set(unasked)
    return {key: value for key, value in found.items() if key in wanted | {"id"} and value is not None}


async def change(call: Call, number: Number) -> Json:
    """POST to the number itself: a webhook address of its own."""
    wish = call.body.get("webhook_configuration")
    if isinstance(wish, dict):
        url = str(wish.get("override_callback_uri", ""))
        await call.box.set_callback(number, url, str(wish.get("verify_token", "")))
    return {"success": True}


async def profile(call: Call) -> Json:
    number = call.number()
    if call.request.method == "POST":
        if call.body.get("messaging_product") != "whatsapp":
            raise GraphError(100, message="(#100) The parameter messaging_product is required.")
        number.profile |= {key: call.body[key] for key in PROFILE if key in call.body}
        call.box.note_number(number)
        return {"success": True}
    found = {"about": number.name, "vertical": "TRAVEL", "websites": [call.box.settings.desk_url]} | number.profile
    asked = (call.request.query_params.get("fields") or ",".join(PROFILE)).split(",")
    return {"data": [{"messaging_product": "whatsapp"} | {key: found[key] for key in asked if key in found}]}


async def register(call: Call) -> Json:
    number = call.number()
    if not (isinstance(pin := call.body.get("pin"), str) and len(pin) == 6 and pin.isdecimal()):
        raise GraphError(131009, "Parameter 'pin' must be six digits.")
    return _registered(call, number, True)


async def deregister(call: Call) -> Json:
    return _registered(call, call.number(), False)


def _registered(call: Call, number: Number, now: bool) -> Json:
    moment = call.box.world.now()
    number.registrations = [at for at in number.registrations if at > moment - LOCKED] + [moment]
    if len(number.registrations) > REGISTRATIONS:
        raise GraphError(133016)
    number.registered = now
    call.box.note_number(number)
    return {"success": True}


async def username(call: Call) -> Json:
    number = call.number()
    if call.request.method == "POST":
        wish = str(call.body.get("username", ""))
        if not re.fullmatch(r"[a-z0-9._]{3,35}", wish):
            raise GraphError(147002)
        if wish in ("taken", "whatsapp"):
            raise GraphError(147001)
        number.username = wish
        call.box.note_number(number)
        return {"status": "reserved"}
    if number.username is None:
        raise GraphError(147004)
    if call.request.method == "DELETE":
        number.username = None
        call.box.note_number(number)
        return {"success": True}
    return {"username": number.username, "status": "approved"}


async def block_users(call: Call) -> Json:
    """Only those who wrote within the last day can be blocked."""
    number = call.number()
    if call.request.method == "GET":
        people = [call.box.world.customers[one] for one in number.blocked]
        listed = [{"messaging_product": "whatsapp", "wa_id": one.phone or one.user_id} for one in people]
        return {"data": listed, "paging": {"cursors": {"before": "QVFI", "after": "QVFI"}}}
    wishes = call.body.get("block_users")
    if not isinstance(wishes, list) or not all(isinstance(one, dict) for one in wishes):
        raise GraphError(131008, "Parameter 'block_users' is mandatory.")
    return _block(call, number, wishes)


def _block(call: Call, number: Number, wishes: list[Json]) -> Json:
    is_adding, done, failed = call.request.method == "POST", [], []
    for wish in wishes:
        named = str(wish.get("user") or wish.get("user_id") or "")
        customer = _named(call, named)
        if customer is None or (is_adding and not call.box.world.window_left(customer, number.id)):
            failed.append({"input": named, "errors": [{"code": 139101 if is_adding else 139100, "message": "Failed"}]})
            continue
        _set_blocked(number, customer, is_adding)
        done.append({"input": named} | ({"wa_id": customer.phone} if "." not in named else {"user_id": named}))
    call.box.note_number(number)
    if failed and not done:
        raise GraphError(139100, "Failed to block users: the user has not written within the last 24 hours.")
    told = {"added_users" if is_adding else "removed_users": done} | ({"failed_users": failed} if failed else {})
    return {"messaging_product": "whatsapp", "block_users": told}


def _named(call: Call, named: str) -> Customer | None:
    if "." in named:
        return call.box.world.by_user_id.get(named)
    return call.box.world.dialled(re.sub(r"\D", "", named))


def _set_blocked(number: Number, customer: Customer, is_blocked: bool) -> None:
    number.blocked = [one for one in number.blocked if one != customer.id] + ([customer.id] if is_blocked else [])
