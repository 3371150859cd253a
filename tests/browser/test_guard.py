"""What outsiders send stays words on every screen; and a passkey opens the door."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.desk import Desk, opened, wait_for

pytestmark = pytest.mark.browser
XSS: list[str] = json.loads((Path(__file__).parents[1] / "payloads" / "xss.json").read_text())
NUMBER = "106540352242922"
TALKS, NAMES = 12, 40
moments = itertools.count(1_795_400_000)
# Whatever became markup, stopped by the content policy or not.
MADE = """() => [...document.querySelectorAll("*")].filter(one =>
  [...one.attributes].some(a => a.name.startsWith("on") || /^\\s*javascript:/i.test(a.value) && a.name !== "value")
  || (one.localName === "script" && !one.src) || ["iframe", "object", "embed", "base"].includes(one.localName)
).map(one => one.outerHTML.slice(0, 200))"""


def kinds(text: str) -> list[dict[str, Any]]:
    """The payload in each place of a message where an outsider writes."""
    return [
        {"type": "text", "text": {"body": text}},
        {"type": "document", "document": {"id": "1", "mime_type": "application/pdf", "sha256": "x", "filename": text, "caption": text}},
        {"type": "location", "location": {"latitude": 18.5, "longitude": 73.8, "name": text, "address": text, "url": text}},
        {"type": "button", "button": {"text": text, "payload": text}},
        {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": text, "title": text}}},
        {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": text, "title": text, "description": text}}},
        {"type": "order", "order": {"catalog_id": text, "text": text, "product_items": [{"product_retailer_id": text, "quantity": 1, "item_price": 3, "currency": text[:3]}]}},
        {"type": "contacts", "contacts": [{"name": {"formatted_name": text, "first_name": text}, "phones": [{"phone": text, "type": text}], "org": {"company": text}, "urls": [{"url": text}]}]},
        {"type": "image", "image": {"id": "2", "mime_type": "image/png", "sha256": "x", "caption": text}},
        {"type": "text", "text": {"body": text}, "referral": {"source_url": text, "source_type": "ad", "source_id": "1", "headline": text, "body": text, "media_type": "image", "image_url": text}},
        {"type": "unsupported", "errors": [{"code": 131051, "title": text, "message": text}]},
    ]  # fmt: skip


def body(sender: str, name: str, messages: list[dict[str, Any]]) -> bytes:
    filled = [
        {"from": sender, "id": f"wamid.XSS{next(moments)}", "timestamp": str(next(moments)), **one} for one in messages
    ]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": name}, "wa_id": sender}],
        "messages": filled,
    }
    entry = {"id": "102290129340398", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def send(desk, sent: bytes) -> None:
    signature = hmac.new(desk.secret.encode(), sent, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
    assert httpx.post(f"{desk.url}/api/whatsapp/webhook/", content=sent, headers=headers).status_code == 200


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One of its own: two hundred strangers would push everybody else off the first screen of the others' lists."""
    with opened() as running:
        yield running


