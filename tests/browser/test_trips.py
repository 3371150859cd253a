"""A trip is changed at the desk and a customer hears it; a file is tried before it is carried out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.desk import wait_for

pytestmark = pytest.mark.browser


def test_a_price_changed_at_the_desk_is_in_the_next_answer(desk, inbox: Page, customer):
    inbox.get_by_role("link", name="Trips", exact=True).click()
    inbox.get_by_role("link", name="Kodachadri").click()
    inbox.get_by_role("link", name="Edit", exact=True).click()
    inbox.get_by_label("Price a person, ₹").fill("a lot")
    inbox.get_by_role("button", name="Save").first.click()
    expect(inbox.locator("#f-price-error")).to_contain_text("Give an amount in rupees")
    inbox.get_by_label("Price a person, ₹").fill("₹4,321")
    added = inbox.locator("row-list", has=inbox.get_by_role("heading", name="Days"))
    days = added.locator("ol > li").count()
    added.locator(":scope > [data-add]").click()
    added.locator("ol > li").last.get_by_label("Title").fill("A day of rest")
    added.locator("ol > li").last.get_by_role("button", name="Up").click()
    added.locator("ol > li").first.get_by_role("button", name="Remove").click()
    inbox.get_by_role("button", name="Save").first.click()
    expect(inbox.locator("#prices")).to_contain_text("₹4,321")
    expect(inbox.locator("#itinerary li")).to_have_count(days)
    expect(inbox.locator("#itinerary li").nth(days - 2)).to_contain_text("A day of rest")
    expect(inbox.locator("#history")).to_contain_text("₹4,200")
    desk.says(customer[0], "What does the Kodachadri trek cost per person?")
    wait_for(lambda: any("4,321" in reply for reply in desk.replies(customer[0])), 30, "an answer with the new price")
    assert not any("4,200" in reply for reply in desk.replies(customer[0]))


def test_a_file_is_tried_first_and_then_carried_out(desk, inbox: Page):
    table = "trip,start,days,seats_total\nkodachadri,2031-03-07,3,26\nnowhere,2031-03-07,3,26\n"
    inbox.goto(f"{desk.url}/catalog/import")
    inbox.get_by_label("File").set_input_files({"name": "dates.csv", "mimeType": "text/csv", "buffer": table.encode()})
    inbox.get_by_role("button", name="Look at it").click()
    expect(inbox.get_by_text("Nothing is changed yet.")).to_be_visible()
    expect(inbox.locator("#problem-2")).to_contain_text("There is no trip “nowhere” here.")
    assert not desk.sql("SELECT 1 FROM catalog_departure WHERE start = '2031-03-07'")
    inbox.get_by_role("button", name="Import", exact=True).click()
    expect(inbox.locator("#progress")).to_contain_text("Finished. 1 new", timeout=20_000)
    inbox.goto(f"{desk.url}/departures?month=2031-03")
    expect(inbox.locator("#months")).to_contain_text("7 Mar – 9 Mar 2031")
