"""What one webhook tells, behaviour by behaviour."""

from __future__ import annotations

import json
import subprocess
import sys
import timeit
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from cairn.channels.whatsapp.errors import UNSAID
from cairn.channels.whatsapp.parse import parse
from cairn.channels.whatsapp.people import phone
from cairn.conversations.events import (
    AccountNotice,
    Call,
    ChannelEvent,
    Echo,
    Edit,
    IdentityChange,
    InboundMessage,
    Named,
    Past,
    Person,
    Poison,
    Preference,
    Problem,
    Reaction,
    Receipt,
    Revoke,
)

Told = Callable[..., list[ChannelEvent]]
Text = Callable[..., dict[str, Any]]
Load = Callable[[str], Any]

ASHA = "IN.1029384756102938"
E = TypeVar("E")


def only(events: list[ChannelEvent], kind: type[E]) -> E:
    """The one event, which is of this kind."""
    assert len(events) == 1, events
    assert isinstance(events[0], kind), events
    return events[0]


# Bodies


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b"\x1f\x8b\x08\x00", "not UTF-8"),
        (b"null", "null, not an object"),
        (b"[]", "a list, not an object"),
        (b"{}", "entry is missing"),
        (b'{"entry": {}}', "entry is an object, not a list"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_body_that_cannot_be_read_is_one_poison(body: bytes, reason: str) -> None:
    poison = only(parse(body), Poison)
    assert poison.where == "body"
    assert poison.reason.startswith(reason)


def test_a_body_with_a_byte_order_mark_is_read() -> None:
    assert parse(b'\xef\xbb\xbf{"entry": []}') == []


def test_empty_lists_tell_nothing(told: Told) -> None:
    assert parse(b'{"entry": []}') == []
    assert parse(b'{"entry": [{"changes": []}]}') == []
    assert told(messages=[], statuses=None, contacts=[]) == []


def test_duplicate_keys_take_the_last() -> None:
    assert parse(b'{"entry": null, "entry": []}') == []


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, str(2**63), "1.5"])
def test_impossible_numbers_are_no_reason_to_lose_a_message(number: str, told: Told, text_message: Text) -> None:
    raw = json.dumps(text_message(type="location", text=None, location={"latitude": "HERE"}))
    body = json.dumps({"entry": [{"id": "1", "changes": [{"field": "messages", "value": {"metadata": {
        "phone_number_id": "1"}, "messages": ["HERE"]}}]}]}).replace('"HERE"', raw.replace('"HERE"', number))  # fmt: skip
    content = only(parse(body.encode()), InboundMessage).content
    json.dumps(content, allow_nan=False)


def test_a_fragment_is_short_and_holds_the_part(told: Told) -> None:
    poison = only(told(messages=[{"id": "wamid.A", "text": "x" * 20_000}]), Poison)
    assert len(poison.fragment) == 10_000
    assert poison.fragment.startswith('{"id": "wamid.A"')


def test_deep_nesting_inside_a_message_is_cut_off(told: Told, text_message: Text) -> None:
    deep: Any = "bottom"
    for _ in range(300):
        deep = [deep]
    message = only(told(messages=[text_message(referral={"deep": deep})]), InboundMessage)
    assert message.text == "hello"
    assert "bottom" not in json.dumps(message.referral)


def test_parsing_needs_no_django() -> None:
    code = "import sys, cairn.channels.whatsapp.parse; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_ordinary_message_takes_well_under_a_millisecond(load: Load) -> None:
    body = json.dumps(load("message_text")).encode()
    assert min(timeit.repeat(lambda: parse(body), number=200, repeat=5)) / 200 < 0.001


# Poison alone


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        "text",
        7,
        {},
        {"id": None},
        {"id": ["wamid.B"]},
        {"id": "x" * 600},
        {"type": ["text"]},
        {"text": []},
        {"text": {"body": 7}},
        {"text": {"body": ["hello"]}},
        {"from": "", "from_user_id": ""},
        {"type": "image", "image": {"id": {}}},
        {"type": "contacts", "contacts": {}},
        {"type": "order", "order": {"product_items": {}}},
        {"type": "reaction", "reaction": {"emoji": "x"}},
        {"type": "edit", "edit": {"original_message_id": "wamid.0"}},
        {"type": "revoke", "revoke": {}},
    ],
)
def test_a_bad_message_is_set_aside_alone(bad: Any, told: Told, text_message: Text) -> None:
    middle = {**text_message(id="wamid.B"), **bad} if isinstance(bad, dict) and bad else bad
    events = told(messages=[text_message(), middle, text_message(id="wamid.C")])
    assert [type(event) for event in events] == [InboundMessage, Poison, InboundMessage]
    assert isinstance(events[1], Poison)
    assert events[1].where == "entry[0].changes[0].value.messages[1]"


