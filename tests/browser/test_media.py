"""A customer sends a photo, a voice note, a document and a place; the desk shows each as it comes in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import opened

pytestmark = pytest.mark.browser
WAIT = 30_000
PDF = b"%PDF-1.7\n" + b"x" * 3000


def photo() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((1600, 1200)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def voice() -> bytes:
    """A second of silence as a browser can play it, under WhatsApp's name for sound."""
    return b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x10\x64" * 400


@pytest.fixture
def quiet(browser: Page) -> Iterator[list[str]]:
    """Fails the test on any error in the console."""
    wrong: list[str] = []
    browser.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    yield wrong
    assert not wrong


def sends(desk, who: str, kind: str, mime: str, data: bytes, **more: str) -> None:
    kept = httpx.post(f"{desk.simulator_url}/sim/media", content=data, headers={"Content-Type": mime})
    assert kept.status_code == 201, kept.text
    says(desk, who, kind, {"id": kept.json()["id"], **more})


def says(desk, who: str, kind: str, content: dict[str, object]) -> None:
    answer = httpx.post(f"{desk.simulator_url}/sim/customers/{who}/messages", json={"type": kind, kind: content})
    assert answer.status_code < 300, answer.text


def test_what_a_customer_sends_is_first_announced_and_then_shown(desk, inbox: Page, customer, quiet):
    opened(inbox, desk, customer)
    said = inbox.locator("#messages li.said")
    desk.fault(kind="status", status=503, on="all")
    try:
        sends(desk, customer[0], "image", "image/jpeg", photo(), caption="The gate at dawn")
        waiting = said.filter(has_text="The gate at dawn")
        expect(waiting).to_contain_text(re.compile("Coming in|Next try"), timeout=WAIT)
        expect(waiting.locator("img")).to_have_count(0)
    finally:
        desk.no_faults()
    picture = waiting.locator("a.picture img")
    expect(picture).to_be_visible(timeout=WAIT)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    assert inbox.request.get(f"{desk.url}{waiting.locator('a.picture').get_attribute('href')}").status == 200


def test_a_voice_note_a_document_and_a_place_can_be_used(desk, inbox: Page, customer, quiet):
    opened(inbox, desk, customer)
    said = inbox.locator("#messages li.said")
    sends(desk, customer[0], "audio", "audio/mpeg", voice())
    sends(desk, customer[0], "document", "application/pdf", PDF, filename="ticket.pdf")
    says(desk, customer[0], "location", {"latitude": 18.5, "longitude": 73.8, "name": "Base camp"})
    expect(said.locator("audio[controls]")).to_be_visible(timeout=WAIT)
    paper = said.filter(has_text="ticket.pdf")
    expect(paper).to_contain_text("PDF · 2.9 KB", timeout=WAIT)
    with inbox.expect_download() as saved:
        paper.get_by_role("link", name="Save ticket.pdf").click()
    assert saved.value.suggested_filename == "ticket.pdf"
    place = said.filter(has_text="Base camp").get_by_role("link", name="Open the map", exact=False).first
    expect(place).to_have_attribute("href", re.compile(r"^https://www\.openstreetmap\.org/\?mlat=18\.5"))


def test_a_photo_of_an_album_is_answered_and_saved_alone_and_back_shuts_the_viewer(desk, inbox: Page, customer, quiet):
    opened(inbox, desk, customer)
    for _ in range(2):
        sends(desk, customer[0], "image", "image/jpeg", photo())
    cells = inbox.locator("#messages .album-cell")
    expect(cells).to_have_count(2, timeout=WAIT)
    inbox.set_viewport_size({"width": 390, "height": 844})
    address = inbox.url
    cells.nth(1).locator("a").click()
    expect(inbox.get_by_role("dialog", name="Photo")).to_be_visible()
    inbox.go_back()
    expect(inbox.get_by_role("dialog", name="Photo")).to_be_hidden()
    cells.nth(0).locator("a").click()
    inbox.get_by_role("dialog", name="Photo").get_by_label("Close").click()
    expect(inbox).to_have_url(address)  # nothing of it is left behind
    cells.nth(0).get_by_label("React, reply or copy").click()
    saved = inbox.get_by_role("menuitem", name="Save the photo").get_attribute("href")
    assert saved and saved.removesuffix("?download") == cells.nth(0).locator("a").get_attribute("href")
    inbox.get_by_role("menuitem", name="Reply to this").click()
    first = cells.nth(0).locator("a").get_attribute("data-message")
    expect(inbox.locator("input[name=quote]")).to_have_value(first or "")
