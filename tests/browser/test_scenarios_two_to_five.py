"""One customer from "what is included" to a won lead, as the firm's people see it happen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import words
from tests.desk import wait_for

pytestmark = pytest.mark.browser
WAIT = 15_000
LINES = (
    "Hi, I'm interested in trekking in Maharashtra. What options do you have?",
    "The 7-day trip sounds perfect! What exactly is included in ₹15,000?",
    "Yes, I want to book! How do I proceed?",
)


def says(desk, customer: str, line: str) -> None:
    before = len(desk.replies(customer))
    desk.says(customer, line)
    wait_for(lambda: len(desk.replies(customer)) > before, what=line)


def moved(page: Page, stage: str):
    return page.locator("#messages .system", has_text=f"Moved to {stage}")


def test_interest_booking_a_person_and_the_payment_are_seen_live(desk, inbox):
    customer = desk.customer("Ishita Sen", phone="+919845099100")
    says(desk, customer, LINES[0])
    inbox.locator(".row", has_text="Ishita Sen").get_by_role("link").click(timeout=WAIT)
    panel, thread = inbox.locator("#lead"), inbox.locator("#messages")

    says(desk, customer, LINES[1])
    expect(thread).to_contain_text("AC coach", timeout=WAIT)
    expect(moved(inbox, "Interested")).to_contain_text("because", timeout=WAIT)
    expect(panel).to_contain_text("High", timeout=WAIT)
    expect(panel).to_contain_text("Send booking link for 7-Day Maharashtra Explorer to Ishita Sen")

    says(desk, customer, LINES[2])
    expect(thread).to_contain_text("trekandstay@paytm", timeout=WAIT)
    expect(moved(inbox, "Qualified")).to_be_visible(timeout=WAIT)
    expect(inbox.locator("#news-toasts")).to_contain_text(
        "Hot lead ready to book - immediate action needed", timeout=WAIT
    )
    expect(panel).to_contain_text("Ready to book", timeout=WAIT)
    expect(panel).to_contain_text("Call Ishita Sen, ready to book 7-Day Maharashtra Explorer")

    words(inbox).fill("Hello Ishita, Asha here. Shall I call you now?")
    inbox.get_by_role("button", name="Send", exact=True).click()
    wait_for(lambda: "Asha here" in desk.replies(customer)[-1], what="the person's reply")
    expect(inbox.locator("body")).to_contain_text(re.compile("paused", re.IGNORECASE), timeout=WAIT)
    tasks = panel.locator("[data-pane=tasks]")
    expect(tasks).not_to_contain_text("Call Ishita Sen", timeout=WAIT)
    expect(tasks).to_contain_text("Follow up with Ishita Sen")
    expect(panel).to_contain_text("Qualified")

    panel.locator("summary", has_text="Payment received").click()
    panel.get_by_label("Amount in rupees").fill("2000")
    panel.get_by_label("Reference").fill("UTR 4711")
    panel.get_by_role("button", name="Mark as won").click()
    expect(moved(inbox, "Closed won")).to_be_visible(timeout=WAIT)
    expect(panel).to_contain_text("Before departure", timeout=WAIT)