def test_a_bad_list_does_not_stop_the_other_lists(told: Told) -> None:
    poison, receipt = told(messages={}, statuses=[{"id": "wamid.A", "status": "read"}])
    assert isinstance(poison, Poison)
    assert poison.where == "entry[0].changes[0].value.messages"
    assert isinstance(receipt, Receipt)


def test_bad_changes_and_entries_do_not_stop_the_others(load: Load) -> None:
    good = load("message_text")["entry"][0]
    body = {"entry": [None, {"changes": [7, {"field": "messages", "value": []}, good["changes"][0]]}, {}, good]}
    events = parse(json.dumps(body).encode())
    assert [event.where for event in events if isinstance(event, Poison)] == [
        "entry[0]", "entry[1].changes[0]", "entry[1].changes[1]", "entry[2]",
    ]  # fmt: skip
    assert sum(isinstance(event, InboundMessage) for event in events) == 2


def test_side_information_of_the_wrong_kind_costs_only_itself(told: Told, text_message: Text) -> None:
    odd = text_message(context=[], referral="ad", group_id=None)
    message = only(told(messages=[odd], contacts={"0": {}}, conversation_context=1), InboundMessage)
    assert (message.text, message.reply_to, message.referral) == ("hello", None, None)


def test_a_message_to_no_number_is_poison(told: Told, text_message: Text) -> None:
    poison = only(told({"messages": [text_message()], "metadata": {}}), Poison)
    assert "phone_number_id" in poison.reason


# Clean text


def test_nul_is_taken_out_of_texts_and_keys(told: Told, text_message: Text) -> None:
    message = only(told(messages=[text_message(text={"body": "a\x00b", "k\x00": "\x00"})]), InboundMessage)
    assert (message.text, message.content) == ("ab", {"k": ""})


def test_half_a_surrogate_is_replaced_and_a_whole_emoji_kept(told: Told, text_message: Text) -> None:
    assert only(told(messages=[text_message(text={"body": "a\ud83d b"})]), InboundMessage).text == "a\ufffd b"
    assert only(told(messages=[text_message(text={"body": "\U0001f44b\U0001f3fd"})]), InboundMessage).text == "👋🏽"


def test_a_raw_control_character_does_not_cost_the_batch(load: Load) -> None:
    body = json.dumps(load("message_text")).replace("another", "a\x00no\tther").encode()
    assert only(parse(body), InboundMessage).text == "Does it come in ano\tther color?"


def test_a_flow_answer_is_clean_too(told: Told, text_message: Text) -> None:
    reply = {"name": "flow", "body": "Sent", "response_json": '{"a": "x\\u0000y", "b": NaN}'}
    odd = text_message(type="interactive", interactive={"type": "nfm_reply", "nfm_reply": reply})
    assert only(told(messages=[odd]), InboundMessage).content["response"] == {"a": "xy", "b": None}


# People


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("919900000001", "+919900000001"),
        ("+91 99000-00001", "+919900000001"),
        (919900000001, "+919900000001"),
        ("MY.20359876543210", None),
        ("US.ENT.11815799212886", None),
        ("user.1234567890", None),
        ("10814750360982734561", None),
        ("123456", None),
        ("", None),
        (None, None),
        (True, None),
        (["919900000001"], None),
        ("٩١٩٩٠٠٠٠٠٠٠١", None),
    ],
)
def test_a_phone_is_a_phone_and_nothing_else(raw: Any, expected: str | None) -> None:
    assert phone(raw) == expected


def test_a_user_id_in_a_phones_place_is_a_user_id(told: Told, text_message: Text) -> None:
    odd = text_message(from_="MY.20359876543210", from_user_id=None)
    sender = only(told(messages=[odd], contacts=[{"wa_id": "MY.20359876543210"}]), InboundMessage).sender
    assert sender == Person(user_id="MY.20359876543210")


