"""The inbox under the hands: keys, a phone, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened, words

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
    inbox.get_by_label("Close", exact=True).click()
    inbox.get_by_label("Back to the list").click()
    expect(inbox.get_by_role("heading", name="Inbox")).to_be_visible()


def test_light_and_dark_can_be_chosen_and_stay(desk, inbox):
    inbox.keyboard.press("\\")
    chosen = inbox.locator("html").get_attribute("data-theme")
    inbox.reload()
    assert inbox.locator("html").get_attribute("data-theme") == chosen == "dark"
