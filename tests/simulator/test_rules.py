"""How strict Meta is: windows, prices, marketing, and that each of it can be changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.conftest import Desk, Json, Phone, eventually

DAY = 86400


def rules(phone: Phone, **wish: Any) -> None:
    phone.ask("POST", "/sim/rules", wish)


def prices(desk: Desk) -> list[tuple[str, str]]:
    sent = [one["pricing"] for one in desk.statuses if one["status"] == "sent"]
    return [(one["category"], one["type"]) for one in sent]


def offer(phone: Phone, customer: Json) -> Json:
    values = [{"type": "text", "text": word} for word in ("Priya", "Devkund")]
    body = {"type": "body", "parameters": values}
    template = {"name": "follow_up", "language": {"code": "en"}, "components": [body]}
    return dict(phone.send(customer, type="template", template=template).json())


def test_a_closed_window_can_be_told_by_webhook(phone: Phone, desk: Desk) -> None:
    rules(phone, window_error="webhook")
    assert phone.send(phone.customer()).status_code == 200
    assert eventually(lambda: desk.statuses)[0]["errors"][0]["code"] == 131047


def test_a_call_opens_the_window_answered_or_not(phone: Phone) -> None:
    one = phone.customer()
    assert phone.send(one).json()["error"]["code"] == 131047
    phone.ask("POST", f"/sim/customers/{one['id']}/calls", {"seconds": None})
    assert phone.send(one).status_code == 200


def test_direct_send_needs_no_window(phone: Phone) -> None:
    assert phone.send(phone.customer(), text={"body": "Tomorrow at ten."}, category="utility").status_code == 200
    assert phone.send(phone.customer(), text={"body": "x"}, category="fun").json()["error"]["code"] == 100


def test_a_thousand_service_messages_a_month_are_free(phone: Phone, desk: Desk, customer: Json) -> None:
    rules(phone, free_service=2)
    for _ in range(3):
        phone.send(customer)
    eventually(lambda: len(prices(desk)) == 3)
    assert sorted(prices(desk)) == [("service", "free_customer_service")] * 2 + [("service", "regular")]
    phone.ask("POST", "/sim/clock", {"advance_seconds": 31 * DAY})
    phone.say(customer)
    phone.send(customer)
    assert eventually(lambda: len(prices(desk)) == 4 and prices(desk))[3] == ("service", "free_customer_service")


def test_before_october_everything_in_the_window_was_free(phone: Phone, desk: Desk, customer: Json) -> None:
    rules(phone, free_service=0, service_free_until="2030-01-01")
    phone.send(customer)
    phone.send(customer, type="template", template={"name": "hello_world", "language": {"code": "en_US"}})
    eventually(lambda: len(prices(desk)) == 2)
    assert {kind for _, kind in prices(desk)} == {"free_customer_service"}


def test_whoever_came_through_an_ad_costs_nothing_for_three_days(phone: Phone, desk: Desk) -> None:
    one = phone.customer()
    ad = {"source_url": "https://fb.me/x", "source_id": "1", "source_type": "ad", "headline": "Treks"}
    phone.tell(one, {"type": "text", "text": {"body": "hi"}, "referral": ad})
    phone.send(one)
    sent = eventually(lambda: [one for one in desk.statuses if one["status"] == "sent"])[0]
    assert sent["pricing"]["type"] == "free_entry_point"
    assert sent["conversation"]["origin"] == {"type": "referral_conversion"}
    assert "expiration_timestamp" in sent["conversation"]
    phone.ask("POST", "/sim/clock", {"advance_seconds": 2 * DAY})
    assert phone.send(one).json()["error"]["code"] == 131047
    offer(phone, one)
    assert eventually(lambda: len(prices(desk)) == 2 and prices(desk))[1] == ("referral_conversion", "free_entry_point")
    phone.ask("POST", "/sim/clock", {"advance_seconds": 2 * DAY})
    offer(phone, one)
    assert eventually(lambda: len(prices(desk)) == 3 and prices(desk))[2] == ("marketing", "regular")


def test_who_stopped_marketing_gets_none(phone: Phone, customer: Json) -> None:
    path = f"/sim/customers/{customer['id']}/preferences"
    phone.ask("POST", path, {"value": "stop"})
    assert offer(phone, customer)["error"]["code"] == 131050
    assert phone.send(customer).status_code == 200
    phone.ask("POST", path, {"value": "resume"})
    assert "messages" in offer(phone, customer)


def test_a_customer_gets_so_much_marketing_a_day(phone: Phone, desk: Desk, customer: Json) -> None:
    rules(phone, marketing_cap=1)
    offer(phone, customer)
    offer(phone, customer)
    failed = eventually(lambda: [one for one in desk.statuses if one["status"] == "failed"])
    assert failed[0]["errors"][0]["code"] == 131049
    phone.ask("POST", "/sim/clock", {"advance_seconds": DAY + 1})
    offer(phone, customer)
    eventually(lambda: [one["status"] for one in desk.statuses].count("delivered") == 2)


def test_marketing_to_america_is_not_delivered(phone: Phone, desk: Desk) -> None:
    rules(phone, us_marketing=False)
    offer(phone, phone.customer("Sheena", "+1 650 555 1234"))
    assert eventually(lambda: desk.statuses)[0]["errors"][0]["code"] == 131049


def test_the_pair_limit_can_be_lifted(phone: Phone, customer: Json) -> None:
    rules(phone, pair_limit=False, throughput=1000)
    assert {phone.send(customer).status_code for _ in range(60)} == {200}


@pytest.mark.parametrize(
    "wish",
    [
        {"strict": True},
        {"throughput": "fast"},
        {"pair_limit": 1},
        {"free_service": -1},
        {"pricing": "cheap"},
        {"service_free_until": "soon"},
    ],
)
def test_nonsense_is_refused_with_a_sentence(phone: Phone, wish: Json) -> None:
    answer = phone.http.post("/sim/rules", json=wish)
    assert (answer.status_code, answer.json()["error"][-1]) == (422, ".")


def test_rules_can_be_reset(phone: Phone) -> None:
    usual = phone.ask("GET", "/sim/rules")
    rules(phone, free_service=3)
    assert phone.ask("POST", "/sim/rules", {"reset": True}) == usual
