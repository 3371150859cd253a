"""The composer in a real browser: templates when the window is closed, answers that wait, files, second tries."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened, words
from tests.desk import wait_for

pytestmark = pytest.mark.browser
WAIT = 15_000
YESTERDAY = "UPDATE conversations_conversation SET last_inbound_at = now() - interval '30 hours' WHERE id = %s"


@pytest.fixture
def closed(desk, inbox, customer):
    """The customer's conversation, open at the desk, with its window closed."""
    wait_for(lambda: desk.sql("SELECT count(*) FROM conversations_template")[0][0], what="templates read")
    number = opened(inbox, desk, customer)
    expect(inbox.locator("li.said[data-author=assistant] .ticks").first).to_be_visible(timeout=WAIT)
    desk.sql(YESTERDAY, int(number))
    inbox.reload()
    return number


def test_a_closed_window_shows_the_picker_and_its_template_reaches_the_phone(desk, inbox, customer, closed):
    picker = inbox.get_by_role("form", name="Send a template")
    expect(picker).to_be_visible()
    expect(words(inbox)).to_be_hidden()
    picker.get_by_placeholder(re.compile("Search")).fill("reply")
    choice = picker.get_by_text("Reply waiting")
    choice.click()
    first_name = customer[1].split()[0]
    expect(picker.locator(".wa-b")).to_contain_text(f"Hi {first_name}")
    blank = picker.get_by_label("Blank 1")
    blank.fill("")
    expect(picker.locator(".field .error")).to_contain_text("empty")
    blank.fill("Priya ji")
    expect(picker.locator(".wa-b")).to_contain_text("Hi Priya ji")
    picker.get_by_role("button", name="Send template").click()
    expect(inbox.locator(".said[data-author=staff]")).to_contain_text("Hi Priya ji", timeout=WAIT)
    wait_for(lambda: any("Hi Priya ji" in str(item) for item in desk.chat(customer[0])), what="template on the phone")


def test_an_answer_written_now_goes_when_the_customer_answers(desk, inbox, customer, closed):
    inbox.get_by_role("button", name="Write now, send when they reply").click()
    expect(inbox.locator(".asks")).to_contain_text("First goes the template")
    words(inbox).fill("Yes, two seats are free on 12 August.")
    inbox.get_by_role("button", name="Send when they reply").click()
    waiting = inbox.locator(".said[data-status=parked]")
    expect(waiting).to_contain_text("Waits for the customer’s reply", timeout=WAIT)
    assert "two seats" not in str(desk.replies(customer[0]))
    waiting.get_by_role("button", name="Edit").click()
    expect(words(inbox)).to_have_value("Yes, two seats are free on 12 August.")
    words(inbox).fill("Yes, three seats are free on 12 August.")
    words(inbox).press("Control+Enter")
    expect(waiting).to_contain_text("three seats")
    desk.says(customer[0], "Show me")
    expect(inbox.locator(".said[data-status=parked]")).to_have_count(0, timeout=WAIT)
    expect(inbox.get_by_role("form", name="Send a template")).to_be_hidden()
    expect(words(inbox)).to_be_visible()
    wait_for(
        lambda: any("three seats" in text for text in desk.replies(customer[0])), what="parked answer on the phone"
    )


def test_two_slashes_open_the_picker_and_escape_leads_back_to_what_was_typed(desk, inbox, customer):
    wait_for(lambda: desk.sql("SELECT count(*) FROM conversations_template")[0][0], what="templates read")
    opened(inbox, desk, customer)
    words(inbox).press_sequentially("//")
    picker = inbox.get_by_role("form", name="Send a template")
    expect(picker).to_be_visible()
    picker.get_by_role("button", name="Back to writing").click()
    expect(words(inbox)).to_be_visible()
    expect(words(inbox)).to_have_value("")


def test_a_message_that_failed_says_why_and_is_sent_again(desk, inbox, customer):
    opened(inbox, desk, customer)
    expect(inbox.locator("li.said[data-author=assistant] .ticks").first).to_be_visible(timeout=WAIT)
    desk.fault(kind="error_code", code=131026)
    try:
        words(inbox).fill("Are you coming?")
        words(inbox).press("Control+Enter")
        failed = inbox.locator(".said[data-author=staff][data-status=failed]")
        expect(failed.locator(".said-error")).to_contain_text("WhatsApp", timeout=WAIT)
    finally:
        desk.no_faults()
    failed.get_by_role("button", name="Resend").click()
    wait_for(lambda: "Are you coming?" in desk.replies(customer[0]), what="second try on the phone")
    expect(failed.locator(".said-error")).to_contain_text("Sent again", timeout=WAIT)


def test_a_photo_goes_up_with_progress_and_reaches_the_phone_with_its_words(desk, inbox, customer, tmp_path):
    opened(inbox, desk, customer)
    words(inbox).focus()
    expect(inbox.locator("attach-tray:defined")).to_be_attached()
    inbox.locator("attach-tray input[type=file]").set_input_files(photo(tmp_path))
    kept = inbox.locator(".tray-file.kept")
    expect(kept).to_contain_text("falls.jpg", timeout=WAIT)
    expect(kept.get_by_role("img").or_(kept.locator("img"))).to_be_visible()
    words(inbox).fill("The falls this morning")
    inbox.reload()
    expect(inbox.locator(".tray-file.kept")).to_contain_text("falls.jpg")
    expect(words(inbox)).to_have_value("The falls this morning")
    words(inbox).press("Control+Enter")
    expect(inbox.locator(".said[data-author=staff]")).to_contain_text("The falls this morning", timeout=WAIT)
    expect(inbox.locator(".tray-file")).to_have_count(0)
    pictures = lambda: [item for item in desk.chat(customer[0]) if item["type"] == "image"]  # noqa: E731
    assert "The falls this morning" in str(wait_for(pictures, what="photo on the phone")[0])


def test_a_file_that_whatsapp_does_not_take_says_so_and_is_taken_away(desk, inbox, customer, tmp_path):
    opened(inbox, desk, customer)
    path = photo(tmp_path)
    path.write_bytes(path.read_bytes() + bytes(6 * 1024 * 1024))
    words(inbox).focus()
    expect(inbox.locator("attach-tray:defined")).to_be_attached()
    inbox.locator("attach-tray input[type=file]").set_input_files(path)
    failed = inbox.locator(".tray-file.failed")
    expect(failed).to_contain_text("5.0 MB at most", timeout=WAIT)
    failed.get_by_role("button", name="Take this file away").click()
    expect(inbox.locator(".tray-file")).to_have_count(0)


def photo(folder):
    from PIL import Image

    path = folder / "falls.jpg"
    Image.effect_noise((900, 600), 60).convert("RGB").save(path, "JPEG")
    return path
