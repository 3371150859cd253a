"""The nodes that the doctor asks for: numbers, accounts, tokens, subscriptions, registration, block list, username."""

from __future__ import annotations

import pytest

from tests.simulator.conftest import Desk, Json, Phone, eventually, request_sample, shape, webhook_sample

ACCOUNT, NUMBER, APP = "102290129340398", "106540352242922", "670843887433847"


def test_the_number_tells_about_itself(phone: Phone) -> None:
    sample = request_sample("phone_number_get")
    fields = sample["request"]["url"].partition("fields=")[2].removesuffix(",health_status")
    answer = phone.graph("GET", NUMBER, params={"fields": fields}).json()
    assert shape(answer) == shape(sample["response"]["json"])
    assert answer["display_phone_number"] == "+1 555-078-3881"


def test_the_number_says_whether_it_can_send(phone: Phone, customer: Json) -> None:
    query = {"fields": "health_status"}
    assert phone.graph("GET", NUMBER, params=query).json()["health_status"]["can_send_message"] == "AVAILABLE"
    phone.ask("POST", "/sim/numbers", {"id": NUMBER, "quality": "RED", "can_send": "BLOCKED"})
    health = phone.graph("GET", NUMBER, params={"fields": "health_status,quality_rating"}).json()
    assert (health["quality_rating"], health["health_status"]["can_send_message"]) == ("RED", "BLOCKED")
    assert phone.send(customer).json()["error"]["code"] == 131031


def test_an_account_lists_its_numbers(phone: Phone) -> None:
    phone.ask("POST", "/sim/numbers", {"display": "15550783882", "name": "Trek & Stay 2", "quality": "UNKNOWN"})
    answer = phone.graph("GET", f"{ACCOUNT}/phone_numbers").json()
    assert shape(answer) == shape(request_sample("phone_numbers_list")["response"]["json"])
    assert [one["display_phone_number"] for one in answer["data"]] == ["+1 555-078-3881", "+1 555-078-3882"]


def test_two_numbers_have_chats_windows_and_tokens_of_their_own(phone: Phone, desk: Desk) -> None:
    second = phone.ask("POST", "/sim/numbers", {"display": "15550783882", "account": "102290129340399"})
    phone.ask("POST", "/sim/tokens", {"value": "second-token", "accounts": ["102290129340399"]})
    one = phone.customer()
    phone.tell(one, {"type": "text", "text": {"body": "hi"}, "number": second["id"]})
    assert eventually(lambda: desk.values)[0]["metadata"]["phone_number_id"] == second["id"]
    assert phone.send(one).json()["error"]["code"] == 131047
    message = {"messaging_product": "whatsapp", "to": one["phone"], "type": "text", "text": {"body": "hello"}}
    phone.headers = {"Authorization": "Bearer second-token"}
    assert phone.graph("POST", f"{NUMBER}/messages", message).json()["error"]["error_subcode"] == 33
    assert phone.graph("POST", f"{second['id']}/messages", message).status_code == 200
    assert [one["text"] for one in phone.chat(one, f"?peek=1&number={second['id']}")] == ["hi", "hello"]


def test_subscribing_keeping_an_address_and_leaving(phone: Phone, desk: Desk) -> None:
    path = f"{ACCOUNT}/subscribed_apps"
    wish = {"override_callback_uri": desk.url, "verify_token": desk.verify_token}
    assert phone.graph("POST", path, wish).json() == request_sample("subscribed_apps_post")["response"]["json"]
    answer = phone.graph("GET", path).json()
    assert shape(answer) == shape(request_sample("subscribed_apps_get")["response"]["json"])
    assert phone.graph("DELETE", path).json() == {"success": True}
    assert phone.graph("GET", path).json() == {"data": []}
    phone.say(phone.customer())
    assert phone.graph("POST", path).json() == {"success": True}
    phone.say(phone.customer(), "heard")
    assert eventually(lambda: desk.messages)[0]["text"]["body"] == "heard"


