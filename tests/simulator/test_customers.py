"""The bench's own API: customers, clock, what Meta saw."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest

from simulator.routes import STATIC
from tests.simulator.conftest import Desk, Json, Phone, eventually


def test_there_is_a_cast_to_begin_with(phone: Phone) -> None:
    cast = phone.ask("GET", "/sim/customers")["items"]
    assert [one["name"] for one in cast] == ["Priya Nair", "Rahul Mehta", "Asha Sharma (आशा शर्मा)", "Wanderer"]
    assert (cast[3]["wa_id"], cast[3]["username"]) == (None, "wanderer")


def test_a_new_customer_has_an_id_a_number_and_a_user_id(phone: Phone) -> None:
    made = phone.customer("Meera", "+91 90000-45001")
    assert made["wa_id"] == "919000045001"
    assert made["user_id"].startswith("IN.")
    assert phone.customer("Meera", "919000045001")["id"] == made["id"]


def test_the_chat_is_told_from_the_customers_side(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.send(customer, text={"body": "*Namaste*"})
    mine, theirs = phone.chat(customer)
    assert (mine["from"], mine["direction"], mine["text"]) == ("customer", "out", "hello")
    assert (theirs["from"], theirs["direction"], theirs["text"]) == ("business", "in", "*Namaste*")
    assert set(mine) == {"id", "from", "direction", "type", "text", "content", "status", "at", "context", "error"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sim/customers", {"name": "X"}),
        ("/sim/customers", {"name": 5, "phone": "+919000045001"}),
        ("/sim/customers", {"name": "X", "phone": "abc"}),
        ("/sim/customers", {"name": "X", "username": "a b"}),
        ("/sim/customers", []),
        ("/sim/customers/c1/messages", {"type": "text"}),
        ("/sim/customers/c1/messages", {"type": "text", "text": "hi"}),
        ("/sim/customers/c1/messages", {"type": "image"}),
        ("/sim/customers/c1/messages", {"type": 4}),
        ("/sim/customers/c1/messages", {"type": "text", "text": {"body": "x"}, "context": 1}),
        ("/sim/clock", {"advance_seconds": "soon"}),
    ],
)
def test_nonsense_gets_a_sentence(phone: Phone, path: str, body: Any) -> None:
    answer = phone.http.post(path, json=body)
    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")


def test_what_does_not_exist_is_404(phone: Phone) -> None:
    for path in ("/sim/customers/c99/messages", "/sim/nothing", "/sim/media/1"):
        answer = phone.http.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"].endswith(".")


def test_the_clock_moves_new_messages(phone: Phone, desk: Desk, customer: Json) -> None:
    moved = phone.ask("POST", "/sim/clock", {"advance_seconds": 90000})
    assert moved["shift_seconds"] == 90000
    phone.say(customer)
    before, after = eventually(lambda: len(desk.messages) == 2 and desk.messages)
    assert 90000 <= int(after["timestamp"]) - int(before["timestamp"]) < 90010
    assert phone.ask("POST", "/sim/clock", {"reset": True})["shift_seconds"] == 0


def test_meta_remembers_what_it_saw_but_no_token(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.send(customer)
    phone.send(customer, type="poll")
    seen = phone.ask("GET", "/sim/seen")
    assert [(one["words"], one["answer"], one["code"]) for one in seen["requests"]] == [
        ("text", 200, None),
        ("poll", 400, 100),
    ]
    assert seen["webhooks"][0]["words"] == "messages, text"
    assert seen["webhooks"][0]["answer"] == 200
    assert "simulator-token" not in str(seen)


def test_the_stream_tells_the_page_what_changed(phone: Phone, customer: Json) -> None:
    with phone.http.stream("GET", "/sim/events") as stream:
        lines = stream.iter_lines()
        assert next(line for line in lines if line.startswith("event:")) == "event: resync"
        phone.fault("duplicate")
        # Ticks of what earlier tests sent may still come between.
        told = islice((line for line in lines if line.startswith("event:")), 50)
        assert "event: faults" in told


def test_the_page_is_served_with_a_strict_policy(phone: Phone) -> None:
    page = phone.http.get("/")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert "style=" not in page.text
    for name in sorted(path.name for path in STATIC.iterdir()):
        assert phone.http.get(f"/static/{name}").status_code == 200
