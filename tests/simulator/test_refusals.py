"""What Meta refuses, and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.conftest import Desk, Json, Phone, request_sample, shape

SEND = "106540352242922/messages"


def refused(answer: Any, sample: str) -> None:
    """Status, code, message and shape are those of the recorded error."""
    expected = request_sample(sample)["response"]
    assert answer.status_code == expected["status"], answer.text
    assert shape(answer.json()) == shape(expected["json"])
    for key in ("message", "code", "type"):
        assert answer.json()["error"][key] == expected["json"]["error"][key]


def test_no_token_and_a_wrong_token(phone: Phone, customer: Json) -> None:
    phone.headers = {}
    refused(phone.send(customer), "error_104_no_token")
    phone.headers = {"Authorization": "Bearer nonsense"}
    refused(phone.send(customer), "error_190_token_invalid")


def test_another_number_does_not_exist(phone: Phone) -> None:
    refused(phone.graph("POST", "106540352242922x/messages", {}), "error_100_33_object_not_found")


def test_whatever_is_not_known_is_100_33(phone: Phone) -> None:
    for method, path in (
        ("GET", "123"),
        ("GET", "a/b/c"),
        ("POST", "123/messages"),
        ("DELETE", "9"),
        ("GET", "1/media"),
    ):
        error = phone.graph(method, path).json()["error"]
        assert (error["code"], error["error_subcode"]) == (100, 33)
    assert phone.http.get("/nowhere").json()["error"]["code"] == 2500


def test_the_window_is_closed_a_day_after_the_last_message(phone: Phone, customer: Json) -> None:
    phone.ask("POST", "/sim/clock", {"advance_seconds": 86300})
    assert phone.send(customer).status_code == 200
    phone.ask("POST", "/sim/clock", {"advance_seconds": 200})
    refused(phone.send(customer), "error_131047_window_closed")
    template = {"name": "hello_world", "language": {"code": "en_US"}}
    assert phone.send(customer, type="template", template=template).status_code == 200
    phone.say(customer)
    assert phone.send(customer).status_code == 200


def test_who_never_wrote_has_no_window(phone: Phone) -> None:
    refused(phone.send(phone.customer("New", "+919000045002")), "error_131047_window_closed")


def test_an_unknown_number_and_ones_own(phone: Phone, customer: Json) -> None:
    refused(phone.send(customer, to="+919999999999"), "error_131026_undeliverable")
    refused(phone.send(customer, to="+1 555 078 3881"), "error_131021_recipient_is_sender")


def test_the_pair_limit_is_a_burst_of_45_and_then_one_in_six_seconds(phone: Phone, customer: Json) -> None:
    assert {phone.send(customer).status_code for _ in range(45)} == {200}
    refused(phone.send(customer), "error_131056_pair_rate")
    phone.ask("POST", "/sim/clock", {"advance_seconds": 6.1})
    assert phone.send(customer).status_code == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"messaging_product": "sms"}, 100),
        ({"recipient_type": "bsuid"}, 100),
        ({"type": "poll", "poll": {}}, 100),
        ({"to": None}, 131008),
        ({"text": {}}, 131008),
        ({"type": "image"}, 131008),
        ({"text": {"body": ""}}, 131009),
        ({"text": {"body": "x" * 4097}}, 100),
        ({"text": {"body": "hi", "foo": 1}}, 100),
        ({"foo": 1}, 100),
        ({"biz_opaque_callback_data": "x" * 513}, 100),
        ({"type": "image", "image": {"id": "1", "link": "https://x.example/y"}}, 131009),
        ({"type": "image", "image": {"id": "404"}}, 131053),
        ({"type": "location", "location": {"latitude": 91, "longitude": 0}}, 131009),
        ({"type": "template", "template": {"name": "none", "language": {"code": "en"}}}, 132001),
        ({"type": "template", "template": {"name": "follow_up", "language": {"code": "en"}}}, 132000),
        ({"type": "interactive", "interactive": {"type": "button", "body": {"text": "?"}, "action": {}}}, 131009),
    ],
)
def test_a_wrong_shape_is_refused(phone: Phone, customer: Json, change: Json, code: int) -> None:
    answer = phone.send(customer, **change)
    assert answer.json()["error"]["code"] == code, answer.text
    assert len(phone.chat(customer)) == 1


def test_the_sentence_for_a_foreign_key_is_metas(phone: Phone, customer: Json) -> None:
    answer = phone.send(customer, text={"body": "hi", "foo": 1})
    refused(answer, "error_100_invalid_parameter")
    assert answer.json()["error"]["error_data"]["details"] == 'Unexpected key "foo" on param "text".'


def test_the_throughput_of_the_number_is_limited(phone: Phone, desk: Desk) -> None:
    crowd = [phone.customer(f"P{number}", f"+9190000460{number:02}") for number in range(4)]
    for one in crowd:
        phone.say(one)
    phone.ask("POST", "/sim/rules", {"throughput": 5})
    answers = [phone.send(crowd[number % 4]) for number in range(40)]
    throttled = [one for one in answers if one.status_code == 400]
    assert throttled
    refused(throttled[0], "error_130429_throughput")
