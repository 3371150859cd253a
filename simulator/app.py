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

from simulator import (
    account_nodes,
    bench_api,
    nodes,
    number_nodes,
    sim_events,
    sim_meta,
    sim_people,
    template_nodes,
    uploads,
)
from simulator import sim_api as api
from simulator.box import Box
from simulator.convertors import register_convertors
from simulator.door import graph
from simulator.errors import GraphError
from simulator.graph import marketing_messages, messages
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
    register_convertors()
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
        *customers(),
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
        *meta(),
        Route("/sim/{path:path}", sim(bench_api.nothing), methods=ANY),
    ]


def customers() -> list[BaseRoute]:
    one = "/sim/customers/{id}"
    return [
        Route("/sim/customers", sim(api.list_customers)),
        Route("/sim/customers", sim(api.add_customer), methods=["POST"]),
        Route(f"{one}/messages", sim(api.chat)),
        Route(f"{one}/messages", sim(api.say), methods=["POST"]),
        Route(f"{one}/calls", sim(sim_people.call), methods=["POST"]),
        Route(f"{one}/preferences", sim(sim_people.prefer), methods=["POST"]),
        Route(f"{one}/number", sim(sim_people.change_number), methods=["POST"]),
        Route(f"{one}/username", sim(sim_people.adopt_username), methods=["POST"]),
        Route(f"{one}/played", sim(sim_people.play), methods=["POST"]),
        Route(f"{one}/echo", sim(sim_people.echo), methods=["POST"]),
        Route("/sim/history", sim(sim_people.sync_history), methods=["POST"]),
    ]


def meta() -> list[BaseRoute]:
    return [
        Route("/sim/rules", sim(sim_meta.show_rules)),
        Route("/sim/rules", sim(sim_meta.set_rules), methods=["POST"]),
        Route("/sim/numbers", sim(sim_meta.list_numbers)),
        Route("/sim/numbers", sim(sim_meta.keep_number), methods=["POST"]),
        Route("/sim/tokens", sim(sim_meta.keep_token), methods=["POST"]),
        Route("/sim/templates", sim(sim_events.list_templates)),
        Route("/sim/templates/{id}", sim(sim_events.do_to_template), methods=["POST"]),
        Route("/sim/webhooks", sim(sim_events.post_webhook), methods=["POST"]),
        Route("/sim/bulk", sim(sim_events.post_many), methods=["POST"]),
    ]


GET, GET_POST, POST, CHANGE = ["GET"], ["GET", "POST"], ["POST"], ["GET", "POST", "DELETE"]
EDGES = (
    ("messages", messages, POST),
    ("marketing_messages", marketing_messages, POST),
    ("media", nodes.upload, POST),
    ("message_templates", template_nodes.message_templates, CHANGE),
    ("unpause", template_nodes.unpause, POST),
    ("phone_numbers", account_nodes.phone_numbers, GET),
    ("subscribed_apps", account_nodes.subscribed_apps, CHANGE),
    ("subscriptions", account_nodes.subscriptions, GET_POST),
    ("uploads", uploads.start, POST),
    ("whatsapp_business_profile", number_nodes.profile, GET_POST),
    ("register", number_nodes.register, POST),
    ("deregister", number_nodes.deregister, POST),
    ("block_users", number_nodes.block_users, CHANGE),
    ("username", number_nodes.username, CHANGE),
)


def graph_api() -> list[BaseRoute]:
    return [
        *(Route(f"/{{v:version}}/{{node}}/{name}", graph(handler), methods=ways) for name, handler, ways in EDGES),
        Route("/{v:version}/debug_token", graph(account_nodes.debug_token), methods=GET),
        Route("/debug_token", graph(account_nodes.debug_token), methods=GET),
        Route("/{v:version}/app", graph(account_nodes.app), methods=GET),
        Route("/{v:version}/{session:upload}", graph(uploads.go_on), methods=GET_POST),
        Route("/{v:version}/{node}", graph(nodes.node), methods=CHANGE),
        Route("/{v:version}/{path:path}", graph(nodes.nowhere), methods=ANY),
        Route("/whatsapp_business/attachments/", nodes.download, methods=GET),
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
