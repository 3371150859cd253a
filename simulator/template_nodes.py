"""The templates of an account: list, create, edit, delete, unpause."""

from __future__ import annotations

from typing import Any

from simulator.call import Call
from simulator.errors import GraphError, MissingObjectError
from simulator.number_nodes import pick
from simulator.templates import DEFAULTS

Json = dict[str, Any]


async def message_templates(call: Call) -> Json:
    account = call.account()
    match call.request.method:
        case "POST":
            call.box.limits.create(account.id)
            made = call.box.templates.create(account.id, call.body, call.box.world.now())
            call.box.keep_template(made)
            return {"id": made["id"], "status": made["status"], "category": made["category"]}
        case "DELETE":
            return _delete(call, account.id, call.request.query_params.get("name", ""))
    return listed(call, account.id)


def listed(call: Call, account: str) -> Json:
    call.box.tick()
    found, more = call.box.templates.page(account, dict(call.request.query_params))
    answer: Json = {"data": [pick(one, call, DEFAULTS) for one in found]}
    if not found:
        return answer
    answer["paging"] = {"cursors": more["cursors"]}
    if more["is_more"]:
        answer["paging"]["next"] = _link(call, "after", more["cursors"]["after"])
    if more["is_later"]:
        answer["paging"]["previous"] = _link(call, "before", more["cursors"]["before"])
    if "total_count" in call.request.query_params.get("summary", ""):
        counts = {"message_template_count": more["total"], "message_template_limit": 6000}
        answer["summary"] = {"total_count": more["total"], **counts, "are_translations_complete": True}
    return answer


def _link(call: Call, name: str, cursor: str) -> str:
    """Graph's links carry the token too; these don't: nobody should keep it in a log."""
    url = call.request.url.remove_query_params(["after", "before", "access_token"])
    return f"{call.box.settings.public_url}{url.include_query_params(**{name: cursor}).replace(scheme='', netloc='')}"


def _delete(call: Call, account: str, name: str, template_id: str | None = None) -> Json:
    """By name: every language, and the name is blocked for thirty days. With hsm_id only that one."""
    one = template_id or call.request.query_params.get("hsm_id")
    if not call.box.delete_templates(account, name, one):
        raise MissingObjectError(name or "0", "DELETE")
    return {"success": True}


async def one_template(call: Call, template: Json) -> Json:
    if not call.token.opens(template["account"]):
        raise MissingObjectError(template["id"], call.request.method)
    match call.request.method:
        case "POST":
            call.box.keep_template(call.box.templates.edit(template, call.body, call.box.world.now()))
            return {"success": True}
        case "DELETE":
            return _delete(call, template["account"], template["name"], template["id"])
    call.box.tick()
    return pick(call.box.templates.get(template["id"]) or template, call, DEFAULTS)


async def unpause(call: Call) -> Json:
    template = call.box.templates.get(call.node)
    if template is None:
        raise MissingObjectError(call.node)
    if template["status"] != "PAUSED":
        raise GraphError(200002, "Only a paused template can be unpaused.")
    call.box.unpause(template)
    return {"success": True}
