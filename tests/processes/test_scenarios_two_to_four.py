"""One customer on the way: asks what is included, wants to book, and is then answered by a person."""

from __future__ import annotations

import pytest

from tests.desk import Desk, wait_for

pytestmark = pytest.mark.processes
LINES = (
    "Hi, I'm interested in trekking in Maharashtra. What options do you have?",
    "The 7-day trip sounds perfect! What exactly is included in ₹15,000?",
    "Yes, I want to book! How do I proceed?",
)


def say(desk: Desk, customer: str, line: str) -> str:
    before = len(desk.replies(customer))
    desk.says(customer, line)
    wait_for(lambda: len(desk.replies(customer)) > before, what=line)
    return desk.replies(customer)[-1]


def lead(desk: Desk, phone: str) -> dict:
    found = desk.api("/leads", phone=phone)["items"][0]
    return desk.api(f"/leads/{found['id']}")


def pending(found: dict) -> list[dict]:
    return [task for task in found["tasks"] if task["status"] == "pending"]


def test_the_three_scenarios_one_after_the_other(desk):
    phone = "+919845000222"
    customer = desk.customer("Ananya Rao", phone)
    say(desk, customer, LINES[0])
    assert lead(desk, phone)["stage"] in ("inquiry", "interested")

    included = say(desk, customer, LINES[1])
    for fact in ("₹15,000", "meals", "leader", "first aid", "personal expenses", "shopping", "₹2,000", "₹13,000"):
        assert fact in included
    found = lead(desk, phone)
    assert (found["stage"], found["priority"], found["trip"]["name"]) == (
        "interested",
        "high",
        "7-Day Maharashtra Explorer",
    )
    assert any(task["title"].startswith("Send booking link") for task in pending(found))

    steps = say(desk, customer, LINES[2])
    for fact in ("trekandstay@paytm", "₹2,000", "call you within 1 hour"):
        assert fact in steps
    found = lead(desk, phone)
    assert found["stage"] == "qualified"
    assert any(task["priority"] == "urgent" for task in pending(found))
    events = desk.api(f"/leads/{found['id']}/events")["items"]
    rung = [event["data"].get("why", "") for event in events if event["type"] == "notification"]
    assert any("Hot lead ready to book" in why for why in rung)

    moves = [event["data"] for event in events if event["type"] == "stage_changed"]
    assert all(move["by"] == "rule" and move["rule"] and move["reason"] for move in moves)

    desk.post(
        f"/conversations/{found['conversation_id']}/messages",
        {"text": "Hello Ananya, Asha here. Shall I call you now?"},
    )
    wait_for(lambda: "Asha here" in desk.replies(customer)[-1], what="the person's reply")
    after = lead(desk, phone)
    assert after["stage"] == "qualified"
    assert not [task for task in pending(after) if task["type"] == "initial_contact"]
    assert [task for task in pending(after) if task["type"] == "follow_up"]
    assert desk.api(f"/conversations/{found['conversation_id']}")["assistant"] == "paused"
