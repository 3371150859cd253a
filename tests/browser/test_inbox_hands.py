"""The inbox under the hands: keys, a phone, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import numbers, opened, words, write_in

pytestmark = pytest.mark.browser


def test_j_and_k_walk_the_list_and_enter_opens(desk, inbox, customer):
    expect(inbox.locator(".row", has_text=customer[1])).to_be_visible(timeout=10_000)
    rows = inbox.locator(".row > a")
    inbox.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    if rows.count() > 1:
        inbox.keyboard.press("j")
        expect(rows.nth(1)).to_be_focused()
        inbox.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    inbox.locator(".row > a", has_text=customer[1]).focus()  # who stands first may have asked for silence
    inbox.keyboard.press("Enter")
    expect(words(inbox)).to_be_visible()
    inbox.keyboard.press("r")
    expect(words(inbox)).to_be_focused()
    inbox.keyboard.type("jk?")
    expect(words(inbox)).to_have_value("jk?")


def test_keys_are_shown_and_single_letters_lead_to_places(desk, inbox):
    inbox.keyboard.press("?")
    expect(inbox.get_by_role("dialog", name="Keys")).to_be_visible()
    inbox.keyboard.press("Escape")
    expect(inbox.get_by_role("dialog", name="Keys")).to_be_hidden()
    inbox.keyboard.press("g")
    inbox.keyboard.press("t")
    inbox.wait_for_url("**/tasks")


def test_on_a_phone_the_thread_stands_alone_and_back_leads_to_the_list(desk, inbox, customer):
    opened(inbox, desk, customer)
    inbox.set_viewport_size({"width": 390, "height": 844})
    expect(inbox.get_by_role("heading", name="Inbox")).to_be_hidden()
    inbox.get_by_label("Lead and tasks").click()
    expect(inbox.get_by_text("Next steps")).to_be_visible()
    inbox.get_by_role("link", name="Close", exact=True).click()
    inbox.get_by_label("Back to the list").click()
    expect(inbox.get_by_role("heading", name="Inbox")).to_be_visible()


def test_light_and_dark_can_be_chosen_and_stay(desk, inbox):
    inbox.keyboard.press("\\")
    chosen = inbox.locator("html").get_attribute("data-theme")
    inbox.reload()
    assert inbox.locator("html").get_attribute("data-theme") == chosen == "dark"


def test_a_range_a_long_press_the_assistants_menu_and_the_way_back_to_the_latest(desk, inbox, customer):
    names = [customer[1], *(write_in(desk, f"Range {next(numbers)}", "Hi")[1] for _ in range(2))]
    rows = inbox.locator(".list .row")
    for name in names:
        expect(rows.filter(has_text=name)).to_be_visible()
    picked = inbox.locator(".picked-bar [data-number]")
    rows.nth(0).locator(".row-pick input").check(force=True)
    rows.nth(2).locator(".row-pick input").click(force=True, modifiers=["Shift"])
    expect(picked).to_have_text("3")
    inbox.keyboard.press("Escape")
    expect(picked).to_be_hidden()
    rows.nth(1).dispatch_event("pointerdown", {"pointerType": "touch", "clientX": 200, "clientY": 200})
    expect(picked).to_have_text("1")
    inbox.keyboard.press("Escape")

    other = inbox.context.new_page()
    other.goto(f"{desk.url}/inbox?view=all")
    number = opened(inbox, desk, customer)
    words(inbox).fill("I am just")
    expect(other.locator(f"#conversation-{number} .begun")).to_be_visible()
    words(inbox).fill("")
    expect(other.locator(f"#conversation-{number} .begun")).to_have_count(0)
    words(inbox).press("Escape")

    state = inbox.locator("[popovertarget^=assistant-]").first
    inbox.keyboard.press("b")
    inbox.keyboard.press("Enter")
    expect(state).to_contain_text("Paused")
    inbox.keyboard.press("b")
    inbox.keyboard.press("End")
    inbox.keyboard.press("Enter")
    expect(state).to_contain_text("off")

    desk.says(customer[0], "\n".join(f"line {place}" for place in range(60)))
    scroller, pill = inbox.locator(".talk-scroll"), inbox.locator("jump-latest button")
    expect(scroller).to_contain_text("line 59")
    expect(pill).to_be_hidden()
    scroller.evaluate("one => { one.scrollTop = -600 }")
    expect(pill).to_have_text(re.compile("Latest"))
    place = lambda: inbox.locator(".said", has_text="line 59").bounding_box()["y"]  # noqa: E731
    before = place()
    desk.says(customer[0], "One more thing")
    expect(pill).to_have_text(re.compile("1 new"))
    assert abs(before - place()) < 4
    pill.click()
    expect(pill).to_be_hidden()
    expect(scroller.get_by_text("One more thing")).to_be_in_viewport()
