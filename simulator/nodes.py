"""A node by its id, whatever it names, and media. Whatever is nothing is 100/33."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse

from simulator import account_nodes, media, multipart, number_nodes, template_nodes
from simulator.box import Box, box_of
from simulator.call import MESSAGING, Call
from simulator.door import check_token
from simulator.errors import GraphError, MissingObjectError, UnknownPathError
from simulator.number_nodes import WHEN_NOT_ASKED, pick
from simulator.spoiling import BAD_GATEWAY

Json = dict[str, Any]
TOO_LARGE = 101 * media.MEGA


async def node(call: Call) -> Json:
    """GET, POST or DELETE of one id."""
    method, numbers = call.request.method, call.box.numbers
    if numbers.get(call.node) and method in ("GET", "POST"):
        number = call.number()
        if method == "POST":
            return await number_nodes.change(call, number)
        return pick(number_nodes.facts(call, number), call, (*WHEN_NOT_ASKED, "platform_type", "throughput"))
    if call.node in numbers.accounts and method == "GET":
        return pick(account_nodes.account_facts(call.account()), call, ("name", "currency", "timezone_id"))
    if template := call.box.templates.get(call.node):
        return await template_nodes.one_template(call, template)
    return media_node(call)


def media_node(call: Call) -> Json:
    method, number = call.request.method, call.request.query_params.get("phone_number_id")
    found = call.box.shelf.get(call.node, method)
    if method == "POST" or (number and not call.box.numbers.get(number)):
        raise MissingObjectError(call.node, method)
    call.needs(MESSAGING)
    if method == "DELETE":
        call.box.shelf.drop(call.node)
        return {"success": True}
    told = media.as_node(call.box.shelf, found)
    return told | ({"file_size": TOO_LARGE} if call.box.faults.has("media_too_large") else {})


async def upload(call: Call) -> Json:
    call.number(MESSAGING)
    parts = multipart.read(call.request.headers.get("content-type", ""), await call.request.body())
    if "messaging_product" not in parts or parts["messaging_product"].text != "whatsapp":
        raise GraphError(100, message="(#100) The parameter messaging_product is required.")
    if "file" not in parts:
        raise GraphError(100, message="(#100) The parameter file is required.")
    mime_type = parts["file"].content_type or (parts["type"].text if "type" in parts else "")
    return {"id": call.box.keep_media(mime_type or "application/octet-stream", parts["file"].data, days=30).id}


async def download(request: Request) -> Response:
    """The download host. 401 without the bearer; too late it is 404 like anything else that isn't there."""
    query, box = request.query_params, box_of(request)
    try:
        check_token(request)
        found = box.shelf.open_link(query.get("mid", ""), query.get("ext", ""), query.get("hash", ""))
        return _spoilt(box, found) or Response(found.data, media_type=found.mime_type.partition(";")[0])
    except GraphError as refusal:
        return refusal.response()


def _spoilt(box: Box, found: media.Media) -> Response | None:
    fault = box.faults.take_post("media_404", "media_wrong_bytes", "media_too_large", "media_html")
    kind = found.mime_type.partition(";")[0]
    match fault.kind if fault else None:
        case "media_404":
            raise MissingObjectError(found.id, status=404, message="Media not found")
        case "media_wrong_bytes":
            return Response(found.data[:-1] + bytes([found.data[-1] ^ 0xFF]), media_type=kind)
        case "media_too_large":
            return StreamingResponse(_zeros(), media_type=kind, headers={"Content-Length": str(TOO_LARGE)})
        case "media_html":
            return HTMLResponse(BAD_GATEWAY, 200)
    return None


async def _zeros() -> AsyncIterator[bytes]:
    for _ in range(TOO_LARGE // media.MEGA):
        yield bytes(media.MEGA)


async def nowhere(call: Call) -> Json:
    path = call.request.url.path
    raise MissingObjectError(path.strip("/").partition("/")[2].partition("/")[0] or path, call.request.method)


async def no_version(request: Request) -> Response:
    if request.url.path in ("/favicon.ico", "/robots.txt"):
        return PlainTextResponse("", 404)
    return UnknownPathError(request.url.path).response()
