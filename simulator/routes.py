"""Every address: the phone page, the bench's API, and the Graph as Cairn calls it."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

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
from simulator.door import graph
from simulator.graph import marketing_messages, messages
from simulator.sim_door import sim

STATIC = Path(__file__).parent / "static"
ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def every() -> list[BaseRoute]:
    return [*pages(), *bench(), *graph_api()]


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
