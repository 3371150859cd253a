"""Who somebody is to Meta: phone, user id, username, and what changes."""

from __future__ import annotations

import pytest

from tests.simulator.conftest import Desk, Json, Phone, eventually

DAY = 86400


def test_a_new_phone_is_a_new_user_id_and_the_old_one_reaches_nobody(phone: Phone, desk: Desk, customer: Json) -> None:
    changed = phone.ask("POST", f"/sim/customers/{customer['id']}/number", {"phone": "+91 90000 45999"})
    assert changed["user_id"] != customer["user_id"]
    system = eventually(lambda: [one for one in desk.messages if one["type"] == "system"])[0]
    assert (system["from"], system["system"]["wa_id"]) == (customer["wa_id"], "919000045999")
    update = eventually(lambda: [value for value in desk.values if "user_id_update" in value])[0]["user_id_update"][0]
    assert update["user_id"] == {"previous": customer["user_id"], "current": changed["user_id"]}
    assert phone.send(customer).json()["error"]["code"] == 131026
    assert phone.send(customer, to=None, recipient=customer["user_id"]).json()["error"]["code"] == 131026
    assert phone.send(changed).status_code == 200


def test_the_phone_is_left_out_a_month_after_the_last_contact(phone: Phone, desk: Desk) -> None:
    one = phone.customer("Meera", "+91 90000 45001", "meera")
    phone.say(one)
    assert "from" in eventually(lambda: desk.messages)[0]
    phone.ask("POST", "/sim/clock", {"advance_seconds": 31 * DAY})
    phone.say(one, "still there?")
    late = eventually(lambda: len(desk.messages) == 2 and desk.messages)[1]
    assert ("from" in late, late["from_user_id"]) == (False, one["user_id"])
    assert "wa_id" not in desk.values[1]["contacts"][0]
    phone.send(one, to=None, recipient=one["user_id"])
    assert "recipient_id" not in eventually(lambda: desk.statuses)[0]
    phone.send(one)
    phone.say(one, "yes")
    assert "from" in eventually(lambda: len(desk.messages) == 3 and desk.messages)[2]


def test_somebody_adopts_a_username_and_hides(phone: Phone, desk: Desk, customer: Json) -> None:
    path = f"/sim/customers/{customer['id']}/username"
    phone.ask("POST", path, {"username": "@meera", "hidden": True})
    phone.say(customer, "hi")
    contact = eventually(lambda: len(desk.values) == 2 and desk.values)[1]["contacts"][0]
    assert contact == {"profile": {"name": "Meera", "username": "meera"}, "user_id": customer["user_id"]}


@pytest.mark.parametrize(
    ("real", "typed"),
    [
        ("551187654321", "+55 11 9 8765 4321"),
        ("5215512345678", "+52 55 1234 5678"),
        ("5491123456789", "+54 11 2345 6789"),
    ],
)
def test_the_wa_id_may_differ_from_what_was_typed(phone: Phone, real: str, typed: str) -> None:
    one = phone.customer("Far Away", f"+{real}")
    phone.say(one)
    contact = phone.send(one, to=typed).json()["contacts"][0]
    assert contact == {"input": typed, "wa_id": real}


def test_an_enterprise_has_a_user_id_above(phone: Phone, desk: Desk) -> None:
    wish = {"name": "Pablo", "phone": None, "username": "pablo", "parent_user_id": "US.ENT.1181579921"}
    one = phone.ask("POST", "/sim/customers", wish)
    phone.say(one)
    phone.send(one)
    assert eventually(lambda: desk.messages)[0]["from_parent_user_id"] == "US.ENT.1181579921"
    assert eventually(lambda: desk.statuses)[0]["recipient_parent_user_id"] == "US.ENT.1181579921"


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        ("number", {"phone": "+919000041201"}),
        ("number", {}),
        ("calls", {"seconds": "long"}),
        ("preferences", {"value": "maybe"}),
        ("played", {"wamid": "x"}),
        ("username", {"username": "a b"}),
        ("echo", {"type": "text"}),
        ("calls", {"number": "1"}),
    ],
)
def test_nonsense_gets_a_sentence(phone: Phone, path: str, wish: Json) -> None:
    answer = phone.http.post(f"/sim/customers/c2/{path}", json=wish)
    assert (answer.status_code, answer.json()["error"][-1]) == (422, ".")