def test_no_payload_makes_a_phone_out_of_a_user_id(load: Load) -> None:
    message = only(parse(json.dumps(load("message_text_bsuid_in_from_field")).encode()), InboundMessage)
    assert message.sender.phone is None
    assert message.sender.user_id == "US.10814750360982734561"
    assert message.sender.name == "Pablo M."


def test_contacts_are_matched_by_id_and_never_by_place(told: Told, text_message: Text) -> None:
    contacts = [
        {"wa_id": "919900000002", "profile": {"name": "Ravi"}},
        {"user_id": ASHA, "profile": {"name": "Asha", "username": "asha.k"}},
    ]
    ravi = text_message(id="wamid.B", from_="919900000002", from_user_id=None)
    stranger = text_message(id="wamid.C", from_="919900000003", from_user_id=None)
    events = told(contacts=contacts, messages=[text_message(), ravi, stranger])
    names = [event.sender.name for event in events if isinstance(event, InboundMessage)]
    assert names == ["Asha", "Ravi", None]


def test_the_user_id_decides_before_the_phone(told: Told, text_message: Text) -> None:
    contacts = [{"wa_id": "919900000001", "profile": {"name": "Phone"}}, {"user_id": ASHA, "profile": {"name": "Id"}}]
    assert only(told(contacts=contacts, messages=[text_message()]), InboundMessage).sender.name == "Id"


def test_a_contact_with_another_user_id_is_another_person(told: Told, text_message: Text) -> None:
    contacts = [{"wa_id": "919900000001", "user_id": "IN.9", "profile": {"name": "Other"}}]
    sender = only(told(contacts=contacts, messages=[text_message()]), InboundMessage).sender
    assert sender == Person(phone="+919900000001", user_id=ASHA)


def test_a_lone_contact_completes_a_lone_sender(told: Told, text_message: Text) -> None:
    contacts = [{"wa_id": "919900000001", "user_id": ASHA, "profile": {"name": "Asha"}}]
    nobody = text_message(from_=None, from_user_id=None)
    sender = only(told(contacts=contacts, messages=[nobody]), InboundMessage).sender
    assert sender == Person(phone="+919900000001", user_id=ASHA, name="Asha")


def test_a_lone_contact_is_nobodys_when_two_people_write(told: Told, text_message: Text) -> None:
    contacts = [{"user_id": "IN.9", "profile": {"name": "Whose?"}}]
    one, two = text_message(from_user_id=None), text_message(id="wamid.B", from_="919900000002", from_user_id=None)
    events = told(contacts=contacts, messages=[one, two])
    assert [event.sender.name for event in events if isinstance(event, InboundMessage)] == [None, None]


def test_a_message_from_nobody_is_poison(load: Load) -> None:
    assert only(parse(json.dumps(load("odd_no_identifiers")).encode()), Poison).reason.startswith("neither phone")


# Times


@pytest.mark.parametrize("raw", ["1795400000", 1795400000, 1795400000.0, "1795400000000", 1795400000000])
def test_seconds_and_milliseconds_as_text_or_number(raw: Any, load: Load, told: Told, text_message: Text) -> None:
    expected = datetime.fromtimestamp(1795400000, UTC)
    body = json.dumps(load("message_text")).replace('"1795400007"', json.dumps(raw)).encode()
    assert only(parse(body), InboundMessage).at == expected


@pytest.mark.parametrize("raw", ["??", "", None, [], True, "0", -5, "9" * 30, 1e300, "nan", "Infinity"])
def test_an_unreadable_time_falls_back_to_the_entrys(raw: Any, told: Told, text_message: Text, now: datetime) -> None:
    odd = text_message(timestamp=raw)
    sent = int(now.timestamp()) - 60
    assert only(told(messages=[odd], entry={"time": sent}), InboundMessage).at == now - timedelta(minutes=1)
    assert only(told(messages=[odd]), InboundMessage).at == now


def test_a_future_time_is_capped_at_arrival_and_an_old_one_kept(told: Told, text_message: Text, now: datetime) -> None:
    later, earlier = now + timedelta(days=2), now - timedelta(days=6)
    assert only(told(messages=[text_message(timestamp=str(int(later.timestamp())))]), InboundMessage).at == now
    assert only(told(messages=[text_message(timestamp=str(int(earlier.timestamp())))]), InboundMessage).at == earlier


# Types of message


