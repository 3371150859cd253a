"""Routes: the Graph as Cairn calls it, the bench's API, and the phone page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulator import bench_api, nodes
from simulator import sim_api as api
from simulator.box import Box
from simulator.convertors import register_version
from simulator.door import graph
from simulator.errors import GraphError
from simulator.graph import messages
from simulator.settings import Settings
from simulator.sim_door import sim

STATIC = Path(__file__).parent / "static"
ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]
SHIELD = {
    b"content-security-policy": b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


def create_app(settings: Settings) -> Starlette:
    register_version()
    box = Box(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        box.start()
        yield
        await box.stop()

    app = Starlette(
        routes=pages() + bench() + graph_api(),
        lifespan=lifespan,
        middleware=[Middleware(Shield)],
        exception_handlers={HTTPException: refuse, Exception: stumble},
    )
    app.state.box = box
    return app


def pages() -> list[BaseRoute]:
    return [Route("/", phone), Mount("/static", StaticFiles(directory=STATIC))]


def bench() -> list[BaseRoute]:
    return [
        Route("/sim", sim(bench_api.about)),
        Route("/sim/customers", sim(api.list_customers)),
        Route("/sim/customers", sim(api.add_customer), methods=["POST"]),
        Route("/sim/customers/{id}/messages", sim(api.chat)),
        Route("/sim/customers/{id}/messages", sim(api.say), methods=["POST"]),
        Route("/sim/media", sim(api.add_media), methods=["POST"]),
        Route("/sim/media/{id}", sim(api.show_media)),
        Route("/sim/faults", sim(bench_api.list_faults)),
        Route("/sim/faults", sim(bench_api.add_fault), methods=["POST"]),
        Route("/sim/faults", sim(bench_api.clear_faults), methods=["DELETE"]),
        Route("/sim/clock", sim(bench_api.show_clock)),
        Route("/sim/clock", sim(bench_api.move_clock), methods=["POST"]),
        Route("/sim/seen", sim(bench_api.show_seen)),
        Route("/sim/verify", sim(bench_api.verify), methods=["POST"]),
        Route("/sim/events", sim(bench_api.listen)),
        Route("/sim/{path:path}", sim(bench_api.nothing), methods=ANY),
    ]


def graph_api() -> list[BaseRoute]:
    return [
        Route("/{v:version}/{node}/messages", graph(messages), methods=["POST"]),
        Route("/{v:version}/{node}/media", graph(nodes.upload), methods=["POST"]),
        Route(
            "/{v:version}/{node}/message_templates", graph(nodes.message_templates), methods=["GET", "POST", "DELETE"]
        ),
        Route("/{v:version}/{node}/phone_numbers", graph(nodes.phone_numbers), methods=["GET"]),
        Route("/{v:version}/{node}/subscribed_apps", graph(nodes.subscribed_apps), methods=["GET", "POST"]),
        Route("/{v:version}/{node}/whatsapp_business_profile", graph(nodes.profile), methods=["GET"]),
        Route("/{v:version}/{node}/register", graph(nodes.register), methods=["POST"]),
        Route("/{v:version}/{node}", graph(nodes.node), methods=["GET", "POST", "DELETE"]),
        Route("/{v:version}/{path:path}", graph(nodes.nowhere), methods=ANY),
        Route("/whatsapp_business/attachments/", nodes.download, methods=["GET"]),
        Route("/{path:path}", nodes.no_version, methods=ANY),
    ]


async def phone(request: Request) -> Response:
    return FileResponse(STATIC / "phone.html", headers={"Cache-Control": "no-cache"})


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
