"""A manager adds a document, sees it read, and asks the assistant about it; the questions are asked with progress."""

from __future__ import annotations

import io

import docx
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
WAIT = 40_000


def handbook() -> bytes:
    made = docx.Document()
    made.add_paragraph("Bicycles", style="Heading 1")
    made.add_paragraph("Bicycles may be left in the locked shed behind the Pune office for the length of a trip.")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_document_is_added_read_and_answered_from(desk, inbox: Page):
    inbox.goto(f"{desk.url}/knowledge?view=documents")
    inbox.get_by_role("button", name="Document").click()
    form = inbox.locator("#add-document")
    form.locator("input[type=file]").set_input_files({"name": "handbook.docx", "mimeType": "", "buffer": handbook()})
    form.get_by_label("Title").fill("Team handbook")
    form.get_by_role("button", name="Add").click()
    row = inbox.locator(".source-rows li", has_text="Team handbook").first
    expect(row).to_contain_text("ready", timeout=WAIT)
    expect(row).to_contain_text("1 passage")
    inbox.locator("#q").fill("where can I leave my bicycle in pune?")
    inbox.locator("#ask-now").click()
    expect(inbox.locator("#asked .wa-b")).to_contain_text("locked shed", timeout=WAIT)
    expect(inbox.locator("#found-1")).to_contain_text("cited")
    row.get_by_role("button", name="Remove").click()
    expect(inbox.locator(".source-rows li", has_text="Team handbook")).to_have_count(0)


def test_on_a_phone_a_faq_that_is_not_used_shows_why_and_a_question_of_ones_own_is_kept(desk, inbox: Page):
    inbox.set_viewport_size({"width": 390, "height": 844})
    inbox.goto(f"{desk.url}/knowledge?view=stale")
    expect(inbox.locator("#source-faq-26")).to_contain_text("Not used.")
    inbox.locator("a[href='#ask']").click()
    expect(inbox.locator("#q")).to_be_visible()
    inbox.goto(f"{desk.url}/knowledge/evaluation#ask")
    inbox.locator("[name=turns]").fill("Does Rupin Pass end in Shimla?")
    inbox.locator("[name=must]").fill("Shimla")
    inbox.get_by_role("button", name="Add the question").click()
    expect(inbox.locator("#cases")).to_contain_text("Does Rupin Pass end in Shimla?")
    inbox.locator("#cases").get_by_role("button", name="Remove").last.click()
    expect(inbox.locator("#cases")).not_to_contain_text("Does Rupin Pass end in Shimla?")