@pytest.mark.parametrize(
    ("name", "kind", "text", "content"),
    [
        ("message_text", "text", "Does it come in another color?", {}),
        ("message_button_without_context", "button", "Unsubscribe", {"payload": "Unsubscribe"}),
        ("message_interactive_button_reply", "interactive", "Cancel", {"type": "button_reply", "id": "cancel-button"}),
        ("message_interactive_list_reply", "interactive", "Priority Mail Express", {"id": "priority_express"}),
        ("message_interactive_flow_nfm_reply_not_object", "interactive", "Sent", {"name": "flow", "response": {}}),
        ("message_interactive_call_permission_reject", "interactive", "", {"response": "reject"}),
        ("message_interactive_payment_method_brazil", "interactive", "", {"reference_id": "order-0001"}),
        ("message_interactive_unknown_subtype", "interactive", "", {"type": "hologram_reply", "id": "x"}),
        ("message_image", "image", "", {"id": "517587493977645", "mime_type": "image/jpeg"}),
        ("message_image_caption", "image", "Taj Mahal", {"caption": "Taj Mahal"}),
        ("message_audio_voice_note", "audio", "", {"voice": True}),
        ("message_voice_legacy_type", "audio", "", {"voice": True, "id": "2426516339534788"}),
        ("message_location_pin", "location", "", {"latitude": 37.4611978}),
        ("message_location_place", "location", "Philz Coffee, 101 Forest Ave, Palo Alto, CA 94301", {}),
        ("message_contacts_single", "contacts", "Lucía Gómez, +1 (983) 555-2319", {}),
        ("message_order_with_text", "order", "Please gift wrap", {"catalog_id": "194836987003835"}),
        ("message_system_unknown_type", "system", "Something new", {"type": "user_did_new_thing"}),
        ("message_text_forwarded", "text", "Forwarded note", {"forwarded": True}),
        ("message_text_frequently_forwarded", "text", "Chain message", {"forwarded": True, "frequently_forwarded": True}),
        ("odd_text_without_text_object", "text", "", {}),
        ("odd_unknown_message_type", "unsupported", "", {
            "original_type": "hologram", "hologram": {"id": "holo-1", "depth": 3}}),
    ],
)  # fmt: skip
def test_what_a_person_reads_and_the_rest(name: str, kind: str, text: str, content: Any, load: Load) -> None:
    message = only(parse(json.dumps(load(name)).encode()), InboundMessage)
    assert (message.type, message.text) == (kind, text)
    assert content.items() <= message.content.items()


def test_unsupported_messages_say_why(load: Load) -> None:
    message = only(parse(json.dumps(load("message_unsupported")).encode()), InboundMessage)
    assert message.type == "unsupported"
    assert message.content["errors"][0]["code"] == 131051


def test_an_error_beside_a_lone_message_is_its_own(told: Told, text_message: Text) -> None:
    bare = text_message(type="interactive", text=None)
    errors = [{"code": 131000, "title": "Unsupported webhook payload"}]
    message = only(told(messages=[bare], errors=errors), InboundMessage)
    assert message.content == {"errors": errors}


def test_the_ad_the_quote_the_product_and_the_group(load: Load) -> None:
    def read(name: str) -> InboundMessage:
        return only(parse(json.dumps(load(name)).encode()), InboundMessage)

    assert (read("message_text_referral_ad_image").referral or {})["ctwa_clid"] == "Aff-FAKE_CLICK_ID_0001"
    assert (read("message_text_reply_context").reply_to or "").startswith("wamid.")
    assert read("message_text_product_inquiry").content["referred_product"]["product_retailer_id"] == "di9ozbzfi4"
    assert (read("message_group_text").group or "").startswith("Y2FwaV9")
    assert read("message_text_conversation_context").content["conversation_context"]["type"] == "summary"


def test_a_message_without_a_type_is_known_by_its_object(told: Told, text_message: Text) -> None:
    assert only(told(messages=[text_message(type=None)]), InboundMessage).type == "text"


def test_the_dashboards_test_message_parses(load: Load) -> None:
    message = only(parse(json.dumps(load("message_text_dashboard_test_button")).encode()), InboundMessage)
    assert (message.number, message.wamid) == ("123456123", "ABGGFlA5Fpa")


def test_a_number_id_may_be_a_number(told: Told, text_message: Text) -> None:
    value = {"metadata": {"phone_number_id": 106540352242922}, "messages": [text_message()]}
    assert only(told(value), InboundMessage).number == "106540352242922"


