"""Every code of Meta's page: as the answer, by webhook, and for the magic numbers."""

from __future__ import annotations

import pytest

from simulator.codes import KINDS
from tests.simulator.conftest import PAYLOADS, Desk, Json, Phone, eventually, request_sample, shape

SAMPLES = sorted(path.stem for path in (PAYLOADS / "requests").glob("error_*.json"))
# What these answers need besides their code; the 404 of a download and odd bodies are in test_media and below.
WISHES: dict[str, Json] = {
    "error_100_33_object_not_found": {"code": 100, "subcode": 33},
    "error_130429_throughput": {"code": 130429, "subcode": 2494055},
    "error_190_token_expired": {"code": 190, "subcode": 463},
    "error_2388040_template_field_too_long": {"code": 2388040},
}
ODD = ("error_200_unparsable", "error_502_html", "error_429_http", "error_media_404")


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in ODD])
def test_each_recorded_error_is_answered_as_recorded(phone: Phone, customer: Json, name: str) -> None:
    expected = request_sample(name)["response"]
    phone.fault("error_code", times=1, **WISHES.get(name, {"code": expected["json"]["error"]["code"]}))
    answer = phone.send(customer)
    assert answer.status_code == expected["status"]
    assert shape(answer.json()) == shape(expected["json"])
    assert answer.json()["error"]["code"] == expected["json"]["error"]["code"]


def test_every_code_can_be_asked_for(phone: Phone, customer: Json) -> None:
    for code, kind in KINDS.items():
        phone.fault("error_code", code=code, times=1)
        answer = phone.send(customer)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (kind.status, code)
        assert {"message", "type", "code", "fbtrace_id"} <= set(error)
    assert len(phone.chat(customer)) == 1


def test_every_code_can_come_by_webhook(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.ask("POST", "/sim/rules", {"pair_limit": False, "throughput": 2000})
    for code in KINDS:
        phone.fault("error_code", code=code, by="webhook", times=1)
        assert phone.send(customer).status_code == 200
    failed = eventually(lambda: len(desk.statuses) == len(KINDS) and desk.statuses, within=20)
    assert {one["errors"][0]["code"] for one in failed} == set(KINDS)
    assert all({"code", "title", "message", "href"} <= set(one["errors"][0]) for one in failed)


def test_a_magic_number_is_refused_with_its_code(phone: Phone) -> None:
    for code in (131026, 190, 2388040):
        error = phone.send({"wa_id": f"1555000{code}"}).json()["error"]
        assert code in (error["code"], error.get("error_subcode"))


def test_another_magic_number_takes_the_message_and_then_fails(phone: Phone, desk: Desk) -> None:
    made = phone.customer("Never There", "+1555001131026")
    phone.say(made)
    assert phone.send(made).status_code == 200
    status = eventually(lambda: desk.statuses)[0]
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131026)
    template = {"name": "hello_world", "language": {"code": "en_US"}}
    assert phone.send({"wa_id": "1555001131049"}, type="template", template=template).status_code == 200


def test_an_error_for_one_customer_leaves_the_others_alone(phone: Phone, customer: Json) -> None:
    phone.fault("error_code", code=131056, to=customer["phone"], times=2)
    other = phone.customer("Other", "+91 90000 45077")
    phone.say(other)
    assert phone.send(other).status_code == 200
    codes = [phone.send(customer).status_code for _ in range(3)]
    assert codes == [400, 400, 200]


@pytest.mark.parametrize(("form", "kind"), [("string", str), ("missing", type(None)), ("object", dict)])
def test_the_details_come_in_three_forms(phone: Phone, customer: Json, form: str, kind: type) -> None:
    phone.fault("error_code", code=131009, error_data=form, times=1)
    assert isinstance(phone.send(customer).json()["error"].get("error_data"), kind)


def test_a_body_that_is_nothing_although_the_message_was_taken(phone: Phone, customer: Json) -> None:
    phone.fault("garbage", times=1)
    answer = phone.send(customer)
    assert (answer.status_code, answer.text) == (200, request_sample("error_200_unparsable")["response"]["text"])
    assert len(phone.chat(customer)) == 2


def test_too_many_requests_say_when_to_come_back(phone: Phone, customer: Json) -> None:
    phone.fault("status", status=429, times=1)
    answer, expected = phone.send(customer), request_sample("error_429_http")["response"]
    assert answer.headers["retry-after"] == expected["headers"]["Retry-After"]
    assert shape(answer.json()) == shape(expected["json"])
