"""Meta's side of things: how strict it is, and the firm's numbers and tokens.

GET    /sim/rules                       how strict Meta is: see simulator/rules.py;  POST {...} changes, {"reset": true}
GET    /sim/numbers                     {"items": [number]}
POST   /sim/numbers                     {"id"?, "display"?, "name"?, "account"?, "quality"?, "status"?, "level"?, "tier"?,
                                        "coexistence"?, "can_send"?, "registered"?, "allowed"?, "upgrade"?: true, "tell"?: true}:
                                        a new number, or changes to one; `tell` posts phone_number_quality_update
POST   /sim/tokens                      {"value", "scopes"?, "accounts"?, "expires_in"?, "valid"?} -> token
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator.box import Box
from simulator.ids import digits
from simulator.numbers import SCOPES, Number, Token
from simulator.rules import Rules
from simulator.said import InputError
from simulator.sim_json import read_object, read_word

Json = dict[str, Any]
MINUTE = 60
CHANGEABLE = {
    "display": str,
    "name": str,
    "account": str,
    "quality": str,
    "status": str,
    "name_status": str,
    "level": str,
    "tier": str,
    "mode": str,
    "can_send": str,
    "coexistence": bool,
    "registered": bool,
    "allowed": list,
}


async def show_rules(request: Request, box: Box) -> Json:
    return box.rules.as_json()


async def set_rules(request: Request, box: Box) -> Json:
    body = await read_object(request)
    start = Rules(throughput=box.settings.throughput) if body.pop("reset", False) is True else box.rules
    box.rules = start.changed(body)
    box.journal.note("rules", {"rules": box.rules.as_json()})
    box.events.tell("rules")
    return box.rules.as_json()


async def list_numbers(request: Request, box: Box) -> Json:
    return {"items": [asdict(one) for one in box.numbers]}


async def keep_number(request: Request, box: Box) -> Response:
    body = await read_object(request)
    known = box.numbers.get(read_word(body, "id"))
    number = known or _new_number(box, body)
    for key, kind in CHANGEABLE.items():
        if key in body:
            if not isinstance(body[key], kind) and body[key] is not None:
                raise InputError(f"{key} must be of type {kind.__name__}.")
            setattr(number, key, body[key])
    if body.get("upgrade") is True:
        number.level, number.busy_until = "HIGH", box.world.now() + MINUTE
    box.numbers.keep(number)
    box.note_number(number)
    box.events.tell("numbers")
    if body.get("tell") is True:
        _tell_quality(box, number, "THROUGHPUT_UPGRADE" if body.get("upgrade") else "ONBOARDING")
    return JSONResponse(asdict(number), 200 if known else 201)


def _new_number(box: Box, body: Json) -> Number:
    given = {key: read_word(body, key) for key in ("id", "display", "name", "account")}
    display = given["display"].lstrip("+") or f"1555{digits(7)}"
    name, account = given["name"] or box.numbers.first.name, given["account"] or box.numbers.first.account
    body.pop("display", None)
    return Number(given["id"] or digits(15), display, name, account)


def _tell_quality(box: Box, number: Number, event: str) -> None:
    value = {"display_phone_number": number.display, "event": event}
    value |= {"max_daily_conversations_per_business": number.tier}
    name = "phone_number_quality_update"
    box.outbox.field(name, event.lower(), value, box.world.now(), account=number.account)


async def keep_token(request: Request, box: Box) -> Json:
    body = await read_object(request)
    value, scopes, accounts = read_word(body, "value"), body.get("scopes", SCOPES), body.get("accounts")
    if not value or not isinstance(scopes, list) or not isinstance(accounts, list | None):
        raise InputError("A token needs a value; scopes and accounts are lists.")
    expires_in = body.get("expires_in")
    if not isinstance(expires_in, int | float | None):
        raise InputError("expires_in must be a number of seconds.")
    expires = box.world.now() + expires_in if expires_in is not None else 0.0
    token = Token(value, scopes, accounts, expires, body.get("valid", True) is True)
    box.numbers.keep_token(token)
    box.journal.note("token", {"token": asdict(token)})
    return asdict(token)
