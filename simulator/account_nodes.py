"""The account's nodes, the app's, and what a token is worth."""

from __future__ import annotations

from typing import Any

from simulator.call import Call
from simulator.errors import GraphError, MissingObjectError
from simulator.number_nodes import facts, pick
from simulator.numbers import APP, Account, Token

Json = dict[str, Any]
WHEN_LISTED = ("verified_name", "display_phone_number", "quality_rating")


def account_facts(account: Account) -> Json:
    return {
        "id": account.id,
        "name": account.name,
        "currency": "INR",
        "timezone_id": "71",
        "account_review_status": account.review,
        "message_template_namespace": "ba30dd89_2ebd_41e4_b805_f2c05ae04cc9",
    }


async def phone_numbers(call: Call) -> Json:
    account = call.account()
    found = [one for one in call.box.numbers if one.account == account.id]
    data = [pick(facts(call, one), call, WHEN_LISTED) for one in found]
    return {"data": data, "paging": {"cursors": {"before": "QVFI", "after": "QVFJ"}}}


async def subscribed_apps(call: Call) -> Json:
    account = call.account()
    match call.request.method:
        case "GET":
            return {"data": [_app(call, account)] if account.subscribed else []}
        case "DELETE":
            account.subscribed, account.callback = False, None
        case _:
            override = call.body.get("override_callback_uri")
            await call.box.set_callback(account, str(override or ""), str(call.body.get("verify_token", "")))
            account.subscribed = True
    call.box.note_account(account)
    return {"success": True}


def _app(call: Call, account: Account) -> Json:
    data = {"id": APP, "link": call.box.settings.desk_url, "name": call.box.settings.verified_name}
    override = {"override_callback_uri": account.callback} if account.callback else {}
    return {"whatsapp_business_api_data": data} | override


async def app(call: Call) -> Json:
    return {"link": call.box.settings.desk_url, "name": call.box.settings.verified_name, "id": APP}


async def subscriptions(call: Call) -> Json:
    """Which fields the app has chosen."""
    if call.node != APP:
        raise MissingObjectError(call.node, call.request.method)
    if call.request.method == "POST":
        return {"success": True}
    names = ("messages", "message_template_status_update", "account_update", "phone_number_quality_update", "calls")
    chosen = [{"name": name, "version": "v25.0"} for name in names]
    hook = {"object": "whatsapp_business_account", "callback_url": call.box.settings.webhook_url, "active": True}
    return {"data": [hook | {"fields": chosen}]}


async def debug_token(call: Call) -> Json:
    value = call.request.query_params.get("input_token", "")
    if not value:
        raise GraphError(100, message="(#100) The parameter input_token is required.")
    known = next((one for one in call.box.numbers.tokens if one.value == value), None)
    if known is None:
        error = {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    return {"data": _worth(call, known)}


def _worth(call: Call, token: Token) -> Json:
    targets = token.accounts or list(call.box.numbers.accounts)
    is_valid = token.valid and not (token.expires and token.expires < call.box.world.now())
    told: Json = {
        "app_id": APP,
        "type": "SYSTEM_USER",
        "application": call.box.settings.verified_name,
        "data_access_expires_at": 0,
        "expires_at": int(token.expires),
        "is_valid": is_valid,
        "issued_at": 1767225600,
        "scopes": token.scopes,
        "granular_scopes": [{"scope": one, "target_ids": targets} for one in token.scopes],
        "user_id": "122100000000000000",
    }
    if not is_valid:
        told["error"] = {"code": 190, "message": "Error validating access token", "subcode": 463}
    return told
