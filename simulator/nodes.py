"""The other nodes of the Graph: the number, the account, media, templates. Whatever is none of these is 100/33."""

from __future__ import annotations

import secrets
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from simulator import media, multipart
from simulator.box import box_of
from simulator.door import Call, check_token
from simulator.errors import CallbackError, GraphError, MissingObjectError, UnknownPathError
from simulator.settings import Settings
from simulator.templates import DEFAULTS

Json = dict[str, Any]
WHEN_NOT_ASKED = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating")


async def node(call: Call) -> Json:
    """GET, POST or DELETE of one id, whatever it names."""
    node_id, settings, method = call.request.path_params["node"], call.box.settings, call.request.method
    if node_id == settings.phone_number_id and method == "GET":
        return pick(number(call), call, (*WHEN_NOT_ASKED, "platform_type", "throughput"))
    if node_id == settings.business_account_id and method == "GET":
        return pick(account(settings), call, ("name", "currency", "timezone_id"))
    if template := call.box.templates.get(node_id):
        return edit_template(call, template)
    if method == "DELETE":
        call.box.shelf.drop(node_id)
        return {"success": True}
    if method != "GET":
        raise MissingObjectError(node_id, method)
    return media.as_node(call.box.shelf, call.box.shelf.get(node_id))


def number(call: Call) -> Json:
    settings = call.box.settings
    digits = settings.display_number
    pretty = f"+1 {digits[1:4]}-{digits[4:7]}-{digits[7:]}" if digits.startswith("1") else f"+{digits}"
    return {
        "id": settings.phone_number_id,
        "display_phone_number": pretty,
        "verified_name": settings.verified_name,
        "quality_rating": "GREEN",
        "status": "CONNECTED",
        "name_status": "APPROVED",
        "code_verification_status": "VERIFIED",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "account_mode": "LIVE",
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "webhook_configuration": {"application": call.box.callback or settings.webhook_url},
    }


def account(settings: Settings) -> Json:
    return {
        "id": settings.business_account_id,
        "name": settings.verified_name,
        "currency": "INR",
        "timezone_id": "71",
        "account_review_status": "APPROVED",
    }


def pick(facts: Json, call: Call, unasked: tuple[str, ...] | set[str]) -> Json:
    """Only the fields asked for, and always the id."""
    asked = call.request.query_params.get("fields")
    wanted = set(asked.split(",") if asked else unasked) | {"id"}
    return {key: value for key, value in facts.items() if key in wanted}


async def phone_numbers(call: Call) -> Json:
    on_account(call)
    only = pick(number(call), call, WHEN_NOT_ASKED)
    return {"data": [only], "paging": {"cursors": {"before": "QVFI", "after": "QVFI"}}}


async def profile(call: Call) -> Json:
    on_number(call)
    return {"data": [{"messaging_product": "whatsapp", "about": call.box.settings.verified_name, "vertical": "TRAVEL"}]}


async def register(call: Call) -> Json:
    on_number(call)
    if not (isinstance(pin := call.body.get("pin"), str) and len(pin) == 6 and pin.isdecimal()):
        raise GraphError(131009, "Parameter 'pin' must be six digits.")
    return {"success": True}


async def subscribed_apps(call: Call) -> Json:
    on_account(call)
    override = call.body.get("override_callback_uri")
    if call.request.method == "GET":
        data = {"id": "670843887433847", "link": call.box.settings.desk_url, "name": call.box.settings.verified_name}
        kept = {"override_callback_uri": call.box.callback} if call.box.callback else {}
        return {"data": [{"whatsapp_business_api_data": data} | kept]}
    if override is not None:
        await shake_hands(str(override), str(call.body.get("verify_token", "")))
        call.box.set_callback(str(override))
    return {"success": True}


async def shake_hands(url: str, verify_token: str) -> None:
    """The handshake that Meta does before it believes in a webhook address."""
    challenge = str(secrets.randbelow(10**10))
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    try:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.get(url, params=query)
    except (httpx.HTTPError, httpx.InvalidURL):
        raise CallbackError("The callback URL couldn't be reached.") from None
    if answer.status_code != 200 or answer.text != challenge:
        raise CallbackError(f"HTTP Status Code = {answer.status_code}; HTTP Message = {answer.reason_phrase}")


async def message_templates(call: Call) -> Json:
    on_account(call)
    match call.request.method:
        case "POST":
            made = call.box.templates.create(call.body)
            call.box.keep_template(made)
            return {"id": made["id"], "status": made["status"], "category": made["category"]}
        case "DELETE":
            return delete_template(call, call.request.query_params.get("name", ""))
    found = call.box.templates.matching(dict(call.request.query_params))
    return {
        "data": [pick(one, call, DEFAULTS) for one in found],
        "paging": {"cursors": {"before": "MAZDZD", "after": "MjQZD"}},
    }


def delete_template(call: Call, name: str) -> Json:
    if not call.box.templates.delete(name):
        raise MissingObjectError(name, "DELETE")
    call.box.journal.note("untemplate", {"name": name})
    return {"success": True}


def edit_template(call: Call, template: Json) -> Json:
    if call.request.method == "POST":
        call.box.templates.edit(template, call.body)
        call.box.keep_template(call.box.templates.get(template["id"]) or template)
        return {"success": True}
    if call.request.method == "DELETE":
        return delete_template(call, template["name"])
    return pick(template, call, DEFAULTS)


async def upload(call: Call) -> Json:
    on_number(call)
    parts = multipart.read(call.request.headers.get("content-type", ""), await call.request.body())
    if "messaging_product" not in parts or parts["messaging_product"].text != "whatsapp":
        raise GraphError(100, message="(#100) The parameter messaging_product is required.")
    if "file" not in parts:
        raise GraphError(100, message="(#100) The parameter file is required.")
    mime_type = parts["file"].content_type or parts["type"].text if "type" in parts else parts["file"].content_type
    return {"id": call.box.keep_media(mime_type or "application/octet-stream", parts["file"].data, days=30).id}


async def download(request: Request) -> Response:
    """The download host. Without the bearer, or too late, it is 404 like anything else that isn't there."""
    query = request.query_params
    try:
        check_token(request)
        shelf = box_of(request).shelf
        media = shelf.open_link(query.get("mid", ""), query.get("ext", ""), query.get("hash", ""))
    except GraphError as refusal:
        return refusal.response()
    return Response(media.data, media_type=media.mime_type.partition(";")[0])


async def nowhere(call: Call) -> Json:
    path = call.request.url.path
    raise MissingObjectError(path.strip("/").partition("/")[2].partition("/")[0] or path, call.request.method)


async def no_version(request: Request) -> Response:
    if request.url.path in ("/favicon.ico", "/robots.txt"):
        return PlainTextResponse("", 404)
    return UnknownPathError(request.url.path).response()


def on_number(call: Call) -> None:
    if call.request.path_params["node"] != call.box.settings.phone_number_id:
        raise MissingObjectError(call.request.path_params["node"], call.request.method)


def on_account(call: Call) -> None:
    if call.request.path_params["node"] != call.box.settings.business_account_id:
        raise MissingObjectError(call.request.path_params["node"], call.request.method)
