"""Scenario 1 with two windows: the customer's phone and the firm's inbox."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import words

pytestmark = pytest.mark.browser
QUESTION = "Hi, I'm interested in trekking in Maharashtra. What options do you have?"
WAIT = 15_000


@pytest.fixture
def phone(desk, inbox: Page) -> Page:
    page = inbox.context.new_page()
    page.goto(desk.simulator_url)
    return page


def test_a_new_customer_asks_and_everybody_sees_it(desk, inbox, phone):
    desk.customer("Sneha Pawar", phone="+919845099001")
    phone.reload()
    phone.locator("[data-customer]", has_text="Sneha Pawar").click()
    phone.locator("#write").fill(QUESTION)
    phone.locator("#send").click()

    answer = phone.locator("li.said .bubble", has_text="5-Day Waterfall Edition")
    expect(answer).to_be_visible(timeout=WAIT)
    for fact in ("7-Day Maharashtra Explorer", "12 to 19 Aug", "₹15,000", "₹9,000", "₹2,000"):
        expect(answer).to_contain_text(fact)

    row = inbox.locator(".row", has_text="Sneha Pawar")
    expect(row).to_be_visible(timeout=WAIT)
    row.get_by_role("link").click()
    expect(inbox.locator("#messages")).to_contain_text(QUESTION)
    expect(inbox.locator("#messages")).to_contain_text("New lead")
    said = inbox.locator("li.said[data-author=assistant]")
    expect(said).to_contain_text("7-Day Maharashtra Explorer")
    expect(said).to_contain_text(re.compile(r"\d+ sources"))
    expect(said.locator(".ticks")).to_be_visible(timeout=WAIT)
    expect(inbox.locator("#lead")).to_contain_text("Follow up on WhatsApp inquiry")

    words(inbox).fill("Hello Sneha, Asha here. Which dates suit you?")
    inbox.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator("li.said", has_text="Asha here")).to_be_visible(timeout=WAIT)
    expect(inbox.locator("body")).to_contain_text(re.compile("paused", re.IGNORECASE), timeout=WAIT)


def test_an_automatic_move_says_why_and_is_undone_with_one_click(desk, inbox):
    customer = desk.customer("Meera Joshi", phone="+919845099002")
    desk.says(customer, "What does the 7-Day Maharashtra Explorer cost?")
    row = inbox.locator(".row", has_text="Meera Joshi")
    expect(row).to_be_visible(timeout=WAIT)
    row.get_by_role("link").click()
    move = inbox.locator("#messages .system", has_text="Moved to Interested")
    expect(move).to_contain_text("because", timeout=WAIT)
    move.get_by_role("button", name="Undo").click()
    expect(inbox.locator("#lead")).to_contain_text("New", timeout=WAIT)
    expect(move.get_by_role("button", name="Undo")).to_have_count(0, timeout=WAIT)
