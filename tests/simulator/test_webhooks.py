"""Webhooks: their bytes, their signature, and that none is lost."""

from __future__ import annotations

import pytest

from simulator import wire
from tests.simulator.conftest import Desk, Json, Phone, eventually, request_sample, shape, webhook_sample


@pytest.mark.parametrize("name", ["compact_ascii", "escaped_unicode_lowercase", "escaped_unicode_and_slashes"])
def test_the_signature_is_metas(name: str) -> None:
    vectors = request_sample("webhook_signature_vectors")
    vector = next(one for one in vectors["vectors"] if one["name"] == name)
    assert wire.sign(vectors["app_secret"], vector["raw_body"].encode()) == vector["x_hub_signature_256"]


def test_the_bytes_are_metas() -> None:
    assert wire.encode({"a": "é/👋", "b": [1]}) == rb'{"a":"\u00e9\/\ud83d\udc4b","b":[1]}'


def test_what_is_posted_is_what_was_signed(phone: Phone, desk: Desk, customer: Json) -> None:
    phone.say(customer, "नमस्ते / 👋🏽")
    eventually(lambda: len(desk.posts) == 2)
    assert all(desk.signed())
    assert b"\\u0928" in desk.posts[1][0]
    assert b"\\/" in desk.posts[1][0]


def test_a_text_has_the_recorded_shape(phone: Phone, desk: Desk, customer: Json) -> None:
    assert shape(desk.values[0]) == shape(webhook_sample("message_text")["changes"][0]["value"])
    assert desk.messages[0]["from"] == customer["wa_id"]


def test_who_hides_the_number_has_only_a_user_id(phone: Phone, desk: Desk) -> None:
    phone.say(phone.customer("Pablo M.", None, "pablomorales"))
    value = eventually(lambda: desk.values)[0]
    assert shape(value) == shape(webhook_sample("message_text_bsuid_only")["changes"][0]["value"])


@pytest.mark.parametrize(
    "name",
    [
        "message_image",
        "message_reaction",
        "message_interactive_button_reply",
        "message_interactive_list_reply",
        "message_audio_voice_note",
        "message_location_place",
        "message_contacts_single",
        "message_edit_text",
        "message_revoke",
        "message_unsupported",
        "message_text_referral_ad_image",
        "message_text_reply_context",
        "message_system_unknown_type",
        "message_order_with_text",
    ],
)
def test_every_inbound_type_goes_out_as_recorded(phone: Phone, desk: Desk, name: str) -> None:
    value = webhook_sample(name)["changes"][0]["value"]
    sample = value["messages"][0]
    given = {key: sample[key] for key in sample if key not in ("from", "from_user_id", "id", "timestamp")}
    wamid = phone.tell(phone.customer(), given)
    posted = eventually(lambda: desk.values)[0]
    assert shape(posted) == shape(value)
    assert {key: posted["messages"][0][key] for key in given} == given
    assert posted["messages"][0]["id"] == wamid


def test_nothing_is_lost_while_cairn_says_no(phone: Phone, desk: Desk) -> None:
    desk.answers = [503, 500]
    one = phone.customer()
    words = [f"{number}" for number in range(5)]
    for word in words:
        phone.say(one, word)
    eventually(lambda: len(desk.posts) == 7)
    assert list(dict.fromkeys(said["text"]["body"] for said in desk.messages)) == words
    eventually(lambda: {said["status"] for said in phone.chat(one)} == {"delivered"})


def test_a_message_has_its_ticks_only_once_cairn_took_it(phone: Phone, desk: Desk) -> None:
    desk.answers = [503]
    one = phone.customer()
    phone.say(one)
    eventually(lambda: desk.posts)
    assert phone.chat(one)[0]["status"] == "sending"
    eventually(lambda: phone.chat(one)[0]["status"] == "delivered")


def test_a_message_of_yesterday_keeps_its_time(phone: Phone, desk: Desk) -> None:
    phone.tell(phone.customer(), {"type": "text", "text": {"body": "late"}, "timestamp": "1795400007"})
    assert eventually(lambda: desk.messages)[0]["timestamp"] == "1795400007"


def test_meta_shakes_hands_before_it_believes_in_an_address(phone: Phone, desk: Desk) -> None:
    path = "102290129340398/subscribed_apps"
    wish = {"override_callback_uri": desk.url, "verify_token": "wrong"}
    assert phone.graph("POST", path, wish).json()["error"]["code"] == 2200
    assert phone.graph("POST", path, wish | {"verify_token": "simulator-verify"}).json() == {"success": True}
    answer = phone.graph("GET", path).json()
    assert answer["data"][0]["override_callback_uri"] == desk.url
    assert phone.ask("POST", "/sim/verify") == {"verified": True}
