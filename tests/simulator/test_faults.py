"""Trouble on demand: each kind does what it says, as often as it was asked to."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.simulator.conftest import Desk, Json, Phone, eventually, shape, webhook_sample


def test_down_without_taking_the_message(phone: Phone, customer: Json) -> None:
    phone.fault("status", status=503, times=1)
    assert phone.send(customer).status_code == 503
    assert len(phone.chat(customer)) == 1
    assert phone.send(customer).status_code == 200


def test_down_although_the_message_was_taken(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("status", status=500, accept=True, times=1)
    assert phone.send(customer, biz_opaque_callback_data="k").status_code == 500
    assert eventually(lambda: desk.statuses)[0]["biz_opaque_callback_data"] == "k"


def test_a_fault_leaves_marking_as_read_alone_unless_it_is_for_all(phone: Phone, customer: Json) -> None:
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": phone.chat(customer)[0]["id"]}
    phone.fault("status", status=503)
    assert phone.graph("POST", "106540352242922/messages", read).status_code == 200
    phone.fault("status", status=502, on="all")
    assert phone.graph("POST", "106540352242922/messages", read).status_code == 502


def test_a_graph_error_by_code(phone: Phone, customer: Json) -> None:
    phone.fault("error_code", code=131026, times=1)
    assert phone.send(customer).json()["error"]["code"] == 131026
    assert phone.ask("GET", "/sim/faults") == {"items": []}


def test_the_same_error_by_webhook(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("error_code", code=131026, by="webhook", times=1)
    assert phone.send(customer).status_code == 200
    value = eventually(lambda: [one for one in desk.values if "statuses" in one])[0]
    assert shape(value) == shape(webhook_sample("status_failed_131026")["changes"][0]["value"])
    assert len(phone.chat(customer)) == 1
    assert phone.chat(customer, "?all=1&peek=1")[1]["error"] == 131026


def test_the_reply_is_dropped_and_the_message_taken(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("drop_reply", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        phone.send(customer)
    assert len(phone.chat(customer)) == 2
    assert phone.ask("GET", "/sim/seen")["requests"][-1]["answer"] == 0
    assert phone.send(customer).status_code == 200


def test_a_slow_answer_comes_after_its_receipts(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("hang", seconds=0.3, times=1)
    started = time.monotonic()
    assert phone.send(customer).status_code == 200
    assert time.monotonic() - started >= 0.3
    assert "delivered" in desk.words()


def test_html_instead_of_json(phone: Phone, customer: Json) -> None:
    phone.fault("html", times=1)
    answer = phone.send(customer)
    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")


def test_each_webhook_comes_twice_with_the_same_bytes(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("duplicate", times=1)
    phone.say(customer, "again")
    eventually(lambda: len(desk.posts) == 3)
    assert desk.posts[1] == desk.posts[2]


def test_receipts_are_held_back_until_the_fault_is_gone(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("withhold_receipts")
    phone.send(customer)
    eventually(lambda: phone.chat(customer)[-1]["status"] == "delivered")
    assert not desk.statuses
    phone.ask("DELETE", "/sim/faults")
    eventually(lambda: sorted(desk.words()) == ["delivered", "sent"])


def test_webhooks_are_shuffled_and_all_arrive(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("reorder")
    words = [f"{number}" for number in range(12)]
    for word in words:
        phone.say(customer, word)
    eventually(lambda: len(desk.posts) == 13)
    said = [one["text"]["body"] for one in desk.messages[1:]]
    assert sorted(said) == sorted(words)
    assert said != words


def test_several_updates_in_one_post(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("batch", size=3)
    for word in ("a", "b", "c"):
        phone.say(customer, word)
    eventually(lambda: len(desk.posts) == 2)
    assert [one["text"]["body"] for one in desk.messages[1:]] == ["a", "b", "c"]


def test_a_bad_signature_is_tried_again_with_a_good_one(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("bad_signature", times=1)
    desk.answers = [401]
    phone.say(customer)
    eventually(lambda: len(desk.posts) == 3)
    assert desk.signed() == [True, False, True]


@pytest.mark.parametrize("kind", ["no_signature", "tampered_body"])
def test_a_webhook_that_nobody_should_believe_comes_again_as_it_should(
    phone: Phone, desk: Desk, customer: Json, kind: str
) -> None:
    phone.fault(kind, times=1)
    desk.answers = [401]
    phone.say(customer)
    eventually(lambda: len(desk.posts) == 3)
    assert desk.signed() == [True, False, True]
    assert (desk.posts[1][1] is None) == (kind == "no_signature")
    assert (desk.posts[1][0] != desk.posts[2][0]) == (kind == "tampered_body")


def test_the_receipt_can_come_before_the_answer(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("early_status", times=1)
    wamid = phone.send(customer).json()["messages"][0]["id"]
    assert [one["status"] for one in desk.statuses if one["id"] == wamid] == ["sent", "delivered"]


def test_webhooks_can_be_held_for_days(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("hold")
    phone.say(customer, "held")
    phone.ask("POST", "/sim/clock", {"advance_seconds": 3 * 86400})
    assert len(desk.posts) == 1
    phone.ask("DELETE", "/sim/faults")
    late = eventually(lambda: len(desk.messages) == 2 and desk.messages)[1]
    assert int(late["timestamp"]) < time.time() + 60


def test_a_webhook_can_be_late(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.fault("delay", seconds=0.3, times=1)
    phone.say(customer, "first")
    phone.say(customer, "second")
    eventually(lambda: len(desk.messages) == 3)
    assert [one["text"]["body"] for one in desk.messages[1:]] == ["second", "first"]


def test_a_thousand_messages_and_three_megabytes_in_one_post(phone: Phone, desk: Desk, customer: Json) -> None:
    wish = {"customer": customer["id"], "count": 1000, "bytes": 2_900_000}
    wamids = phone.ask("POST", "/sim/bulk", wish)["wamids"]
    eventually(lambda: len(desk.posts) == 2)
    assert [one["id"] for one in desk.messages[1:]] == wamids
    assert 2_800_000 < len(desk.posts[1][0]) < 3 * 2**20


def test_seven_days_of_retries_fit_in_a_second_and_then_it_is_lost(phone: Phone, desk: Desk) -> None:
    phone.ask("POST", "/sim/rules", {"retry_scale": 604800})
    desk.answers = [500] * 100
    phone.say(phone.customer())
    dropped = eventually(
        lambda: [one for one in phone.ask("GET", "/sim/seen")["webhooks"] if "dropped" in one["words"]]
    )
    assert 30 < dropped[0]["attempt"] < 60
    assert len(desk.posts) == dropped[0]["attempt"]
    assert len({body for body, _ in desk.posts}) == 1
    assert phone.ask("GET", "/sim")["waiting_webhooks"] == 0


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"kind": "nonsense"},
        {"kind": "status", "status": "503"},
        {"kind": "status", "status": 99},
        {"kind": "hang", "seconds": True},
        {"kind": "duplicate", "times": 0},
        {"kind": "duplicate", "often": 2},
        {"kind": "status", "on": "monday"},
        {"kind": "batch", "size": 1001},
        {"kind": "error_code", "error_data": "none"},
    ],
)
def test_nonsense_is_refused_with_a_sentence(phone: Phone, wish: Any) -> None:
    answer = phone.http.post("/sim/faults", json=wish)
    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")


def test_faults_can_be_lifted_by_kind(phone: Phone) -> None:
    phone.fault("duplicate")
    phone.fault("reorder")
    assert phone.ask("DELETE", "/sim/faults?kind=duplicate") == {"deleted": 1}
    assert [one["kind"] for one in phone.ask("GET", "/sim/faults")["items"]] == ["reorder"]
