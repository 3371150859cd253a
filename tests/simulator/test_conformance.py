"""The simulator speaks as recorded: one test per sample of shared shapes, the same keys and the same types.

Samples of shapes that are no longer sent, and odd ones, can be posted as they are: the last test does it with all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from simulator.settings import Settings
from tests.simulator.conftest import (
    PAYLOADS,
    Desk,
    Json,
    Phone,
    Stage,
    eventually,
    request_sample,
    shape,
    standing,
    webhook_sample,
)

NUMBER, ACCOUNT = "106540352242922", "102290129340398"
NAMES = sorted(path.stem for path in (PAYLOADS / "webhooks").glob("*.json"))
SENDS = sorted(path.stem for path in (PAYLOADS / "requests").glob("send_*.json"))
OLD = {
    "message_text_bsuid_in_from_field",
    "message_text_conversation_context",
    "message_text_dashboard_test_button",
    "message_text_legacy_no_bsuid",
}
MESSAGES = [name for name in NAMES if name.startswith("message_") and name not in OLD]
OF_ACCOUNT = [name for name in NAMES if name.startswith("field_") and "time" in webhook_sample(name)]
OF_NUMBER = [name for name in NAMES if name.startswith(("field_", "errors_")) and name not in OF_ACCOUNT]
OF_NUMBER.remove("field_messaging_handovers_control_taken")  # this one alone carries no metadata
SENDERS = ("from", "from_user_id", "from_parent_user_id", "id", "timestamp")
numbers = count(1)


@pytest.fixture(scope="module")
def meta(stage: Stage) -> Iterator[tuple[Phone, Desk]]:
    """One simulator for all of these: they look only at what they caused themselves."""
    with standing() as desk:
        settings = Settings(port=0, webhook_url=desk.url, sent_after=0.0, delivered_after=0.0)
        with stage.running(settings) as phone:
            prepare(phone)
            yield phone, desk


@pytest.fixture
def phone(meta: tuple[Phone, Desk]) -> Iterator[Phone]:
    yield meta[0]
    meta[0].ask("DELETE", "/sim/faults")
    meta[0].ask("POST", "/sim/rules", {"reset": True, "review_seconds": 0})


@pytest.fixture
def desk(meta: tuple[Phone, Desk]) -> Desk:
    meta[1].posts.clear()
    return meta[1]


def somebody(phone: Phone, name: str = "Sheena", username: str | None = None, **more: Any) -> Json:
    one = next(numbers)
    number = None if more.pop("hidden", False) else f"+9190010{one:05}"
    wish = {"name": name, "phone": number, "username": username and f"{username}{one}"}
    return phone.ask("POST", "/sim/customers", wish | more)


def writer(phone: Phone, desk: Desk, **more: Any) -> Json:
    """Somebody who has just written."""
    made = somebody(phone, **more)
    phone.say(made)
    eventually(lambda: desk.messages)
    desk.posts.clear()
    return made


def the_value(desk: Desk, *words: str) -> Json:
    """The first value with all these words: a receipt of the test before may still be under way."""
    found = eventually(lambda: [one for one in desk.values if all(word in json.dumps(one) for word in words)])
    return dict(found[0])


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_goes_out_as_recorded(phone: Phone, desk: Desk, name: str) -> None:
    value = webhook_sample(name)["changes"][0]["value"]
    sample, contact = value["messages"][0], (value.get("contacts") or [{}])[0]
    profile = contact.get("profile", {})
    parent = {"parent_user_id": contact["parent_user_id"]} if "parent_user_id" in contact else {}
    username, hidden = profile.get("username"), "from" not in sample
    person = somebody(phone, profile.get("name", ""), username, hidden=hidden, **parent)
    wamid = phone.tell(person, {key: sample[key] for key in sample if key not in SENDERS})
    posted = the_value(desk, json.dumps(wamid))
    assert shape(posted) == shape(value)


@pytest.mark.parametrize("name", OF_ACCOUNT)
def test_a_field_of_the_account_goes_out_as_recorded(phone: Phone, desk: Desk, name: str) -> None:
    entry = webhook_sample(name)
    change = entry["changes"][0]
    phone.ask("POST", "/sim/webhooks", {"field": change["field"], "value": change["value"]})
    posted = eventually(lambda: [one for one in entries(desk) if one["changes"] == entry["changes"]])[0]
    assert shape(posted) == shape(entry)


def entries(desk: Desk) -> list[Json]:
    return [json.loads(body)["entry"][0] for body, _ in desk.posts]


@pytest.mark.parametrize("name", OF_NUMBER)
def test_a_field_of_the_number_goes_out_as_recorded(phone: Phone, desk: Desk, name: str) -> None:
    change = webhook_sample(name)["changes"][0]
    value = {key: thing for key, thing in change["value"].items() if key not in ("messaging_product", "metadata")}
    phone.ask("POST", "/sim/webhooks", {"field": change["field"], "value": value, "number": NUMBER})
    eventually(lambda: change["value"] in desk.values)


FAILED = [name for name in NAMES if name.startswith("status_failed_1") and "two" not in name]


@pytest.mark.parametrize("name", [*FAILED, "status_failed_bsuid_recipient", "status_failed_bsuid_auth_131062"])
def test_a_failure_is_told_as_recorded(phone: Phone, desk: Desk, name: str) -> None:
    value = webhook_sample(name)["changes"][0]["value"]
    code = value["statuses"][0]["errors"][0]["code"]
    hidden = {"username": "pablo", "hidden": True} if "bsuid" in name else {}
    phone.fault("error_code", code=code, by="webhook", times=1)
    answer = phone.send(writer(phone, desk, **hidden))
    assert answer.status_code == 200
    assert shape(the_value(desk, answer.json()["messages"][0]["id"])) == shape(value)


WORDS: dict[str, Json] = {
    "status_sent_service_free": {},
    "status_delivered_service_free": {},
    "status_read_service_free": {},
    "status_read_without_delivered": {"rules": {"skip_delivered": True}},
    "status_delivered_no_pricing": {"rules": {"pricing": "missing"}},
    "status_sent_service_regular_oct2026": {"rules": {"free_service": 0}},
    "status_sent_utility_regular": {"template": "hello_world"},
    "status_sent_utility_in_window_free": {
        "template": "hello_world",
        "rules": {"service_free_until": "2030-01-01"},
    },
    "status_sent_with_callback_data": {"biz_opaque_callback_data": "outbox:7f3c9a1e-0001"},
    "status_sent_authentication_international": {"template": "otp_code"},
}


@pytest.mark.parametrize("name", WORDS)
def test_a_receipt_is_told_as_recorded(phone: Phone, desk: Desk, name: str) -> None:
    value, wish, word = webhook_sample(name)["changes"][0]["value"], dict(WORDS[name]), name.split("_")[1]
    person = writer(phone, desk)
    if rules := wish.pop("rules", None):
        phone.ask("POST", "/sim/rules", rules)
    if template := wish.pop("template", None):
        wish |= {"type": "template", "template": TEMPLATES_SENT.get(template) or hello()}
    assert phone.send(person, **wish).status_code == 200
    if word == "read":
        phone.chat(person, "")
    told = the_value(desk, f'"status": "{word}"', person["user_id"])
    assert shape(told) == shape(value)
    assert told["statuses"][0].get("pricing") == value["statuses"][0].get("pricing")


def hello() -> Json:
    return {"name": "hello_world", "language": {"code": "en_US"}}


def test_marketing_through_its_own_path_is_told_as_recorded(phone: Phone, desk: Desk) -> None:
    sample, person = request_sample("marketing_messages_api"), writer(phone, desk)
    body = sample["request"]["json"] | {"to": person["phone"], "template": TEMPLATES_SENT["promo"]}
    answer = phone.graph("POST", f"{NUMBER}/marketing_messages", body)
    assert shape(answer.json()) == shape(sample["response"]["json"])
    value = webhook_sample("status_sent_marketing_lite")["changes"][0]["value"]
    told = the_value(desk, "sent", person["user_id"])
    assert shape(told) == shape(value)
    assert told["statuses"][0]["pricing"] == value["statuses"][0]["pricing"]
    assert (
        phone.graph("POST", f"{NUMBER}/marketing_messages", body | {"template": hello()}).json()["error"]["code"]
        == 134100
    )


def test_a_voice_note_that_was_played_is_told_as_recorded(phone: Phone, desk: Desk) -> None:
    person = writer(phone, desk)
    wamid = phone.send(person, type="audio", audio={"link": "https://x.example/a.ogg"}).json()["messages"][0]["id"]
    the_value(desk, "delivered", wamid)
    phone.ask("POST", f"/sim/customers/{person['id']}/played", {"wamid": wamid})
    expected = webhook_sample("status_played_voice")["changes"][0]["value"]
    assert shape(the_value(desk, "played", wamid)) == shape(expected)


def test_the_hash_of_the_key_is_checked_and_told_as_recorded(phone: Phone, desk: Desk) -> None:
    person = writer(phone, desk)
    assert phone.send(person, recipient_identity_key_hash="wrong").json()["error"]["code"] == 137000
    assert phone.send(person, recipient_identity_key_hash=person["identity"]).status_code == 200
    expected = webhook_sample("status_sent_identity_hash")["changes"][0]["value"]
    assert shape(the_value(desk, "sent", person["user_id"])) == shape(expected)


def test_the_conversation_of_older_versions_is_told_as_recorded(phone: Phone, desk: Desk) -> None:
    person = writer(phone, desk)
    phone.ask("POST", "/sim/rules", {"pricing": "conversation"})
    phone.send(person, type="template", template=TEMPLATES_SENT["promo"])
    value = webhook_sample("status_sent_marketing_conversation_v23")["changes"][0]["value"]
    told = the_value(desk, '"sent"', person["user_id"])["statuses"][0]
    for key in ("conversation", "pricing"):
        assert shape(told[key]) == shape(value["statuses"][0][key])
    assert "expiration_timestamp" not in str(the_value(desk, '"delivered"', person["user_id"]))


def test_a_group_gets_one_status_for_each_member(phone: Phone, desk: Desk) -> None:
    group = webhook_sample("message_group_text")["changes"][0]["value"]["messages"][0]["group_id"] + "2"
    for _ in range(2):
        phone.tell(somebody(phone), {"type": "text", "text": {"body": "hi all"}, "group_id": group})
    assert phone.send({"wa_id": "1"}, recipient_type="group", to=group).status_code == 200
    value = webhook_sample("status_group_delivered_aggregated")["changes"][0]["value"]
    told = the_value(desk, '"delivered"', group)
    assert shape(told) == shape(value)
    assert len(told["statuses"]) == 2


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("APPROVED", "field_template_status_approved_hyphen_language"),
        ("FLAGGED", "field_template_status_flagged"),
        ("IN_APPEAL", "field_template_status_in_appeal"),
        ("PENDING_DELETION", "field_template_status_pending_deletion"),
        ("PAUSED", "field_template_status_paused_first"),
        ("PAUSED", "field_template_status_paused_second"),
        ("UNPAUSED", "field_template_status_unpaused"),
        ("REJECTED", "field_template_status_rejected"),
    ],
)
def test_what_happens_to_a_template_is_told_as_recorded(phone: Phone, desk: Desk, event: str, name: str) -> None:
    phone.ask("POST", "/sim/templates/booking_confirmed", {"event": event})
    expected = webhook_sample(name)["changes"][0]
    value = the_value(desk, "booking_confirmed")
    assert shape(value) == shape(expected["value"])
    for key in ("event", "reason", "other_info"):
        assert value.get(key) == expected["value"].get(key)


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ({"quality": "YELLOW"}, "field_template_quality_update"),
        ({"category": "MARKETING", "impending": True}, "field_template_category_update_impending"),
        ({"category": "MARKETING"}, "field_template_category_update_done"),
    ],
)
def test_quality_and_category_are_told_as_recorded(phone: Phone, desk: Desk, wish: Json, name: str) -> None:
    phone.ask("POST", "/sim/templates/trip_reminder", wish)
    assert shape(the_value(desk, "trip_reminder")) == shape(webhook_sample(name)["changes"][0]["value"])


@pytest.mark.parametrize(
    ("path", "wish", "word", "name"),
    [
        ("calls", {"seconds": 120}, "connect", "field_calls_connect_user_initiated"),
        ("calls", {"seconds": None}, "terminate", "field_calls_terminate_failed"),
        ("preferences", {"value": "resume"}, "resume", "field_user_preferences_resume"),
        ("echo", {"type": "text", "text": {"body": "Here"}}, "", "field_smb_message_echoes_text"),
        ("echo", {"type": "image", "image": {"caption": "Prices"}}, "", "field_smb_message_echoes_image"),
        ("echo", {"type": "revoke", "revoke": {"original_message_id": "x"}}, "", "field_smb_message_echoes_revoke"),
        (
            "echo",
            {
                "type": "edit",
                "edit": {"original_message_id": "x", "message": {"type": "text", "text": {"body": "y"}}},
            },
            "",
            "field_smb_message_echoes_edit",
        ),
    ],
)
def test_what_a_customer_does_is_told_as_recorded(
    phone: Phone, desk: Desk, path: str, wish: Json, word: str, name: str
) -> None:
    person = somebody(phone)
    phone.ask("POST", f"/sim/customers/{person['id']}/{path}", wish)
    assert shape(the_value(desk, word, person["user_id"])) == shape(webhook_sample(name)["changes"][0]["value"])


def test_who_hides_the_phone_is_told_as_recorded(phone: Phone, desk: Desk) -> None:
    person = writer(phone, desk, username="pablo", hidden=True)
    phone.ask("POST", f"/sim/customers/{person['id']}/preferences", {"value": "stop"})
    expected = webhook_sample("field_user_preferences_stop_bsuid_only")["changes"][0]["value"]
    assert shape(the_value(desk, "stop", person["user_id"])) == shape(expected)
    desk.posts.clear()
    phone.ask("POST", f"/sim/customers/{person['id']}/echo", {"type": "text", "text": {"body": "On my way"}})
    expected = webhook_sample("field_smb_message_echoes_bsuid_only")["changes"][0]["value"]
    assert shape(the_value(desk, "message_echoes")) == shape(expected)
    desk.posts.clear()
    phone.ask("POST", "/sim/history", {"customers": [person["id"]]})
    expected = webhook_sample("field_history_bsuid_thread")["changes"][0]["value"]
    assert shape(the_value(desk, "history")) == shape(expected)


def test_old_messages_are_told_as_recorded(phone: Phone, desk: Desk) -> None:
    person = writer(phone, desk)
    phone.ask("POST", "/sim/history", {"customers": [person["id"]]})
    expected = webhook_sample("field_history_chunk")["changes"][0]["value"]
    assert shape(the_value(desk, "history")) == shape(expected)
    desk.posts.clear()
    phone.ask("POST", "/sim/history", {"declined": True})
    assert shape(the_value(desk, "2593109")) == shape(webhook_sample("field_history_declined")["changes"][0]["value"])


@pytest.mark.parametrize("name", SENDS)
def test_a_send_is_answered_as_recorded(phone: Phone, desk: Desk, name: str) -> None:
    sample = request_sample(name)
    person = writer(phone, desk, username="pablo", hidden="recipient" in str(sample["response"]) or "bsuid" in name)
    body = fitted(phone, json.loads(json.dumps(sample["request"]["json"])), person)
    answer = phone.graph("POST", f"{NUMBER}/messages", body)
    assert answer.status_code == sample["response"]["status"], answer.text
    assert shape(answer.json()) == shape(sample["response"]["json"])
    status = sample["response"]["json"]["messages"][0].get("message_status")
    assert answer.json()["messages"][0].get("message_status") == status


def fitted(phone: Phone, body: Json, person: Json) -> Json:
    """The recorded request with this simulator's people, media and groups in it."""
    kind = body["type"]
    if "id" in (body.get(kind) or {}) and kind not in ("interactive", "reaction"):
        body[kind]["id"] = phone.http.post("/sim/media", content=b"x", headers={"Content-Type": MIME[kind]}).json()[
            "id"
        ]
    if body.get("recipient_type") == "group":
        phone.tell(person, {"type": "text", "text": {"body": "hi all"}, "group_id": body["to"]})
    elif "to" in body and "." not in body["to"]:
        body["to"] = person["phone"] or "+919000041201"
    if "recipient" in body:
        body["recipient"] = person["user_id"]
    return body


