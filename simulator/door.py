"""The door that every Graph call comes through: token, JSON, faults, and a note of what was seen."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from simulator import seen
from simulator.box import Box, box_of
from simulator.errors import GraphError
from simulator.faults import Fault

Json = dict[str, Any]
BAD_GATEWAY = "<!DOCTYPE html><html><body>Bad Gateway</body></html>"


@dataclass(frozen=True)
class Call:
    """One call of Cairn. `fail_with`: take the message, then tell by webhook that it failed with this code."""

    box: Box
    request: Request
    body: Json
    fail_with: int | None = None

    @property
    def is_send(self) -> bool:
        path = self.request.url.path
        return self.request.method == "POST" and path.endswith("/messages") and "status" not in self.body


Handler = Callable[[Call], Awaitable[Json | Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def graph(handler: Handler) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        started, call, fault = time.perf_counter(), Call(box_of(request), request, {}), None
        try:
            check_token(request)
            call = replace(call, body=await read_json(request))
            fault = call.box.faults.take_answer(is_send=call.is_send)
            response = await (spoil(fault, call, handler) if fault else answer(call, handler))
        except GraphError as refusal:
            response = refusal.response()
        note(call, response, fault, time.perf_counter() - started)
        return response

    return endpoint


def check_token(request: Request) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else request.query_params.get("access_token", "")
    if not token:
        raise GraphError(104)
    if not hmac.compare_digest(token.encode(), box_of(request).settings.access_token.encode()):
        raise GraphError(190)


async def read_json(request: Request) -> Json:
    """The JSON object of the body; empty for other bodies, which the media door reads itself."""
    if request.method != "POST" or not request.headers.get("content-type", "").startswith("application/json"):
        return {}
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise GraphError(100, "The request body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise GraphError(100, "The request body must be a JSON object.")
    return body


async def answer(call: Call, handler: Handler) -> Response:
    said = await handler(call)
    return said if isinstance(said, Response) else JSONResponse(said)


async def spoil(fault: Fault, call: Call, handler: Handler) -> Response:
    if fault.kind == "error_code":
        if fault.by == "answer":
            raise GraphError(fault.code)
        return await answer(replace(call, fail_with=fault.code), handler)
    told = await answer(call, handler) if fault.accepts else GraphError(2).response()
    match fault.kind:
        case "hang":
            await asyncio.sleep(fault.seconds)
            return told
        case "drop_reply":
            return HangUp()
        case "html":
            return HTMLResponse(BAD_GATEWAY, 502)
        case _:
            return JSONResponse(GraphError(2).body(), fault.status)


class HangUp(Response):
    """Closes the connection without a byte. Needs the line that simulator.line adds to the scope."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"]["simulator.hang_up"]()
        while (await receive())["type"] != "http.disconnect":
            pass


def note(call: Call, response: Response, fault: Fault | None, spent: float) -> None:
    request, answered = call.request, 0 if isinstance(response, HangUp) else response.status_code
    call.box.seen.request(
        seen.Request(
            at=call.box.world.now(),
            method=request.method,
            path=request.url.path,
            words=describe(call),
            body=call.body or None,
            answer=answered,
            milliseconds=round(spent * 1000),
            code=error_code(response) if answered >= 400 else None,
            fault=fault.kind if fault else None,
        )
    )


def describe(call: Call) -> str:
    if call.body.get("status") == "read":
        return "read, typing" if "typing_indicator" in call.body else "read"
    if call.is_send:
        return str(call.body.get("type", "text"))
    return f"{call.request.method.lower()} {call.request.url.path.rstrip('/').rpartition('/')[2]}"


def error_code(response: Response) -> int | None:
    try:
        return int(json.loads(bytes(response.body))["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return None
