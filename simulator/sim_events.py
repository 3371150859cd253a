"""What Meta can make happen: to templates, and any webhook at all.

GET    /sim/templates                   {"items": [template]} of all accounts
POST   /sim/templates/{id or name}      {"event": "PAUSED"|"UNPAUSED"|"REJECTED"|"DISABLED"|...} or {"quality": "YELLOW"} or
                                        {"category": "MARKETING", "impending"?: true} or {"pacing": "hold"|"send"|"drop"}
POST   /sim/webhooks                    {"field", "value", "account"?} of the account's own fields, or {"field", "value",
                                        "number": id} of a number's (metadata is added), or {"body": {...}}: anything, signed
POST   /sim/bulk                        {"customer", "count", "bytes"?}: one post with so many texts, padded to so many bytes
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from simulator import shapes
from simulator.box import Box
from simulator.said import InputError, hear
from simulator.sim_door import MissingError
from simulator.sim_json import read_object, read_word
from simulator.sim_people import number_of

Json = dict[str, Any]
MOST = 1000


async def list_templates(request: Request, box: Box) -> Json:
    box.tick()
    return {"items": [one for account in box.numbers.accounts for one in box.templates.all(account)]}


async def do_to_template(request: Request, box: Box) -> Json:
    template, body, review = _template(request, box), await read_object(request), box.review
    if event := read_word(body, "event"):
        return review.happens(template, event)
    if score := read_word(body, "quality"):
        return review.rate(template, score)
    if category := read_word(body, "category"):
        return review.recategorise(template, category, is_impending=body.get("impending") is True)
    match body.get("pacing"):
        case "hold":
            return review.hold(template)
        case "send" | "drop":
            return review.let_go(template, drop=body["pacing"] == "drop")
    raise InputError("Say what happens to the template: event, quality, category or pacing (hold, send, drop).")


def _template(request: Request, box: Box) -> Json:
    wanted = request.path_params["id"]
    every = [one for account in box.numbers.accounts for one in box.templates.all(account)]
    found = next((one for one in every if wanted in (one["id"], one["name"])), None)
    if found is None:
        raise MissingError(f"There is no template {wanted}.")
    return found


async def post_webhook(request: Request, box: Box) -> Json:
    body = await read_object(request)
    if isinstance(body.get("body"), dict):
        box.outbox.raw(body["body"], read_word(body, "words") or "as given")
        return {"posted": True}
    name, value = read_word(body, "field"), body.get("value")
    if not name or not isinstance(value, dict):
        raise InputError("A webhook needs a field and a value, or a whole body.")
    if "number" in body:
        number = number_of(box, body)
        box.outbox.of_number(number, name, name, shapes.value(number) | value)
    else:
        account = read_word(body, "account") or box.numbers.first.account
        if account not in box.numbers.accounts:
            raise InputError(f"There is no account {account}.")
        box.outbox.field(name, name, value, box.world.now(), account=account)
    return {"posted": True}


async def post_many(request: Request, box: Box) -> Json:
    body = await read_object(request)
    customer = box.world.customers.get(read_word(body, "customer"))
    count, size = body.get("count", MOST), body.get("bytes", 0)
    if customer is None or not isinstance(count, int) or not 1 <= count <= MOST or not isinstance(size, int):
        raise InputError(f"It takes a customer, a count of 1 to {MOST}, and a number of bytes.")
    number = box.numbers.first
    said = [hear(box, customer, {"type": "text", "text": {"body": f"{at + 1} of {count}"}}) for at in range(count)]
    for message in said:
        box.take(message)
    changes = [{"value": shapes.inbound(number, customer, one), "field": "messages"} for one in said]
    payload = shapes.envelope(number.account, changes)
    _pad(said[-1].content, size - len(json.dumps(payload)))
    box.outbox.raw(payload, f"{count} messages in one post")
    return {"wamids": [one.id for one in said]}


def _pad(content: Json, missing: int) -> None:
    """The last text gets long enough; WhatsApp's own limit for what customers write is 65,536."""
    content["text" if "text" in content else "body"] += " ." * max(0, min(missing, 3_000_000) // 2)
