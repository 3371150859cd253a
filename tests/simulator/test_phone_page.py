"""The phone in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.simulator.conftest import Desk, Json, Phone, eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def page(phone: Phone, chromium: Browser) -> Iterator[Page]:
    made = chromium.new_page()
    made.set_default_timeout(4000)
    troubles: list[str] = []
    made.on("pageerror", lambda error: troubles.append(str(error)))
    made.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    made.goto(f"{phone.url}/", wait_until="domcontentloaded")
    yield made
    made.close()
    assert not troubles


def test_a_customer_talks_with_the_firm(phone: Phone, desk: Desk, page: Page) -> None:
    page.locator("[data-customer]", has_text="Rahul Mehta").click()
    page.locator("#write").fill("Hi, what options do you have?")
    page.locator("#write").press("Enter")
    mine = page.locator("li.said.me")
    expect(mine.locator(".bubble")).to_have_text("Hi, what options do you have?")
    expect(mine).to_have_attribute("data-status", "delivered")
    assert eventually(lambda: desk.messages)[0]["from"] == "919000041202"

    rahul: Json = next(one for one in phone.ask("GET", "/sim/customers")["items"] if one["name"] == "Rahul Mehta")
    read = {"status": "read", "message_id": desk.messages[0]["id"], "typing_indicator": {"type": "text"}}
    phone.graph("POST", "106540352242922/messages", {"messaging_product": "whatsapp"} | read)
    expect(page.locator("#typing")).to_be_visible()
    expect(mine).to_have_attribute("data-status", "read")

    buttons = [{"type": "reply", "reply": {"id": "yes", "title": "Yes"}}]
    body = {"text": "*Waterfalls* or _forts_? <img src=x>"}
    interactive = {"type": "button", "body": body, "action": {"buttons": buttons}}
    page.locator("#write").fill("a draft")
    phone.send(rahul, type="interactive", interactive=interactive)
    theirs = page.locator("li.said:not(.me)")
    expect(theirs.locator(".bubble")).to_have_text("Waterfalls or forts? <img src=x>")
    expect(theirs.locator(".bubble b")).to_have_text("Waterfalls")
    expect(theirs.locator("img")).to_have_count(0)
    expect(page.locator("#typing")).to_be_hidden()
    expect(page.locator("#write")).to_have_value("a draft")
    eventually(lambda: "read" in desk.words())

    theirs.get_by_role("button", name="Yes").click()
    expect(page.locator("li.said")).to_have_count(3)
    assert eventually(lambda: len(desk.messages) == 2)
    assert desk.messages[1]["interactive"]["button_reply"] == {"id": "yes", "title": "Yes"}

    page.get_by_role("switch", name="Each webhook comes twice").check()
    eventually(lambda: phone.ask("GET", "/sim/faults")["items"])
    page.get_by_role("button", name="All quiet again").click()
    expect(page.get_by_role("switch", name="Each webhook comes twice")).not_to_be_checked()

    page.get_by_role("button", name="New", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Monsoon Meera")
    page.get_by_role("button", name="Add").click()
    expect(page.locator('[data-customer][aria-current="true"]')).to_contain_text("@monsoon_meera")
    page.get_by_role("button", name="UPI screenshot").click()
    expect(page.locator("li.said img")).to_be_visible()