def test_a_number_can_have_an_address_of_its_own(phone: Phone, desk: Desk) -> None:
    own = {"override_callback_uri": f"{desk.url}?own=1", "verify_token": "wrong"}
    assert phone.graph("POST", NUMBER, {"webhook_configuration": own}).json()["error"]["code"] == 2200
    own["verify_token"] = desk.verify_token
    assert phone.graph("POST", NUMBER, {"webhook_configuration": own}).json() == {"success": True}
    answer = phone.graph("GET", NUMBER, params={"fields": "webhook_configuration"}).json()
    assert answer["webhook_configuration"]["phone_number"] == f"{desk.url}?own=1"


def test_what_a_token_is_worth(phone: Phone) -> None:
    def worth(value: str) -> Json:
        return dict(phone.graph("GET", "debug_token", params={"input_token": value}).json()["data"])

    good = worth("simulator-token")
    assert (good["is_valid"], good["expires_at"], good["app_id"]) == (True, 0, APP)
    assert set(good["scopes"]) == {"whatsapp_business_management", "whatsapp_business_messaging"}
    assert worth("nonsense")["is_valid"] is False
    phone.ask("POST", "/sim/tokens", {"value": "short", "expires_in": 60, "scopes": ["whatsapp_business_management"]})
    assert worth("short")["is_valid"] is True
    phone.ask("POST", "/sim/clock", {"advance_seconds": 61})
    assert worth("short")["is_valid"] is False
    assert phone.graph("GET", "debug_token").json()["error"]["code"] == 100


def test_a_token_that_lacks_a_scope_or_has_expired(phone: Phone, customer: Json) -> None:
    phone.ask("POST", "/sim/tokens", {"value": "simulator-token", "scopes": ["whatsapp_business_management"]})
    assert phone.send(customer).json()["error"]["code"] == 200
    phone.ask("POST", "/sim/tokens", {"value": "simulator-token", "scopes": ["whatsapp_business_messaging"]})
    assert phone.graph("GET", f"{ACCOUNT}/message_templates").json()["error"]["code"] == 10
    phone.ask("POST", "/sim/tokens", {"value": "simulator-token", "expires_in": -1})
    assert phone.send(customer).json()["error"] | {"fbtrace_id": ""} == {
        "message": "Error validating access token: Session has expired on Monday, 23-Nov-26 00:00:00 PST.",
        "type": "OAuthException",
        "code": 190,
        "error_subcode": 463,
        "fbtrace_id": "",
    }


def test_registering_needs_a_pin_and_patience(phone: Phone, customer: Json) -> None:
    sample = request_sample("phone_number_register")
    assert phone.graph("POST", f"{NUMBER}/register", {"pin": "12"}).json()["error"]["code"] == 131009
    assert phone.graph("POST", f"{NUMBER}/deregister").json() == {"success": True}
    assert phone.send(customer).json()["error"]["code"] == 133010
    assert phone.graph("POST", f"{NUMBER}/register", sample["request"]["json"]).json() == sample["response"]["json"]
    assert phone.send(customer).status_code == 200
    codes = [phone.graph("POST", f"{NUMBER}/deregister").json().get("error", {}).get("code") for _ in range(9)]
    assert codes[-1] == 133016


def test_the_profile_is_kept(phone: Phone) -> None:
    sample = request_sample("business_profile_get")
    facts: Json = sample["response"]["json"]["data"][0]
    assert phone.graph("POST", f"{NUMBER}/whatsapp_business_profile", facts).json() == {"success": True}
    answer = phone.graph("GET", f"{NUMBER}/whatsapp_business_profile").json()
    assert answer == sample["response"]["json"]


def test_only_who_wrote_today_can_be_blocked(phone: Phone, customer: Json) -> None:
    path, sample = f"{NUMBER}/block_users", request_sample("block_users_post")
    silent = phone.customer("Silent", "+919000045123")
    wish = {"messaging_product": "whatsapp", "block_users": [{"user": customer["phone"]}]}
    assert shape(phone.graph("POST", path, wish).json()) == shape(sample["response"]["json"])
    assert phone.send(customer).json()["error"]["code"] == 130403
    phone.say(customer, "not heard")
    assert phone.graph("GET", path).json()["data"][0]["wa_id"] == customer["wa_id"]
    refused = phone.graph("POST", path, {"block_users": [{"user": silent["phone"]}]})
    assert refused.json()["error"]["code"] == 139100
    phone.graph("DELETE", path, wish)
    assert phone.send(customer).status_code == 200


