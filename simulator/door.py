"""The door that every Graph call comes through: version, token, JSON, limits, faults, and a note of what was seen."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import seen, spoiling
from simulator.box import box_of
from simulator.call import Call
from simulator.errors import GraphError, OldVersionError
from simulator.faults import Fault
from simulator.numbers import Token

Json = dict[str, Any]
VERSIONS = range(21, 28)
LIMITED = ("templates", "other")
NOBODY = Token("", [])


Handler = Callable[[Call], Awaitable[Json | Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def graph(handler: Handler) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        started, call, fault = time.perf_counter(), Call(box_of(request), request, {}, NOBODY), None
        try:
            check_version(request)
            call = replace(call, token=check_token(request), body=await read_json(request))
            fault = call.box.faults.take_answer(call.kind, call.to)
            response = await answer(call, handler, fault)
        except GraphError as refusal:
            response = refusal.response()
        note(call, response, fault, time.perf_counter() - started)
        return response

    return endpoint


async def answer(call: Call, handler: Handler, fault: Fault | None) -> Response:
    headers = call.box.limits.call(call.billed_account) if call.kind in LIMITED else {}
    if fault:
        return await spoiling.spoil(fault, call, lambda spoilt: plain(spoilt, handler))
    response = await plain(call, handler)
    response.headers.update(headers)
    return response


async def plain(call: Call, handler: Handler) -> Response:
    said = await handler(call)
    return said if isinstance(said, Response) else JSONResponse(said)


def check_version(request: Request) -> None:
    version = str(request.path_params.get("v", "v25.0"))
    if int(version[1:].partition(".")[0]) not in VERSIONS:
        raise OldVersionError(version)


def check_token(request: Request) -> Token:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip() if scheme.lower() in ("bearer", "oauth") else request.query_params.get("access_token", "")
    if not token:
        raise GraphError(104)
    box = box_of(request)
    return box.numbers.token(token, box.world.now())


async def read_json(request: Request) -> Json:
    """The JSON object of the body; empty for other bodies, which the media door reads itself."""
    if request.method not in ("POST", "DELETE"):
        return {}
    if not request.headers.get("content-type", "").startswith("application/json"):
        return {}
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise GraphError(100, "The request body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise GraphError(100, "The request body must be a JSON object.")
    return body


def note(call: Call, response: Response, fault: Fault | None, spent: float) -> None:
    request, answered = call.request, 0 if isinstance(response, spoiling.HangUp) else response.status_code
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
    match call.kind:
        case "read":
            return "read, typing" if "typing_indicator" in call.body else "read"
        case "send":
            return str(call.body.get("type", "text"))
    return f"{call.request.method.lower()} {call.request.url.path.rstrip('/').rpartition('/')[2]}"


def error_code(response: Response) -> int | None:
    try:
        return int(json.loads(bytes(response.body))["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return None
