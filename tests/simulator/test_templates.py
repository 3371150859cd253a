"""Templates: made, refused, reviewed, paused, listed page by page, and sent with everything in its place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.conftest import Desk, Json, Phone, eventually, request_sample, shape, webhook_sample

ACCOUNT = "102290129340398"
PATH = f"{ACCOUNT}/message_templates"
BODY: Json = {"type": "BODY", "text": "Hi {{1}}, see you.", "example": {"body_text": [["Priya"]]}}


def create(phone: Phone, name: str = "news", *components: Json, **more: Any) -> Json:
    wish = {"name": name, "language": "en", "category": "UTILITY", "components": list(components) or [BODY]}
    return dict(phone.graph("POST", PATH, wish | more).json())


def text(*values: str) -> list[Json]:
    return [{"type": "text", "text": value} for value in values]


def send(phone: Phone, customer: Json, name: str, *components: Json, language: str = "en") -> Json:
    template = {"name": name, "language": {"code": language}, "components": list(components)}
    return dict(phone.send(customer, type="template", template=template).json())


def test_a_new_template_is_reviewed_and_the_desk_is_told(phone: Phone, desk: Desk) -> None:
    phone.ask("POST", "/sim/rules", {"review_seconds": 0})
    sample = request_sample("template_create")
    answer = phone.graph("POST", PATH, sample["request"]["json"])
    assert shape(answer.json()) == shape(sample["response"]["json"])
    value = eventually(lambda: desk.values)[0]
    expected = webhook_sample("field_template_status_approved_hyphen_language")
    assert shape(value) == shape(expected["changes"][0]["value"])
    assert value["event"] == "APPROVED"
    assert phone.graph("GET", answer.json()["id"]).json()["status"] == "APPROVED"


@pytest.mark.parametrize(
    ("name", "status", "category"),
    [
        ("to_reject", "REJECTED", "UTILITY"),
        ("other_category", "APPROVED", "MARKETING"),
        ("held", "APPROVED", "UTILITY"),
    ],
)
def test_a_name_can_hold_its_fate(phone: Phone, desk: Desk, name: str, status: str, category: str) -> None:
    phone.ask("POST", "/sim/rules", {"review_seconds": 0})
    made = create(phone, name)
    eventually(lambda: desk.values)
    node = phone.graph("GET", made["id"], params={"fields": "status,category,rejected_reason"}).json()
    assert (node["status"], node["category"]) == (status, category)
    assert ("rejected_reason" in node) == (status == "REJECTED")


@pytest.mark.parametrize(
    ("components", "subcode"),
    [
        ([{"type": "FOOTER", "text": "x"}], 2388043),
        ([{"type": "HEADER", "format": "TEXT", "text": "x" * 61}, BODY], 2388040),
        ([{"type": "BODY", "text": "x" * 1025}], 2388040),
        ([{"type": "HEADER", "format": "GIF"}, BODY], 2388047),
        ([{"type": "HEADER", "format": "IMAGE"}, BODY], 2388047),
        ([{"type": "BODY", "text": "Hi {{1}}, see you."}], 2388072),
        ([{"type": "BODY", "text": "Hi {{2}}, see you.", "example": {"body_text": [["x"]]}}], 2388072),
        ([{"type": "BODY", "text": "Hi {{name}}, see you.", "example": {"body_text": [["x"]]}}], 2388072),
        ([BODY, {"type": "FOOTER", "text": "by {{1}}"}], 2388073),
        ([{"type": "BODY", "text": "{{1}}, see you soon.", "example": {"body_text": [["x"]]}}], 2388299),
        ([{"type": "BODY", "text": "a {{1}} {{2}} b", "example": {"body_text": [["x", "y"]]}}], 2388293),
        ([BODY, {"type": "BUTTONS", "buttons": []}], 2388044),
        ([BODY, {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "x" * 26}]}], 2388040),
        ([BODY, {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "x", "url": "trek"}]}], 2388045),
    ],
)
def test_what_is_wrong_with_a_template_is_said(phone: Phone, components: list[Json], subcode: int) -> None:
    error = create(phone, "news", *components)["error"]
    assert error["error_subcode"] == subcode
    assert shape(error) == shape(request_sample("error_2388040_template_field_too_long")["response"]["json"]["error"])


@pytest.mark.parametrize("wish", [{"name": "No Name"}, {"category": "NEWS"}, {"language": 5}, {"components": "x"}])
def test_what_is_missing_is_100(phone: Phone, wish: Json) -> None:
    error = create(phone, **({"name": "news"} | wish))["error"]
    assert (error["code"], "error_subcode" in error) == (100, False)


def test_a_name_is_taken_in_each_language_and_blocked_after_its_end(phone: Phone) -> None:
    create(phone)
    assert create(phone)["error"]["error_subcode"] == 2388024
    assert create(phone, language="mr")["status"] == "PENDING"
    sample = request_sample("template_delete_by_name")
    assert phone.graph("DELETE", PATH, params={"name": "news"}).json() == sample["response"]["json"]
    assert phone.graph("GET", PATH, params={"name": "news"}).json() == {"data": []}
    assert create(phone)["error"]["error_subcode"] == 2388023
    phone.ask("POST", "/sim/clock", {"advance_seconds": 31 * 86400})
    assert create(phone)["status"] == "PENDING"


def test_an_approved_template_is_edited_once_a_day(phone: Phone, desk: Desk) -> None:
    phone.ask("POST", "/sim/rules", {"review_seconds": 0})
    made, change = create(phone), request_sample("template_edit")
    eventually(lambda: desk.values)
    assert phone.graph("POST", made["id"], change["request"]["json"]).json() == change["response"]["json"]
    eventually(lambda: len(desk.values) == 2)
    assert "error_user_msg" in phone.graph("POST", made["id"], change["request"]["json"]).json()["error"]
    phone.ask("POST", "/sim/clock", {"advance_seconds": 86401})
    assert phone.graph("POST", made["id"], change["request"]["json"]).json() == {"success": True}


def test_an_hour_has_a_hundred_templates(phone: Phone) -> None:
    phone.ask("POST", "/sim/rules", {"templates_an_hour": 2})
    assert [("error" in create(phone, f"news_{at}")) for at in range(3)] == [False, False, True]


def test_templates_come_in_pages(phone: Phone) -> None:
    every = phone.graph("GET", PATH, params={"limit": 100}).json()["data"]
    seen, query = [], {"limit": "4", "fields": "name,language"}
    while True:
        page = phone.graph("GET", PATH, params=query).json()
        seen += page["data"]
        if "next" not in page["paging"]:
            break
        query["after"] = page["paging"]["cursors"]["after"]
    assert [one["id"] for one in seen] == [one["id"] for one in every]
    assert set(seen[0]) == {"id", "name", "language"}
    back = phone.graph("GET", PATH, params=query | {"before": page["paging"]["cursors"]["before"], "after": ""}).json()
    assert back["data"] == seen[-len(page["data"]) - 4 : -len(page["data"])]
    assert phone.http.get(page["paging"]["previous"].removeprefix("http://127.0.0.1:8001"), headers=phone.headers)


def test_templates_are_listed_as_recorded_and_by_what_is_asked(phone: Phone) -> None:
    sample = request_sample("template_list")
    fields = sample["request"]["url"].partition("fields=")[2].partition("&")[0]
    answer = phone.graph("GET", PATH, params={"fields": fields, "limit": 3}).json()
    assert shape(answer) == shape(sample["response"]["json"])
    asked = [{"status": "REJECTED"}, {"language": "hi"}, {"name": "follow_up"}, {"category": "MARKETING", "limit": 1}]
    found = [phone.graph("GET", PATH, params=query).json()["data"] for query in asked]
    assert [len(one) for one in found] == [1, 1, 2, 1]
    assert phone.graph("GET", PATH, params={"after": "?"}).json()["error"]["code"] == 100


def test_the_demo_firm_has_a_starter_set(phone: Phone) -> None:
    names = {one["name"] for one in phone.ask("GET", "/sim/templates")["items"]}
    assert {"reply_waiting", "payment_reminder", "follow_up", "trip_information", "season_offer", "seat_held"} <= names


def test_a_pause_ends_after_three_hours_then_six_then_never(phone: Phone, desk: Desk, customer: Json) -> None:
    for hours in (3, 6):
        phone.ask("POST", "/sim/templates/reply_waiting", {"event": "PAUSED"})
        filled = {"type": "body", "parameters": text("Priya")}
        assert send(phone, customer, "reply_waiting", filled)["error"]["code"] == 132015
        phone.ask("POST", "/sim/clock", {"advance_seconds": hours * 3600 - 60})
        assert "error" in send(phone, customer, "reply_waiting", filled)
        phone.ask("POST", "/sim/clock", {"advance_seconds": 61})
        assert "messages" in send(phone, customer, "reply_waiting", filled)
    phone.ask("POST", "/sim/templates/reply_waiting", {"event": "PAUSED"})
    assert send(phone, customer, "reply_waiting", filled)["error"]["code"] == 132016
    told = eventually(lambda: len(found := [one for one in desk.values if "other_info" in one]) == 5 and found)
    assert [one["other_info"]["title"] for one in told] == [
        "FIRST_PAUSE",
        "UNPAUSE",
        "SECOND_PAUSE",
        "UNPAUSE",
        "DISABLED",
    ]


def test_a_paused_template_can_be_unpaused(phone: Phone) -> None:
    node = phone.ask("POST", "/sim/templates/reply_waiting", {"event": "PAUSED"})
    sample = request_sample("template_unpause")
    assert phone.graph("POST", f"{node['id']}/unpause").json() == sample["response"]["json"]
    assert phone.graph("POST", f"{node['id']}/unpause").json()["error"]["code"] == 200002


@pytest.mark.parametrize(("pacing", "word"), [("send", "delivered"), ("drop", "failed")])
def test_pacing_holds_a_campaign_and_then_decides(
    phone: Phone, desk: Desk, customer: Json, pacing: str, word: str
) -> None:
    phone.ask("POST", "/sim/templates/hello_world", {"pacing": "hold"})
    answer = send(phone, customer, "hello_world", language="en_US")
    assert answer["messages"][0]["message_status"] == "held_for_quality_assessment"
    assert len(phone.chat(customer)) == 1
    phone.ask("POST", "/sim/templates/hello_world", {"pacing": pacing})
    status = eventually(lambda: [one for one in desk.statuses if one["status"] == word])[0]
    assert status.get("errors", [{}])[0].get("code") == (132015 if pacing == "drop" else None)
    assert send(phone, customer, "hello_world", language="en_US")["messages"][0]["message_status"] == "accepted"


IMAGE: Json = {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://x.example/a.jpg"}}]}
URL: Json = {"type": "button", "sub_type": "url", "index": "0", "parameters": text("devkund")}
TWO: Json = {"type": "body", "parameters": text("Priya", "Devkund")}


@pytest.mark.parametrize(
    ("name", "components", "code"),
    [
        ("trip_information", [IMAGE, TWO, URL], None),
        ("trip_information", [TWO, URL], 132012),
        ("trip_information", [{"type": "header", "parameters": text("x")}, TWO, URL], 132012),
        ("trip_information", [IMAGE, TWO], 131008),
        ("trip_information", [IMAGE, TWO, URL | {"index": "7"}], 132018),
        ("trip_information", [IMAGE, TWO, URL | {"sub_type": "quick_reply"}], 132012),
        ("trip_information", [IMAGE, {"type": "body", "parameters": text("Priya")}, URL], 132000),
        ("trip_information", [IMAGE, {"type": "body", "parameters": text("Priya", "x" * 1020)}, URL], 132005),
        ("trip_information", [IMAGE, {"type": "body", "parameters": text("Priya", "two\nlines")}, URL], 132018),
        (
            "reply_waiting",
            [{"type": "header", "parameters": text("x")}, {"type": "body", "parameters": text("P")}],
            132000,
        ),
        ("seat_held", [{"type": "body", "parameters": text("a", "b", "c", "d")}], 132012),
        ("flash_sale", [], 132001),
        ("none", [], 132001),
    ],
)
def test_a_template_needs_everything_in_its_place(
    phone: Phone, customer: Json, name: str, components: list[Json], code: int | None
) -> None:
    assert send(phone, customer, name, *components).get("error", {}).get("code") == code


def test_a_template_fills_its_blanks_by_place_and_by_name(phone: Phone, customer: Json) -> None:
    filled = {"type": "body", "parameters": text("प्रिया", "देवकुंड")}
    assert "messages" in send(phone, customer, "follow_up", filled, language="hi")
    values = {"first_name": "Priya", "seats": "2 seats", "trip": "Devkund", "until": "Friday"}
    named = [{"type": "text", "parameter_name": key, "text": value} for key, value in values.items()]
    assert "messages" in send(phone, customer, "seat_held", {"type": "body", "parameters": named[::-1]})
    send(phone, customer, "trip_information", IMAGE, TWO, URL)
    hindi, held, trip = phone.chat(customer)[1:]
    assert hindi["text"].startswith("नमस्ते प्रिया, क्या आप अभी भी देवकुंड")
    assert held["text"].startswith("Hello Priya, we hold 2 seats for you on Devkund until Friday.")
    assert trip["rendered"]["buttons"][0] | {} == {
        "type": "URL",
        "text": "See the plan",
        "url": "https://trekandstay.test/trips/devkund",
    }
    assert trip["rendered"]["header"]["type"] == "image"


def test_a_code_goes_to_a_phone_and_not_to_a_user_id(phone: Phone, desk: Desk) -> None:
    phone.ask("POST", "/sim/rules", {"review_seconds": 0})
    create(phone, "code", {"type": "BODY", "text": "Your code is 12."}, category="AUTHENTICATION")
    eventually(lambda: desk.values)
    hidden = phone.customer("Pablo", None, "pablo")
    assert send(phone, hidden, "code")["error"]["code"] == 131062