@pytest.fixture
def attacked(desk) -> list[int]:
    """Every payload as a message of some kind, many as a name; and one talk in which the assistant says them."""
    groups = [XSS[start::TALKS] for start in range(TALKS)]
    for number, texts in enumerate(groups):
        messages = [kinds(text)[place % 11] for place, text in enumerate(texts, number)]
        reaction = {"type": "reaction", "reaction": {"message_id": "wamid.none", "emoji": texts[0]}}
        send(desk, body(f"91970000{number:04d}", texts[0], [*messages, reaction]))
    for number, text in enumerate(XSS[:: max(1, len(XSS) // NAMES)]):
        send(desk, body(f"91971000{number:04d}", text, [{"type": "text", "text": {"body": text}}]))
    known = "SELECT count(*) FROM conversations_message WHERE wamid LIKE 'wamid.XSS%%'"
    wait_for(lambda: desk.sql(known)[0][0] >= len(XSS) + NAMES, 60, "all of them in the database")
    said = "UPDATE conversations_message SET direction = 'out', author = 'assistant', status = 'sent' WHERE conversation_id = %s AND type = 'text'"
    found = "SELECT DISTINCT m.conversation_id FROM conversations_message m JOIN conversations_contact c ON c.id = (SELECT contact_id FROM conversations_conversation WHERE id = m.conversation_id) WHERE c.phone LIKE '+9197000%%' ORDER BY 1"
    talks = [row[0] for row in desk.sql(found)]
    desk.sql(said, talks[-1])
    return talks


def pages(desk, talks: list[int]) -> list[str]:
    leads = [row[0] for row in desk.sql("SELECT id FROM leads_lead WHERE conversation_id = ANY(%s) ORDER BY id", talks)]
    entry = desk.sql("SELECT max(id) FROM journal_entry WHERE body LIKE '%%onerror%%'::bytea")[0][0]
    return [
        "/inbox", *(f"/inbox/{talk}" for talk in talks), *(f"/leads/{lead}" for lead in leads[:4]), "/leads", "/pipeline",
        "/tasks", "/notifications", "/inbox?q=onerror", "/inbox?q=%3Cscript%3E", "/leads?q=%3Cimg+src%3Dx%3E",
        f"/people/{desk.sql('SELECT max(contact_id) FROM conversations_conversation')[0][0]}/same",
        "/settings/journal", f"/settings/journal/{entry}", "/knowledge/gaps", "/insights",
        "/settings/audit?q=%22%3E%3Csvg+onload%3Dalert(1)%3E",
    ]  # fmt: skip


def test_two_hundred_attacks_through_the_webhook_stay_words_on_every_screen(desk, inbox: Page, attacked):
    assert len(set(XSS)) >= 200
    assert len(attacked) == TALKS
    dialogs: list[str] = []
    inbox.on("dialog", lambda box: (dialogs.append(box.message), box.dismiss()))
    wrong: dict[str, list[str]] = {}
    for path in pages(desk, attacked):
        inbox.goto(desk.url + path, wait_until="load")
        assert inbox.title().endswith("Cairn"), path
        if made := inbox.evaluate(MADE):
            wrong[path] = made
    words = inbox.goto(f"{desk.url}/inbox/{attacked[0]}") and inbox.locator("#thread").inner_text()
    assert "<" in (words or "") and "alert(1)" in (words or "")
    assert (dialogs, wrong) == ([], {})


def test_the_simulated_phone_shows_them_as_words_too(desk, browser: Page):
    dialogs: list[str] = []
    browser.on("dialog", lambda box: (dialogs.append(box.message), box.dismiss()))
    who = desk.customer(XSS[0], phone="+919720000001")
    for text in XSS[:: len(XSS) // 12]:
        desk.says(who, text)
    browser.goto(f"{desk.simulator_url}/", wait_until="load")
    browser.get_by_text(XSS[0][:20]).first.click()
    browser.wait_for_timeout(500)
    assert (dialogs, browser.evaluate(MADE)) == ([], [])


def test_a_passkey_is_made_and_opens_the_door_without_a_password(desk, browser: Page):
    home = desk.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    line = browser.context.new_cdp_session(browser)
    line.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    key = {**device, "isUserVerified": True, "automaticPresenceSimulation": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    browser.goto(f"{home}/sign-in")
    browser.get_by_label("E-mail").fill(desk.email)
    browser.get_by_label("Password").fill(desk.password)
    browser.get_by_role("button", name="Sign in", exact=True).click()
    browser.wait_for_url("**/inbox")
    expect(browser.locator("#bell-button")).to_be_visible()
    browser.goto(f"{home}/settings/me/second")
    browser.get_by_label("What to call it").fill("My laptop")
    browser.get_by_role("button", name="Add a passkey").click()
    expect(browser.locator("#recovery li")).to_have_count(10)
    try:
        browser.wait_for_load_state()
        browser.goto("about:blank")
        browser.context.clear_cookies()
        browser.goto(f"{home}/sign-in?next=/tasks")
        browser.get_by_role("button", name="Use a passkey").click()
        browser.wait_for_url("**/tasks")
        expect(browser.locator("#bell-button")).to_be_visible()
        browser.goto(f"{home}/settings/me/second")
        expect(browser.get_by_text("My laptop")).to_be_visible()
        browser.locator("li", has_text="My laptop").get_by_role("button", name="Remove").click()
        expect(browser.get_by_text("My laptop")).to_have_count(0)
        assert re.search("passkey", str(desk.sql("SELECT data FROM accounts_auditline WHERE act = 'signed in'")))
    finally:
        desk.sql("DELETE FROM mfa_authenticator")
