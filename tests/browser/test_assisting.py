"""Suggestions and what is learnt from people, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened, words, write_in
from tests.desk import wait_for

pytestmark = pytest.mark.browser
WAIT = 15_000
PRICE = "What does the 7-Day Maharashtra Explorer cost?"


def test_tab_takes_the_suggestion_into_the_box_and_esc_puts_it_away(desk, inbox, customer):
    number = opened(inbox, desk, customer)
    expect(inbox.locator("li.said[data-author=assistant]").first).to_be_visible(timeout=WAIT)
    inbox.get_by_role("button", name=re.compile("Assistant")).first.click()
    inbox.get_by_role("menuitem", name=re.compile("Off")).click()
    desk.says(customer[0], PRICE)
    strip = inbox.get_by_role("region", name="Suggested reply")
    expect(strip).to_contain_text("₹15,000", timeout=WAIT)
    words(inbox).press("Escape")
    expect(strip).to_be_hidden()
    inbox.get_by_role("button", name="Suggest", exact=True).click()
    expect(strip).to_be_visible(timeout=WAIT)
    words(inbox).press("Tab")
    expect(words(inbox)).to_have_value(re.compile("₹15,000"))
    expect(strip).to_be_hidden()
    words(inbox).press("Control+Enter")
    expect(inbox.locator("li.said[data-author=staff]")).to_contain_text("₹15,000", timeout=WAIT)
    state = "SELECT state FROM assistant_suggestion WHERE conversation_id = %s ORDER BY id DESC LIMIT 1"
    # The bubble stands there before the server has it.
    wait_for(lambda: desk.sql(state, int(number)) == [("taken",)], what="the suggestion taken")


def test_thumbs_stay_through_live_updates_and_a_source_is_corrected(desk, inbox):
    who = write_in(desk, "Sana Shaikh", "Is insurance included?")
    opened(inbox, desk, who)
    bubble = inbox.locator("li.said[data-author=assistant]").first
    down = bubble.get_by_role("button", name="Wrong answer")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true", timeout=WAIT)
    bubble.locator("button[popovertarget=stands-on]").click()
    stands = inbox.locator("#stands-on")
    expect(stands).to_contain_text("What this answer stands on")
    stands.get_by_role("link", name="Wrong? Correct the source").first.click()
    expect(inbox.get_by_role("heading", name="Correct the source")).to_be_visible()
    box = inbox.locator("textarea").last
    box.fill(box.input_value() + " Ask us for the insurer's name.")
    inbox.get_by_role("button", name="Save").click()
    inbox.wait_for_url("**/inbox/*")
    desk.says(who[0], "Is insurance included?")
    expect(inbox.locator("li.said[data-author=assistant]").nth(1)).to_be_visible(timeout=WAIT)
    expect(down).to_have_attribute("aria-pressed", "true")