def test_reactions_are_put_on_and_taken_off(told: Told, text_message: Text) -> None:
    def react(**reaction: Any) -> Reaction:
        odd = text_message(type="reaction", reaction={"message_id": "wamid.0", **reaction})
        return only(told(messages=[odd]), Reaction)

    assert (react(emoji="👍").target, react(emoji="👍").emoji) == ("wamid.0", "👍")
    assert react(emoji="").emoji == react().emoji == react(emoji=None).emoji == ""


def test_edits_and_revokes_name_their_message(load: Load) -> None:
    edit = only(parse(json.dumps(load("message_edit_image_caption")).encode()), Edit)
    assert (edit.text, edit.content["type"], edit.from_phone_app) == ("Updated image caption", "image", False)
    assert only(parse(json.dumps(load("message_revoke_unknown_original")).encode()), Revoke).target == (
        "wamid.HBgLNEVERSEEN"
    )


def test_the_phone_apps_messages_go_to_the_customer(load: Load) -> None:
    echo = only(parse(json.dumps(load("field_smb_message_echoes_bsuid_only")).encode()), Echo)
    assert echo.recipient == Person(user_id="US.10814750360982734561", username="pablomorales")
    assert only(parse(json.dumps(load("field_smb_message_echoes_edit")).encode()), Edit).from_phone_app
    revoke = only(parse(json.dumps(load("field_smb_message_echoes_revoke")).encode()), Revoke)
    assert revoke.from_phone_app
    assert revoke.sender.phone == "+16505551234"


# Identity


def test_a_new_phone_number(told: Told, text_message: Text) -> None:
    system = {
        "type": "user_changed_number", "body": "User Asha changed from 919900000001 to 919900000009",
        "wa_id": "919900000009", "user_id": "IN.2", "previous_user_id": "IN.1",
    }  # fmt: skip
    change = only(told(messages=[text_message(type="system", from_user_id=None, system=system)]), IdentityChange)
    assert change.before == Person(phone="+919900000001", user_id="IN.1")
    assert change.after == Person(phone="+919900000009", user_id="IN.2")
    assert change.wamid == "wamid.A"


def test_a_new_user_id_told_by_the_sentence_alone(told: Told, text_message: Text) -> None:
    system = {"type": "user_changed_user_id", "body": "User Asha changed from IN.1 to IN.2", "user_id": "IN.2"}
    odd = text_message(type="system", from_=None, from_user_id=None, system=system)
    change = only(told(messages=[odd]), IdentityChange)
    assert (change.before, change.after) == (Person(user_id="IN.1"), Person(user_id="IN.2"))


def test_a_name_cannot_pass_for_the_sentence(told: Told, text_message: Text) -> None:
    body = "User X changed from IN.VICTIM to IN.2 changed from IN.1 to IN.2"
    system = {"type": "user_changed_user_id", "body": body, "user_id": "IN.2"}
    odd = text_message(type="system", from_=None, from_user_id=None, system=system)
    assert only(told(messages=[odd]), IdentityChange).before.user_id == "IN.1"


def test_a_change_that_does_not_say_from_what_stays_a_system_message(told: Told, text_message: Text) -> None:
    system = {"type": "user_changed_number", "body": "changed", "wa_id": "919900000001"}
    odd = text_message(type="system", from_user_id=None, system=system)
    assert only(told(messages=[odd]), InboundMessage).type == "system"


def test_the_field_user_id_update(told: Told) -> None:
    update = {
        "wa_id": "919900000001", "detail": "User id for Asha has been updated.", "timestamp": "1795400000",
        "user_id": {"previous": "IN.1", "current": "IN.2"},
        "parent_user_id": {"previous": "IN.ENT.1", "current": "IN.ENT.2"},
    }  # fmt: skip
    contacts = [{"wa_id": "919900000001", "profile": {"name": "Asha"}}]
    change = only(told(field="user_id_update", user_id_update=[update], contacts=contacts), IdentityChange)
    assert change.before == Person("+919900000001", "IN.1", "IN.ENT.1")
    assert change.after == Person("+919900000001", "IN.2", "IN.ENT.2", name="Asha")
    only(told(field="user_id_update", user_id_update=[{**update, "user_id": {"current": "IN.2"}}]), Poison)


# Receipts


def test_a_failure_without_contacts_keeps_its_reason(load: Load) -> None:
    receipt = only(parse(json.dumps(load("status_failed_131026")).encode()), Receipt)
    assert (receipt.status, receipt.recipient) == ("failed", Person(phone="+16505551234"))
    assert receipt.problem == Problem(131026, "Message undeliverable", "Message Undeliverable.")


