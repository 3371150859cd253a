"""The phone in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

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


def test_a_customer_does_all_that_whatsapp_can(phone: Phone, desk: Desk, page: Page) -> None:
    page.locator("[data-customer]", has_text="Priya Nair").click()
    priya: Json = phone.ask("GET", "/sim/customers")["items"][0]
    for name, kind in (("Photo", "image"), ("Voice note", "audio"), ("Document", "document"), ("Contact", "contacts")):
        page.get_by_role("button", name="Attach", exact=True).click()
        page.locator("#attach-menu").get_by_text(name, exact=True).click()
        eventually(lambda kind=kind: desk.messages and desk.messages[-1]["type"] == kind)
    expect(page.locator("li.said.me img")).to_be_visible()

    page.locator("#write").fill("Can I bring my dog?")
    page.locator("#write").press("Enter")
    dog = page.locator("li.said.me", has_text="dog")
    expect(dog).to_have_attribute("data-status", "delivered")
    choose(page, dog, "Edit")
    page.locator("#write").fill("Can I bring my brother?")
    page.locator("#write").press("Enter")
    brother = page.locator("li.said.me", has_text="edited")
    expect(brother).to_contain_text("Can I bring my brother?")
    choose(page, brother, "Delete for everyone")
    expect(page.locator("li.said.me", has_text="This message was deleted")).to_be_visible()
    assert [one["type"] for one in eventually(lambda: len(desk.messages) == 7 and desk.messages)[5:]] == [
        "edit",
        "revoke",
    ]

    values = [{"type": "text", "text": word} for word in ("Priya", "Devkund", "10 %")]
    body = {"type": "body", "parameters": values}
    phone.send(
        priya, type="template", template={"name": "season_offer", "language": {"code": "en"}, "components": [body]}
    )
    offer = page.locator("li.said:not(.me)", has_text="Monsoon treks are open")
    choose(page, offer, "👍")
    choose(page, offer, "Reply")
    page.locator("#write").fill("tell me")
    page.locator("#write").press("Enter")
    offer.get_by_role("button", name="STOP").click()
    reaction, reply, stop = eventually(lambda: len(desk.messages) == 10 and desk.messages)[7:]
    assert (reaction["reaction"]["emoji"], reply["context"]["id"], stop["button"]["text"]) == (
        "👍",
        reaction["reaction"]["message_id"],
        "STOP",
    )

    page.get_by_role("button", name="Call the firm and hang up").click()
    expect(page.locator("li.aside", has_text="nobody answered")).to_be_visible()
    page.get_by_role("button", name="More of this customer").click()
    page.get_by_role("button", name="A new phone number").click()
    page.locator("#ask-value").fill("+91 90000 41777")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("[data-customer]", has_text="+91 90000 41777")).to_be_visible()
    eventually(lambda: "user_id_update" in str(desk.values))

    expect(page.locator("#window")).to_have_text("window 24 h")
    page.get_by_role("button", name="+25 h").click()
    expect(page.locator("#window")).to_have_text("window closed")
    page.locator("#code").fill("131049")
    page.get_by_role("switch", name="Next send is refused").check()
    fault = eventually(lambda: phone.ask("GET", "/sim/faults")["items"])[0]
    assert (fault["kind"], fault["code"], fault["times"]) == ("error_code", 131049, 1)
    page.get_by_text("Templates", exact=True).click()
    page.get_by_label("What happens to reply_waiting in en").select_option("Pause")
    expect(page.locator("#templates li", has_text="reply_waiting")).to_contain_text("paused")


def choose(page: Page, bubble: Locator, what: str) -> None:
    bubble.hover()
    bubble.get_by_role("button", name="What to do with this message").click()
    page.get_by_role("menuitem", name=what, exact=True).click()


def test_nothing_is_wider_than_a_phone(phone: Phone, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for name in ("Customers", "Phone", "Meta"):
        page.get_by_role("navigation", name="Show").get_by_role("button", name=name).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
