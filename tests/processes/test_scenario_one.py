"""A new customer writes on the simulated phone: lead, task and a true answer, through real processes."""

from __future__ import annotations

import httpx
import pytest

from tests.desk import Desk, wait_for

pytestmark = pytest.mark.processes
QUESTION = "Hi, I'm interested in trekking in Maharashtra. What options do you have?"


@pytest.fixture(scope="module")
def maya(desk: Desk) -> str:
    customer = desk.customer("Maya Rao", "+919845000001")
    desk.says(customer, QUESTION)
    wait_for(lambda: desk.replies(customer), what="the assistant's reply")
    return customer


@pytest.fixture(scope="module")
def lead(desk: Desk, maya: str) -> dict:
    found = desk.api("/leads", phone="+919845000001")["items"]
    assert len(found) == 1
    return desk.api(f"/leads/{found[0]['id']}")


def test_the_reply_names_both_trips_with_dates_price_and_advance(desk, maya):
    reply = desk.replies(maya)[0]
    for fact in (
        "7-Day Maharashtra Explorer",
        "5-Day Waterfall Edition",
        "12 to 19 Aug",
        "13 to 17 Aug",
        "₹15,000",
        "₹9,000",
        "₹2,000",
        "Devkund",
    ):
        assert fact in reply
    assert "dates" in reply.splitlines()[-1]
    assert reply.endswith("?")


def test_the_lead_is_there(lead):
    assert (lead["name"], lead["stage"], lead["source"]) == ("Maya Rao", "inquiry", "whatsapp")
    assert lead["conversation_id"]
    assert lead["language"] == "en"


def test_a_task_is_due_within_the_hour(lead):
    task = lead["tasks"][0]
    assert (task["type"], task["status"]) == ("initial_contact", "pending")
    assert task["title"].startswith("Follow up on WhatsApp inquiry: 'Hi, I'm interested")


def test_the_timeline_tells_it_in_order(desk, lead):
    types = [event["type"] for event in desk.api(f"/leads/{lead['id']}/events")["items"]]
    assert {"lead_created", "task_created", "message_received", "assistant_answered"} <= set(types)
    assert types.index("lead_created") < types.index("assistant_answered")


def test_the_answer_keeps_its_sources(desk, lead):
    messages = desk.api(f"/conversations/{lead['conversation_id']}/messages")["items"]
    answer = next(message for message in messages if message["direction"] == "out")
    assert {"trip"} == {source["kind"] for source in answer["sources"]}
    assert {"1", "2"} <= {source["id"] for source in answer["sources"]}


def test_the_ticks_come_back(desk, lead):
    def delivered():
        messages = desk.api(f"/conversations/{lead['conversation_id']}/messages")["items"]
        return messages[-1]["status"] in ("delivered", "read")

    wait_for(delivered, what="the receipt")


def test_a_burst_is_answered_once(desk):
    customer = desk.customer("Burst Writer", "+919845000002")
    for words in ("Hi", "which treks", "do you have in Maharashtra?"):
        desk.says(customer, words)
    wait_for(lambda: desk.replies(customer), what="a reply")
    assert not wait_out(lambda: len(desk.replies(customer)) > 1)


def test_staff_write_and_the_assistant_steps_back(desk):
    customer = desk.customer("Personal Touch", "+919845000003")
    desk.says(customer, QUESTION)
    wait_for(lambda: desk.replies(customer), what="a reply")
    conversation = desk.api("/conversations", q="Personal Touch")["items"][0]
    desk.post(f"/conversations/{conversation['id']}/messages", {"text": "Hello, Asha here. I will call you at five."})
    wait_for(lambda: "Hello, Asha here. I will call you at five." in desk.replies(customer), what="staff's reply")
    desk.says(customer, "And what does it cost?")
    assert not wait_out(lambda: len(desk.replies(customer)) > 2)
    assert desk.api(f"/conversations/{conversation['id']}")["assistant"] == "paused"


def test_somebody_without_a_phone_number_is_answered_too(desk):
    answer = httpx.post(
        f"{desk.simulator_url}/sim/customers", json={"name": "Wanderer", "phone": None, "username": "wanderer.two"}
    )
    customer = answer.json()["id"]
    desk.says(customer, QUESTION)
    wait_for(lambda: desk.replies(customer), what="a reply")
    lead = desk.api("/leads", q="Wanderer")["items"][0]
    assert lead["phone"] is None


def wait_out(check, seconds: float = 4.5) -> bool:
    """True if it happens within the time, which is longer than the sweeper needs: for what must not."""
    try:
        return bool(wait_for(check, seconds))
    except AssertionError:
        return False
