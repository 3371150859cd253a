"""How a fault spoils an answer: an error, silence, a hung-up line, or something that is no JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from simulator.call import Call
from simulator.errors import GraphError, by_code
from simulator.faults import Fault

BAD_GATEWAY = "<!DOCTYPE html><html><body>Bad Gateway</body></html>"
EARLY = 3.0  # seconds that an answer waits for its receipts to arrive before it
Answer = Callable[[Call], Awaitable[Response]]


async def spoil(fault: Fault, call: Call, answer: Answer) -> Response:
    if fault.kind == "error_code":
        if fault.by == "answer":
            return refusal(fault)
        return await answer(replace(call, fail_with=(fault.code, fault.details)))
    told = await answer(call) if fault.accepts else GraphError(2).response()
    match fault.kind:
        case "hang":
            await asyncio.sleep(fault.seconds)
            return told
        case "early_status":
            await until_told(call)
            return told
        case "drop_reply":
            return HangUp()
        case "html":
            return HTMLResponse(BAD_GATEWAY, 502)
        case "garbage":
            return Response(b"", 200, media_type="application/json")
        case _:
            return unavailable(fault.status)


def unavailable(status: int) -> JSONResponse:
    if status != 429:
        return JSONResponse(GraphError(2).body(), status)
    body = GraphError(80007).body()
    del body["error"]["error_data"]
    return JSONResponse(body, status, {"Retry-After": "5"})


def refusal(fault: Fault) -> JSONResponse:
    """`error_data` may be missing, or a string as on other Graph endpoints."""
    error = by_code(fault.code, subcode=fault.subcode, details=fault.details)
    body = error.body()
    if fault.error_data == "missing":
        body["error"].pop("error_data", None)
    if fault.error_data == "string":
        body["error"]["error_data"] = json.dumps({"details": error.details})
    return JSONResponse(body, error.status, error.headers or None)


async def until_told(call: Call) -> None:
    """Until every webhook that is under way has arrived: so the receipt is there before the answer."""
    pause = call.box.settings.sent_after + call.box.settings.delivered_after + 0.05
    await asyncio.sleep(pause)
    for _ in range(int(EARLY / 0.02)):
        if not call.box.poster.waiting:
            return
        await asyncio.sleep(0.02)


class HangUp(Response):
    """Closes the connection without a byte. Needs the line that simulator.line adds to the scope."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"]["simulator.hang_up"]()
        while (await receive())["type"] != "http.disconnect":
            pass
