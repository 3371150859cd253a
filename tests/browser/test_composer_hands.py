"""The composer by hand: what is called up while one types, a lost connection, things to tap."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened, words
from tests.desk import wait_for

pytestmark = pytest.mark.browser
WAIT = 15_000
TRIP = (
    "UPDATE leads_lead SET trip_id = (SELECT id FROM catalog_trip WHERE name LIKE '7-Day%%') WHERE conversation_id = %s"
)
YESTERDAY = "UPDATE conversations_conversation SET last_inbound_at = now() - interval '30 hours' WHERE id = %s"


def test_signs_call_up_replies_trips_emoji_and_a_time_to_send(desk, inbox, customer):
    number = opened(inbox, desk, customer)
    box, listbox = words(inbox), inbox.get_by_role("listbox", name="Suggestions")
    box.press_sequentially("/pric")
    expect(listbox.get_by_role("option").first).to_contain_text("/price")
    box.press("Enter")
    expect(box).to_have_value(re.compile(r"^\*\{trip\}\* costs \{price\}"))
    box.press("Control+Enter")
    expect(inbox.get_by_role("alert").filter(has_text="Still to be filled in")).to_be_visible()
    inbox.get_by_role("button", name="{trip}").click()
    box.press_sequentially("The trip")
    expect(inbox.get_by_role("button", name="{trip}")).to_have_count(0)
    desk.sql(TRIP, int(number))
    box.fill("")
    box.press_sequentially("/pric")
    expect(listbox.get_by_role("option").first).to_contain_text("₹15,000", timeout=WAIT)
    box.press("Escape")
    expect(listbox).to_be_hidden()
    box.fill("")
    box.press_sequentially("#7-day")
    expect(listbox.get_by_role("option").first).to_contain_text("7-Day Maharashtra Explorer")
    box.press("Tab")
    expect(box).to_have_value(re.compile(r"₹15,000 per person, ₹2,000 advance"))
    box.fill("See you ")
    box.press_sequentially(":folded")
    box.press("ArrowDown")
    expect(listbox.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(box).to_have_value("See you 🙏 ")
    inbox.get_by_role("button", name="Send later").click()
    inbox.get_by_role("menuitem", name=re.compile("Tomorrow")).click()
    strip = inbox.get_by_role("list", name="Planned messages")
    expect(strip).to_contain_text("See you 🙏", timeout=WAIT)
    expect(box).to_have_value("")
    strip.get_by_role("button", name="Edit").click()
    box.fill("See you soon")
    inbox.get_by_role("button", name="Save").click()
    expect(strip).to_contain_text("See you soon", timeout=WAIT)
    desk.says(customer[0], "One more question")
    expect(strip).to_contain_text("Does it still fit?", timeout=WAIT)
    strip.get_by_role("button", name="Cancel").click()
    expect(strip.get_by_role("listitem")).to_have_count(0, timeout=WAIT)


def test_words_live_through_another_device_a_lost_connection_and_a_refusal(desk, inbox, customer, chromium):
    number = opened(inbox, desk, customer)
    box, pending = words(inbox), inbox.locator("[data-pending]")
    box.fill("Begun here")
    expect(inbox.locator(".draft-state")).to_have_text("Draft saved")
    expect(inbox.locator(f"#conversation-{number} .begun")).to_have_text("Draft")
    other = chromium.new_context(storage_state=inbox.context.storage_state())
    phone = other.new_page()
    phone.goto(inbox.url)
    expect(words(phone)).to_have_value("Begun here")
    words(phone).fill("Gone on there")
    expect(phone.locator(".draft-state")).to_have_text("Draft saved")
    other.close()
    box.fill("Begun here, and more")
    expect(inbox.locator(".offered")).to_contain_text("Gone on there")
    inbox.get_by_role("button", name="Use them").click()
    expect(box).to_have_value("Gone on there")

    inbox.context.set_offline(True)
    box.press("Control+Enter")
    expect(box).to_have_value("")
    expect(pending).to_contain_text("Offline: goes when you are back")
    assert "Gone on there" not in desk.replies(customer[0])
    inbox.context.set_offline(False)
    sent = inbox.locator("#messages .said[data-author=staff]")
    expect(sent).to_contain_text("Gone on there", timeout=WAIT)
    expect(pending).to_have_count(0)
    wait_for(lambda: desk.replies(customer[0]).count("Gone on there") == 1, what="reply on the phone, once")
    inbox.reload()
    expect(box).to_have_value("")

    box.fill("Too late for free text")
    desk.sql(YESTERDAY, int(number))
    box.press("Control+Enter")
    expect(pending.locator(".said-error")).to_contain_text("WhatsApp takes only a template")
    inbox.reload()
    expect(pending.locator(".said-error")).to_contain_text("WhatsApp takes only a template")
    pending.get_by_role("button", name="Back to the box").click()
    expect(pending).to_have_count(0)
    inbox.get_by_role("button", name="Write now, send when they reply").click()
    expect(box).to_have_value("Too late for free text")


def test_buttons_a_reaction_and_a_quotation_reach_the_phone(desk, inbox, customer):
    opened(inbox, desk, customer)
    inbox.get_by_role("button", name="Add files, buttons").click()
    inbox.get_by_role("menuitem", name="Reply buttons").click()
    form = inbox.get_by_role("form", name="Reply buttons")
    form.get_by_label("Words").fill("Which one do you like?")
    form.get_by_label("Button 1").fill("Seven days of waterfalls")
    expect(form.get_by_text("24 of 20")).to_be_visible()
    expect(form.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    form.get_by_label("Button 1").fill("7 days")
    form.get_by_label("Button 2").fill("5 days")
    expect(form.locator(".wa-btn")).to_have_text(["7 days", "5 days"])
    form.get_by_role("button", name="Send", exact=True).click()
    expect(inbox.locator("#messages .said-buttons")).to_contain_text("7 days", timeout=WAIT)
    wait_for(lambda: "Which one do you like?" in str(desk.chat(customer[0])), what="buttons on the phone")

    asked = inbox.locator(".said[data-author=customer]").first
    asked.hover()
    asked.get_by_role("button", name="React, reply or copy").click()
    inbox.get_by_role("button", name="React with a thumb").click()
    expect(asked.locator(".reaction")).to_contain_text("👍", timeout=WAIT)
    asked.get_by_role("button", name="React, reply or copy").click()
    inbox.get_by_role("menuitem", name="Reply to this").click()
    expect(inbox.locator(".quoting")).to_contain_text("which treks do you have")
    words(inbox).fill("All of these")
    words(inbox).press("Control+Enter")
    answered = inbox.locator("#messages .said[data-author=staff]", has_text="All of these")
    expect(answered.locator(".quoted")).to_contain_text("which treks do you have", timeout=WAIT)
    wait_for(lambda: "All of these" in desk.replies(customer[0]), what="answer on the phone")


def test_a_voice_note_needs_the_microphone_is_heard_first_and_reaches_the_phone(desk, inbox, customer):
    opened(inbox, desk, customer)
    record = inbox.get_by_role("button", name="Record a voice note")
    record.click()
    expect(inbox.get_by_role("alert").filter(has_text="does not let Cairn use the microphone")).to_be_visible(
        timeout=WAIT
    )
    inbox.context.grant_permissions(["microphone"])
    record.click()
    inbox.get_by_role("button", name="Cancel").click()
    record.click()
    expect(inbox.get_by_role("timer")).to_have_text("0:01", timeout=WAIT)
    inbox.get_by_role("button", name="Stop and listen").click()
    heard = inbox.locator(".tray-file.kept audio")
    expect(heard).to_have_js_property("readyState", 4, timeout=WAIT)
    expect(heard).to_have_count(1)
    inbox.get_by_role("button", name="Send", exact=True).click()
    expect(inbox.locator(".said[data-author=staff] audio")).to_be_visible(timeout=WAIT)
    notes = lambda: [item for item in desk.chat(customer[0]) if item["type"] == "audio"]  # noqa: E731
    assert wait_for(notes, what="voice note on the phone")
