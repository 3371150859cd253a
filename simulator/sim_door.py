"""The door of the bench's API: every refusal is a 4xx with a sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator.box import Box, box_of
from simulator.errors import GraphError
from simulator.faults import FaultError
from simulator.rules import RuleError
from simulator.said import InputError

Json = dict[str, Any]
Handler = Callable[[Request, Box], Awaitable[Json | Response]]


class MissingError(Exception):
    """Nothing here has that id."""


def sim(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            said = await handler(request, box_of(request))
        except MissingError as missing:
            return JSONResponse({"error": str(missing)}, 404)
        except (InputError, FaultError, RuleError) as wrong:
            return JSONResponse({"error": str(wrong)}, 422)
        except GraphError as refusal:
            return JSONResponse({"error": refusal.details or refusal.message}, 422)
        return said if isinstance(said, Response) else JSONResponse(said)

    return endpoint