MIME = {
    "image": "image/jpeg",
    "audio": "audio/ogg",
    "video": "video/mp4",
    "document": "application/pdf",
    "sticker": "image/webp",
}
SENT = [request_sample(name)["request"]["json"].get("template") for name in SENDS]
TEMPLATES_SENT: dict[str, Json] = {one["name"]: one for one in SENT if one}
HANDLE = {"header_handle": ["4::aW1hZ2UvanBlZw==:FAKEHANDLE"]}
MADE: dict[str, tuple[str, list[Json]]] = {
    "otp_code": (
        "AUTHENTICATION",
        [
            {"type": "BODY", "text": "Your code is {{1}} for now.", "example": {"body_text": [["12"]]}},
            {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]},
        ],
    ),
    "booking_flow": (
        "UTILITY",
        [{"type": "BODY", "text": "Book."}, {"type": "BUTTONS", "buttons": [{"type": "FLOW", "text": "Book"}]}],
    ),
    "promo": (
        "MARKETING",
        [
            {"type": "HEADER", "format": "IMAGE", "example": HANDLE},
            {"type": "BODY", "text": "Hello {{1}}, look at this.", "example": {"body_text": [["Sheena"]]}},
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "QUICK_REPLY", "text": "Stop promotions"},
                    {
                        "type": "URL",
                        "text": "Look",
                        "url": "https://x.example/{{1}}",
                        "example": ["https://x.example/1"],
                    },
                ],
            },
        ],
    ),
    "new_campaign": ("MARKETING", [{"type": "BODY", "text": "News."}]),
    "order_confirmation_named": (
        "UTILITY",
        [
            {
                "type": "BODY",
                "text": "Hi {{first_name}}, your order {{order_number}} is on its way.",
                "example": {
                    "body_text_named_params": [
                        {"param_name": "first_name", "example": "Sheena"},
                        {"param_name": "order_number", "example": "42"},
                    ]
                },
            }
        ],
    ),
    "order_confirmation": (
        "UTILITY",
        [
            {
                "type": "BODY",
                "text": "Hi {{1}}, your order {{2}} is on its way.",
                "example": {"body_text": [["Sheena", "42"]]},
            }
        ],
    ),
}