def test_of_two_errors_the_first_counts_and_the_other_is_told(load: Load) -> None:
    problem = only(parse(json.dumps(load("status_failed_two_errors")).encode()), Receipt).problem
    assert problem == Problem(131026, "Message undeliverable", "Message Undeliverable.; 131000 Something went wrong")


def test_an_error_without_a_code_is_passed_over(told: Told) -> None:
    errors = [None, {"title": "?"}, {"code": "131047", "title": "Re-engagement message", "error_data": "late"}]
    receipt = only(told(statuses=[{"id": "wamid.A", "status": "failed", "errors": errors}]), Receipt)
    assert receipt.problem == Problem(131047, "Re-engagement message", "late")


def test_a_failure_that_says_nothing_is_unknown(load: Load) -> None:
    assert only(parse(json.dumps(load("status_failed_without_errors")).encode()), Receipt).problem == UNSAID


def test_callback_pricing_and_people_of_a_receipt(load: Load) -> None:
    receipt = only(parse(json.dumps(load("status_sent_with_callback_data")).encode()), Receipt)
    assert receipt.callback == "outbox:7f3c9a1e-0001"
    assert receipt.recipient == Person(phone="+59899000111", user_id="UY.1000000000000001")
    assert receipt.pricing is not None
    assert receipt.problem is None


def test_a_group_receipt_per_participant(load: Load) -> None:
    events = parse(json.dumps(load("status_group_delivered_aggregated")).encode())
    receipts = [event for event in events if isinstance(event, Receipt)]
    assert [receipt.participant for receipt in receipts] == ["UY.1000000000000001", "US.13491208655302741918"]
    assert receipts[1].recipient.phone == "+16505551234"


def test_payments_and_old_statuses_are_notices(load: Load) -> None:
    payment = only(parse(json.dumps(load("status_payment_captured")).encode()), AccountNotice)
    assert (payment.field, payment.content["payment"]["reference_id"]) == ("payment_status", "order-2026-0042")
    warning = only(parse(json.dumps(load("status_warning_legacy")).encode()), AccountNotice)
    assert (warning.field, warning.content["status"], warning.known) == ("message_status", "warning", True)


def test_a_status_nobody_has_heard_of_is_not_a_receipt(told: Told) -> None:
    notice = only(told(statuses=[{"id": "wamid.A", "status": "pondered"}]), AccountNotice)
    assert (notice.field, notice.known) == ("message_status", False)


# Calls, preferences, account


def test_calls_know_who_rang(load: Load) -> None:
    theirs = only(parse(json.dumps(load("field_calls_connect_user_initiated")).encode()), Call)
    assert (theirs.by_customer, theirs.event, theirs.customer.name) == (True, "connect", "Sheena Nelson")
    ours = only(parse(json.dumps(load("field_calls_created")).encode()), Call)
    assert (ours.by_customer, ours.event, ours.customer.username) == (False, "call_created", "pablomorales")
    failed = only(parse(json.dumps(load("field_calls_terminate_failed")).encode()), Call)
    assert failed.content["errors"][0]["code"] == 138021


def test_a_call_without_a_direction_is_told_by_its_numbers(told: Told) -> None:
    ring = {"id": "wacid.1", "event": "connect", "from": "15550783881", "to": "919900000001"}
    assert only(told(field="calls", calls=[ring]), Call).by_customer is False
    back = {**ring, "from": ring["to"], "to": ring["from"]}
    assert only(told(field="calls", calls=[back]), Call).by_customer is True


def test_a_ringing_status_is_a_call_and_no_receipt(told: Told) -> None:
    ringing = {"id": "wacid.1", "type": "call", "status": "RINGING", "recipient_id": "919900000001"}
    call = only(told(field="calls", statuses=[ringing]), Call)
    assert (call.event, call.by_customer) == ("ringing", False)


def test_stopping_marketing_is_a_preference(load: Load) -> None:
    preference = only(parse(json.dumps(load("field_user_preferences_stop_bsuid_only")).encode()), Preference)
    assert (preference.category, preference.value) == ("marketing_messages", "stop")
    assert preference.customer.user_id == "US.10814750360982734561"
    assert preference.content == {"detail": "User requested to stop marketing messages"}


