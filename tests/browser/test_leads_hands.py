"""Today by keyboard alone, and a field that is being typed in while the page lives on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import opened
from tests.desk import wait_for

pytestmark = pytest.mark.browser


SOON = """
UPDATE leads_task SET due_at = now() + interval '1 minute' WHERE lead_id IN (
    SELECT l.id FROM leads_lead l JOIN conversations_contact c ON c.id = l.contact_id WHERE c.name = %s)
"""


def test_today_is_worked_by_keyboard_only(desk, inbox: Page, customer):
    # The desk is shared and the list is bounded: what is due first is shown for certain.
    desk.sql(SOON, customer[1])
    inbox.keyboard.press("g")
    inbox.keyboard.press("t")
    inbox.wait_for_url("**/tasks")
    row = inbox.locator(".queue-in .task", has_text=customer[1]).first
    expect(row).to_be_visible(timeout=10_000)
    key = row.get_attribute("id")
    for _ in range(60):
        inbox.keyboard.press("j")
        if inbox.evaluate("document.activeElement.closest('.task')?.id") == key:
            break
    inbox.keyboard.press("h")
    expect(inbox.get_by_role("menu", name="Put off until")).to_be_visible()
    inbox.keyboard.press("2")
    expect(inbox.locator(".toast")).to_contain_text("Put off")
    expect(inbox.locator(f"#{key}")).to_have_count(0)
    inbox.keyboard.press("Control+z")
    expect(inbox.locator(f"#{key}")).to_be_visible(timeout=10_000)


def test_a_field_being_typed_in_survives_a_live_update_and_is_saved(desk, inbox: Page, customer):
    number = opened(inbox, desk, customer)
    field = inbox.get_by_label("Dates")
    field.fill("second week of Aug")
    desk.says(customer[0], "Hello again")
    expect(inbox.locator("#messages")).to_contain_text("Hello again", timeout=10_000)
    expect(field).to_have_value("second week of Aug")
    expect(field).to_be_focused()
    field.press("Enter")
    known = "SELECT travel_dates FROM leads_lead WHERE conversation_id = %s"
    wait_for(lambda: desk.sql(known, int(number))[0][0] == "second week of Aug", what="the dates saved")