def prepare(phone: Phone) -> None:
    """The templates that the recorded sends name, approved at once."""
    phone.ask("POST", "/sim/rules", {"review_seconds": 0})
    for name, (category, components) in MADE.items():
        wish = {"name": name, "language": "en_US", "category": category, "components": components}
        style = "NAMED" if name.endswith("named") else "POSITIONAL"
        answer = phone.graph("POST", f"{ACCOUNT}/message_templates", wish | {"parameter_format": style})
        assert answer.status_code == 200, answer.text
    phone.ask("POST", "/sim/templates/new_campaign", {"pacing": "hold"})


@pytest.mark.parametrize("name", ["mark_read", "mark_read_typing_indicator"])
def test_reading_is_answered_as_recorded(phone: Phone, desk: Desk, name: str) -> None:
    sample, wamid = request_sample(name), phone.say(somebody(phone))
    body = sample["request"]["json"] | {"message_id": wamid}
    assert phone.graph("POST", f"{NUMBER}/messages", body).json() == sample["response"]["json"]


def test_every_recorded_webhook_can_be_posted_as_it_is(phone: Phone, desk: Desk) -> None:
    bodies = [json.loads((PAYLOADS / "webhooks" / f"{name}.json").read_text()) for name in NAMES]
    for body in bodies:
        phone.ask("POST", "/sim/webhooks", {"body": body})
    posted = eventually(lambda: len(found := [json.loads(body) for body, _ in desk.posts]) >= len(bodies) and found, 20)
    assert [one for one in posted if one in bodies] == bodies
    assert all(desk.signed())
