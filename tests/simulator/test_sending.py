"""What Meta answers when Cairn sends, and what it says afterwards."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.simulator.conftest import Desk, Json, Phone, eventually, request_sample, shape, webhook_sample

TEMPLATE: Json = {"name": "hello_world", "language": {"code": "en_US"}}
BUTTONS = request_sample("send_interactive_buttons")["request"]["json"]["interactive"]
LIST = request_sample("send_interactive_list")["request"]["json"]["interactive"]


def test_a_text_is_accepted_in_the_words_of_meta(phone: Phone, customer: Json) -> None:
    answer = phone.send(customer)
    assert answer.status_code == 200
    assert shape(answer.json()) == shape(request_sample("send_text")["response"]["json"])
    assert answer.json()["contacts"] == [{"input": "+919000045001", "wa_id": "919000045001"}]


def test_a_wamid_has_the_real_layout(phone: Phone, customer: Json) -> None:
    raw = base64.b64decode(phone.send(customer).json()["messages"][0]["id"].removeprefix("wamid."))
    assert raw[:3] == bytes([0x1C, 0x18, 12])
    assert raw[3:15] == b"919000045001"
    assert raw[15:20] == bytes([0x15, 0x02, 0x00, 0x11, 0x18])
    assert raw[20] == 18
    assert len(raw) == 21 + 18 + 1


def test_a_hidden_number_is_reached_by_user_id(phone: Phone, desk: Desk) -> None:
    hidden = phone.customer("Pablo", None, "pablomorales")
    phone.say(hidden)
    answer = phone.send(hidden).json()
    assert shape(answer) == shape(request_sample("send_text_to_bsuid")["response"]["json"])
    delivered = eventually(lambda: [one for one in desk.values if "delivered" in str(one.get("statuses"))])[0]
    assert delivered["contacts"] == [{"profile": {"username": "pablomorales"}, "user_id": hidden["user_id"]}]
    assert "recipient_id" not in delivered["statuses"][0]


def test_a_user_id_in_to_is_lost_without_a_word(phone: Phone, desk: Desk, customer: Json) -> None:
    answer = phone.send(customer, to=customer["user_id"])
    assert answer.status_code == 200
    assert shape(answer.json()) == shape(request_sample("send_text_bsuid_in_to_silently_lost")["response"]["json"])
    phone.send(customer)
    eventually(lambda: "delivered" in desk.words())
    assert len(phone.chat(customer)) == 2
    assert {one["id"] for one in desk.statuses} == {phone.chat(customer)[1]["id"]}


def test_to_wins_over_recipient(phone: Phone, customer: Json) -> None:
    answer = phone.send(customer, recipient="IN.1111111111111111").json()
    assert answer["contacts"] == [{"input": "+919000045001", "wa_id": "919000045001"}]


@pytest.mark.parametrize("word", ["sent", "delivered", "read"])
def test_receipts_have_the_recorded_shape(phone: Phone, desk: Desk, customer: Json, word: str) -> None:
    phone.send(customer)
    eventually(lambda: "delivered" in desk.words())
    phone.chat(customer, "")
    value = eventually(lambda: [one for one in desk.values if word in str(one.get("statuses"))])[0]
    sample = webhook_sample(f"status_{word}_service_free")["changes"][0]["value"]
    assert shape(value) == shape(sample)
    assert value["statuses"][0]["pricing"] == sample["statuses"][0]["pricing"]


def test_callback_data_comes_back_with_every_receipt(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.send(customer, biz_opaque_callback_data="outbox:7/1")
    eventually(lambda: "delivered" in desk.words())
    assert [one["biz_opaque_callback_data"] for one in desk.statuses] == ["outbox:7/1"] * 2


def test_a_message_is_read_only_when_the_customer_has_looked(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.send(customer)
    eventually(lambda: "delivered" in desk.words())
    assert phone.chat(customer)[1]["status"] == "delivered"
    phone.chat(customer, "")
    eventually(lambda: "read" in desk.words())


def test_a_reaction_is_only_ever_sent(phone: Phone, desk: Desk, customer: Json) -> None:
    wamid = phone.chat(customer)[0]["id"]
    answer = phone.send(customer, type="reaction", reaction={"message_id": wamid, "emoji": "👍"})
    assert answer.status_code == 200
    phone.send(customer)
    eventually(lambda: "delivered" in desk.words())
    assert sorted(desk.words()) == ["delivered", "sent", "sent"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image", {"link": "https://example.com/a.jpg", "caption": "Look"}),
        ("document", {"link": "https://example.com/a.pdf", "filename": "plan.pdf"}),
        ("location", {"latitude": 18.5, "longitude": 73.8, "name": "Pune"}),
        ("contacts", [{"name": {"formatted_name": "Asha"}, "phones": [{"phone": "+919000045009"}]}]),
        ("interactive", BUTTONS),
        ("interactive", LIST),
        ("template", TEMPLATE),
    ],
)
def test_every_type_arrives(phone: Phone, customer: Json, kind: str, content: Any) -> None:
    answer = phone.send(customer, **{"type": kind, kind: content})
    assert answer.status_code == 200, answer.text
    last = phone.chat(customer)[-1]
    assert (last["type"], last["content"], last["direction"], last["from"]) == (kind, content, "in", "business")


def test_a_template_answers_accepted_and_reads_as_written(phone: Phone, customer: Json) -> None:
    answer = phone.send(customer, type="template", template=TEMPLATE).json()
    assert shape(answer) == shape(request_sample("send_template_hello_world")["response"]["json"])
    assert phone.chat(customer)[-1]["text"].startswith("*Hello World*\n\nWelcome")


def test_marking_as_read_turns_the_ticks_blue_and_shows_typing(phone: Phone, customer: Json) -> None:
    sample = request_sample("mark_read_typing_indicator")
    wamid = phone.chat(customer)[0]["id"]
    answer = phone.graph("POST", "106540352242922/messages", sample["request"]["json"] | {"message_id": wamid})
    assert answer.json() == sample["response"]["json"]
    chat = phone.ask("GET", f"/sim/customers/{customer['id']}/messages")
    assert (chat["items"][0]["status"], chat["typing"]) == ("read", True)
    phone.send(customer)
    assert not phone.ask("GET", f"/sim/customers/{customer['id']}/messages")["typing"]
