"""The application: its routes, its security headers, and what it says when something is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulator import routes
from simulator.box import Box
from simulator.convertors import register_convertors
from simulator.errors import GraphError
from simulator.settings import Settings

SHIELD = {
    b"content-security-policy": b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


def create_app(settings: Settings) -> Starlette:
    register_convertors()
    box = Box(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        box.start()
        yield
        await box.stop()

    app = Starlette(
        routes=routes.every(),
        lifespan=lifespan,
        middleware=[Middleware(Shield)],
        exception_handlers={HTTPException: refuse, Exception: stumble},
    )
    app.state.box = box
    return app


async def refuse(request: Request, problem: Exception) -> Response:
    """Methods that no route takes. Even they get JSON: only a fault may answer otherwise."""
    status = problem.status_code if isinstance(problem, HTTPException) else 400
    return JSONResponse({"error": {"message": f"{request.method} is not supported here.", "code": 100}}, status)


async def stumble(request: Request, problem: Exception) -> Response:
    """A mistake of our own looks to Cairn like one of Meta's; the traceback goes to the log."""
    return GraphError(131000).response()


class Shield:
    """Security headers on every answer. Plain ASGI: the streams must pass through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *SHIELD.items()]
            await send(message)

        await self.app(scope, receive, shielded)
