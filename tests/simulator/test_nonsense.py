"""Whatever is sent, the answer is a refusal in order and never an accident."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import outgoing, shapes, template_filling, templates
from simulator.box import Box
from simulator.errors import GraphError
from simulator.said import InputError, hear
from simulator.settings import Settings
from simulator.starter import starters
from tests.simulator.conftest import PAYLOADS, Json, Phone

SENDS = [
    json.loads(path.read_text())["request"]["json"] for path in sorted((PAYLOADS / "requests").glob("send_*.json"))
]
SAID = [
    json.loads(path.read_text())["entry"][0]["changes"][0]["value"]["messages"][0]
    for path in sorted((PAYLOADS / "webhooks").glob("message_*.json"))
]
JUNK = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just([1]) | st.just({})
calm = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def spoilt(thing: Any, data: st.DataObject) -> Any:
    """A copy with one thing in it replaced, taken out, or nothing at all."""
    copy = json.loads(json.dumps(thing))
    places = list(spots(copy))
    place, key = data.draw(st.sampled_from(places))
    if data.draw(st.booleans()) and isinstance(place, dict):
        del place[key]
    else:
        place[key] = data.draw(JUNK)
    return copy


def spots(thing: Any) -> Any:
    for key, value in thing.items() if isinstance(thing, dict) else enumerate(thing):
        yield thing, key
        if isinstance(value, dict | list):
            yield from spots(value)


@calm
@given(st.sampled_from(SENDS), st.data())
def test_a_spoilt_send_is_read_or_refused(message: Json, data: st.DataObject) -> None:
    shelf = templates.Templates()
    for one in starters("1"):
        shelf.keep(one)
    try:
        order = outgoing.read(spoilt(message, data))
        if order.type == "template":
            named = order.content["name"], order.content["language"]["code"]
            template_filling.fill(shelf.sendable("1", *named), order.content)
    except GraphError:
        return


def text(*values: str) -> list[Json]:
    return [{"type": "text", "text": value} for value in values]


FILLED: Json = {
    "name": "trip_information",
    "language": {"code": "en"},
    "components": [
        {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://x.example/a.jpg"}}]},
        {"type": "body", "parameters": text("Priya", "Devkund")},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": text("devkund")},
    ],
}
SEND: Json = {"messaging_product": "whatsapp", "to": "+919000041201", "type": "template", "template": FILLED}


@calm
@given(st.data())
def test_a_spoilt_filling_is_filled_or_refused(data: st.DataObject) -> None:
    template = next(one for one in starters("1") if one["name"] == FILLED["name"])
    try:
        order = outgoing.read(spoilt(SEND, data))
        if order.type == "template":
            template_filling.fill(template, order.content)
    except GraphError:
        return


@calm
@given(st.data())
def test_a_spoilt_template_is_kept_or_refused(data: st.DataObject) -> None:
    wish = json.loads((PAYLOADS / "requests" / "template_create.json").read_text())["request"]["json"]
    try:
        made = templates.Templates().create("1", spoilt(wish, data), 0.0)
    except GraphError:
        return
    assert made["status"] == "PENDING"


@calm
@given(st.sampled_from(SAID), st.data())
def test_a_spoilt_saying_is_heard_or_refused(message: Json, data: st.DataObject) -> None:
    box = Box(Settings())
    customer = box.world.add_customer("Meera", "919000045001", None)
    try:
        heard = hear(box, customer, spoilt(message, data))
    except InputError:
        return
    assert isinstance(heard.text, str)
    json.dumps(shapes.inbound(box.numbers.first, customer, heard))


@pytest.mark.parametrize("sample", range(len(SENDS)))
def test_every_recorded_send_is_read(sample: int) -> None:
    try:
        assert outgoing.read(SENDS[sample]).named
    except GraphError as refusal:
        pytest.fail(f"{SENDS[sample]} was refused: {refusal.message} {refusal.details}")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("OPTIONS", "/v25.0/1/messages"),
        ("HEAD", "/nothing"),
        ("POST", "/"),
        ("PUT", "/sim/clock"),
        ("GET", "/static/no"),
    ],
)
def test_every_answer_is_json(phone: Phone, method: str, path: str) -> None:
    answer = phone.http.request(method, path)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'"x"', b"null"])
def test_a_body_that_is_no_object(phone: Phone, body: bytes) -> None:
    headers = phone.headers | {"Content-Type": "application/json"}
    answer = phone.http.post("/v25.0/106540352242922/messages", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 100
    assert phone.http.post("/sim/customers", content=body).status_code == 422