def test_the_firm_can_have_a_username(phone: Phone) -> None:
    path = f"{NUMBER}/username"
    assert phone.graph("GET", path).json()["error"]["code"] == 147004
    assert phone.graph("POST", path, {"username": "No"}).json()["error"]["code"] == 147002
    assert phone.graph("POST", path, {"username": "taken"}).json()["error"]["code"] == 147001
    assert phone.graph("POST", path, {"username": "trekandstay"}).json() == {"status": "reserved"}
    assert phone.graph("GET", path).json()["username"] == "trekandstay"
    assert phone.graph("DELETE", path).json() == {"success": True}


def test_an_old_version_is_refused(phone: Phone) -> None:
    assert phone.http.get(f"/v12.0/{NUMBER}", headers=phone.headers).json()["error"]["code"] == 2635


def test_management_calls_are_counted(phone: Phone, customer: Json) -> None:
    phone.ask("POST", "/sim/rules", {"management_calls": 2})
    first = phone.graph("GET", NUMBER)
    assert '"call_count": 50' in first.headers["x-app-usage"]
    phone.graph("GET", NUMBER)
    answer, expected = phone.graph("GET", NUMBER), request_sample("error_80007_waba_rate")["response"]
    assert (answer.status_code, shape(answer.json())) == (expected["status"], shape(expected["json"]))
    assert '"call_count": 100' in answer.headers["x-business-use-case-usage"]
    assert phone.send(customer).status_code == 200
    phone.ask("POST", "/sim/clock", {"advance_seconds": 3601})
    assert phone.graph("GET", NUMBER).status_code == 200


def test_an_upgrade_takes_a_minute_and_then_is_told(phone: Phone, desk: Desk, customer: Json) -> None:
    number = phone.ask("POST", "/sim/numbers", {"id": NUMBER, "upgrade": True, "tell": True, "tier": "TIER_UNLIMITED"})
    assert number["level"] == "HIGH"
    assert phone.send(customer).json()["error"]["code"] == 131057
    value = eventually(lambda: [one for one in desk.values if "event" in one])[0]
    assert shape(value) == shape(webhook_sample("field_phone_number_quality_update_2026")["changes"][0]["value"])
    phone.ask("POST", "/sim/clock", {"advance_seconds": 61})
    assert phone.send(customer).status_code == 200


def test_a_number_shared_with_the_phone_app_is_slower(phone: Phone, customer: Json) -> None:
    phone.ask("POST", "/sim/numbers", {"id": NUMBER, "coexistence": True})
    phone.ask("POST", "/sim/rules", {"pair_limit": False})
    codes = [phone.send(customer).json().get("error", {}).get("code") for _ in range(120)]
    assert 130429 in codes


@pytest.mark.parametrize("wish", [{"id": NUMBER, "allowed": 5}, {"id": NUMBER, "coexistence": "yes"}])
def test_nonsense_about_a_number_gets_a_sentence(phone: Phone, wish: Json) -> None:
    answer = phone.http.post("/sim/numbers", json=wish)
    assert (answer.status_code, answer.json()["error"][-1]) == (422, ".")


def test_a_test_number_writes_only_to_its_list_and_to_no_user_id(phone: Phone, customer: Json) -> None:
    phone.ask("POST", "/sim/numbers", {"id": NUMBER, "allowed": [customer["wa_id"]]})
    assert phone.send(customer).status_code == 200
    assert phone.send(customer, to=None, recipient=customer["user_id"]).json()["error"]["code"] == 131030
    other = phone.customer("Other", "+919000045124")
    assert phone.send(other).json()["error"]["code"] == 131030