def test_account_fields_are_kept_whole(load: Load) -> None:
    notice = only(parse(json.dumps(load("field_template_status_paused_first")).encode()), AccountNotice)
    assert (notice.field, notice.account, notice.known) == ("message_template_status_update", "102290129340398", True)
    assert notice.at == datetime.fromtimestamp(1795400000, UTC)
    assert notice.content["other_info"]["title"] == "FIRST_PAUSE"


def test_a_quality_update_under_another_name_is_found(told: Told) -> None:
    value = {"new_quality_score": "RED", "message_template_id": 1}
    notice = only(told(value, field="message_template_status_update"), AccountNotice)
    assert notice.field == "message_template_quality_update"


def test_an_unknown_field_is_kept_and_marked(load: Load, told: Told) -> None:
    notice = only(parse(json.dumps(load("odd_unknown_field")).encode()), AccountNotice)
    assert (notice.field, notice.known) == ("some_field_meta_adds_next_year", False)
    assert only(told({"brand_new": [1]}), AccountNotice).known is False


def test_messages_without_a_field_name_are_read_all_the_same(told: Told, text_message: Text) -> None:
    only(told(field=None, messages=[text_message()]), InboundMessage)


def test_errors_of_the_account_are_a_notice(load: Load) -> None:
    notice = only(parse(json.dumps(load("errors_131035_no_storage")).encode()), AccountNotice)
    assert (notice.field, notice.content["errors"][0]["code"]) == ("errors", 131035)


def test_history_tells_a_thread_for_each_person(load: Load) -> None:
    sheena, other = parse(json.dumps(load("field_history_chunk")).encode())
    assert isinstance(sheena, Past)
    assert isinstance(other, Past)
    assert (sheena.customer.phone, sheena.customer.user_id) == ("+16505551234", "US.13491208655302741918")
    assert [one.by_customer for one in sheena.messages] == [True, False, True, False]
    assert [one.status for one in sheena.messages] == ["read", "delivered", "played", "played"]
    assert sheena.messages[3].content == {"placeholder": True}
    photo = only(parse(json.dumps(load("field_history_media")).encode()), Past).messages[0]
    assert (photo.type, photo.content["id"]) == ("image", "1344233217867283")


def test_a_declined_history_is_a_notice(load: Load) -> None:
    assert only(parse(json.dumps(load("field_history_declined")).encode()), AccountNotice).field == "history"


def test_one_broken_thread_or_message_of_history_is_set_aside_alone(load: Load) -> None:
    body = load("field_history_chunk")
    chunk = body["entry"][0]["changes"][0]["value"]["history"][0]
    chunk["threads"][0]["messages"][1] = {"type": "text"}
    chunk["threads"].append({"id": "somebody", "messages": []})
    events = parse(json.dumps(body).encode())
    wrong = [event.where for event in events if isinstance(event, Poison)]
    here = "entry[0].changes[0].value.history[0].threads"
    assert wrong == [f"{here}[0].messages[1]", f"{here}[2]"]
    assert [len(event.messages) for event in events if isinstance(event, Past)] == [3, 1]


def test_standby_is_read_one_level_deeper(load: Load, text_message: Text) -> None:
    echo = only(parse(json.dumps(load("field_standby_echo")).encode()), Echo)
    assert (echo.standby, echo.text, echo.recipient.phone) == (True, "Hello! Your order has shipped.", "+16505551234")
    body = load("field_standby_echo")
    body["entry"][0]["changes"][0]["value"]["standby"] = {"messages": [text_message()]}
    assert only(parse(json.dumps(body).encode()), InboundMessage).standby


def test_the_address_book_names_people(load: Load) -> None:
    person = only(parse(json.dumps(load("field_smb_app_state_sync_add")).encode()), Named).person
    assert (person.name, person.phone) == ("Pablo Morales", "+16505551234")


def test_what_happens_in_a_group_says_so(told: Told, text_message: Text) -> None:
    reaction = {"group_id": "group-1", "reaction": {"message_id": "wamid.1", "emoji": "x"}}
    event = only(told(messages=[text_message(type="reaction", **reaction)]), Reaction)
    assert event.group == "group-1"
    to_group = {"id": "wamid.9", "timestamp": "1795400000", "type": "text", "text": {"body": "Hi"}}
    to_group |= {"to": "group-1", "recipient_type": "group"}
    echo = only(told(field="smb_message_echoes", message_echoes=[to_group]), Echo)
    assert (echo.group, echo.recipient.nobody) == ("group-1", True)
