"""The bench: faults, the clock, what Meta saw, and the stream of news."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from simulator.box import Box
from simulator.errors import GraphError
from simulator.handshake import shake_hands
from simulator.said import InputError
from simulator.sim_door import MissingError
from simulator.sim_json import clock_json, read_object

Json = dict[str, Any]


async def about(request: Request, box: Box) -> Json:
    return {
        "name": box.numbers.first.name,
        "desk_url": box.settings.desk_url,
        "webhook_url": box.poster.url,
        "display_number": box.numbers.first.display,
        "numbers": [{"id": one.id, "display": one.pretty, "name": one.name} for one in box.numbers],
        "waiting_webhooks": box.poster.waiting,
    } | clock_json(box)


async def add_fault(request: Request, box: Box) -> Response:
    fault = box.faults.add(await read_object(request))
    box.events.tell("faults")
    return JSONResponse(next(one for one in box.faults.as_json() if one["id"] == fault.id), 201)


async def list_faults(request: Request, box: Box) -> Json:
    return {"items": box.faults.as_json()}


async def clear_faults(request: Request, box: Box) -> Json:
    deleted = box.faults.clear(fault_id=request.query_params.get("id"), kind=request.query_params.get("kind"))
    box.outbox.release()
    box.events.tell("faults")
    return {"deleted": deleted}


async def move_clock(request: Request, box: Box) -> Json:
    body = await read_object(request)
    seconds = body.get("advance_seconds", 0)
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or abs(seconds) > 10**9:
        raise InputError("advance_seconds must be a number of seconds.")
    box.world.shift = 0.0 if body.get("reset") is True else box.world.shift + seconds
    box.journal.note("clock", {"shift": box.world.shift})
    box.tick()
    box.events.tell("clock")
    return clock_json(box)


async def show_clock(request: Request, box: Box) -> Json:
    return clock_json(box)


async def show_seen(request: Request, box: Box) -> Json:
    return box.seen.as_json()


async def verify(request: Request, box: Box) -> Json:
    """The address that is in force for the first number."""
    number = box.numbers.first
    address = number.callback or box.numbers.accounts[number.account].callback or box.poster.url
    try:
        await shake_hands(address, box.settings.verify_token)
    except GraphError as refusal:
        raise InputError(refusal.message) from None
    return {"verified": True}


async def listen(request: Request, box: Box) -> Response:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(box.events.stream(), media_type="text/event-stream", headers=headers)


async def nothing(request: Request, box: Box) -> Json:
    raise MissingError(f"There is nothing at {request.method} {request.url.path}.")
