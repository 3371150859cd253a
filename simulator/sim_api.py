"""The bench's own API under /sim: customers, what they say and see, faults, the clock, what Meta saw.

POST   /sim/customers                  {"name", "phone"|null, "username"|null, "parent_user_id"?} -> {"id", "wa_id"|null, "user_id", ...}
GET    /sim/customers                  {"items": [customer]}
POST   /sim/customers/{id}/messages    {"type": "text", "text": {"body"}}, any inbound type in webhook shape; optional
                                       "context" {"id"}, "referral", "timestamp", "group_id", "conversation_context",
                                       "number" (phone_number_id) -> {"wamid"}; posting is in the background
GET    /sim/customers/{id}/messages    the chat as the customer sees it, oldest first, and whatever arrived is now read
                                       (?peek=1 leaves it unread, ?all=1 adds what failed and so never arrived,
                                       ?number= only that one of the firm's numbers): {"items": [message], "typing",
                                       "window_seconds", "entry_seconds"}
POST   /sim/media                      raw bytes with a Content-Type -> {"id", "mime_type"}: an id for the above
GET    /sim/media/{id}                 the bytes, for the phone page
POST   /sim/faults                     {"kind", ...} -> fault;  GET -> {"items": [fault]};  DELETE [?kind=|?id=] -> {"deleted"}
POST   /sim/clock                      {"advance_seconds": n} or {"reset": true} -> {"now", "shift_seconds"};  GET the same
GET    /sim/seen                       {"requests": [...], "webhooks": [...]}, the last 200 of each, oldest first
POST   /sim/verify                     does Meta's handshake with the webhook address -> {"verified": true}
GET    /sim/events                     server-sent events: customer, message, typing, seen, faults, clock, rules, resync
GET    /sim                            where things are: desk, numbers, webhook address, clock, waiting webhooks

What else a customer can do is in sim_people.py, what Meta can in sim_meta.py and sim_events.py; docs/simulator.md sums up.

message: {"id": wamid, "from": "customer"|"business", "direction", "type", "text", "content", "status", "at", "context",
"error"}. `direction` is the customer's: "out" for their own, "in" for what the firm sent. A customer's own message is
sending, delivered (Cairn said 200) or read; the firm's is accepted, held, sent, delivered, read, played or failed.
Wrong input gets a 4xx with {"error": "a sentence"}.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator.box import Box
from simulator.errors import GraphError
from simulator.people import Customer
from simulator.said import InputError, hear
from simulator.sim_door import MissingError
from simulator.sim_json import customer_json, message_json, read_object, read_phone, read_username, read_word

Json = dict[str, Any]
INLINE = ("image/", "audio/", "video/")


async def list_customers(request: Request, box: Box) -> Json:
    number = request.query_params.get("number", "")
    return {"items": [customer_json(box, one, number) for one in box.world.customers.values()]}


async def add_customer(request: Request, box: Box) -> Response:
    body = await read_object(request)
    name, phone, username = read_word(body, "name"), read_phone(body.get("phone")), read_username(body.get("username"))
    if not phone and not username:
        raise InputError("A customer needs a phone, or a username when the phone is hidden.")
    known = box.world.known(phone, username)
    parent = read_word(body, "parent_user_id") or None
    customer = known or box.add_customer(name or (f"@{username}" if username else ""), phone, username, parent)
    return JSONResponse(customer_json(box, customer))


async def say(request: Request, box: Box) -> Response:
    message = hear(box, customer_of(request, box), await read_object(request))
    if box.poster.is_full:
        return JSONResponse({"error": "Too many webhooks are waiting for Cairn."}, 429)
    box.take(message)
    box.post_inbound(message)
    return JSONResponse({"wamid": message.id})


async def chat(request: Request, box: Box) -> Json:
    customer, number = customer_of(request, box), request.query_params.get("number", "")
    if request.query_params.get("peek") != "1":
        box.receipts.show(customer)
    hidden = () if request.query_params.get("all") == "1" else ("failed", "held")
    shown = (one for one in box.world.chats[customer.id] if one.status not in hidden)
    return {
        "items": [message_json(one) for one in shown if number in ("", one.number)],
        "typing": box.world.is_typing(customer),
        "window_seconds": round(box.world.window_left(customer, number)),
        "entry_seconds": round(box.world.entry_left(customer, number)),
    }


async def add_media(request: Request, box: Box) -> Response:
    mime_type = request.headers.get("content-type", "")
    if "/" not in mime_type:
        raise InputError("Send the bytes with a Content-Type.")
    try:
        media = box.keep_media(mime_type, await request.body(), days=7)
    except GraphError as refusal:
        raise InputError(refusal.details) from None
    return JSONResponse({"id": media.id, "mime_type": media.mime_type}, 201)


async def show_media(request: Request, box: Box) -> Response:
    if not box.shelf.has(media_id := request.path_params["id"]):
        raise MissingError(f"There is no media {media_id}.")
    media = box.shelf.get(media_id)
    is_inline = media.mime_type.startswith(INLINE) and "svg" not in media.mime_type
    disposition = {"Content-Disposition": "inline" if is_inline else "attachment"}
    return Response(media.data, media_type=media.mime_type.partition(";")[0], headers=disposition)


def customer_of(request: Request, box: Box) -> Customer:
    customer = box.world.customers.get(request.path_params["id"])
    if customer is None:
        raise MissingError(f"There is no customer {request.path_params['id']}.")
    return customer
